import { createTransport, type Transporter } from 'nodemailer';
import type { Outcome } from '../model.js';
import type { Mail, SendingSetup } from '../sending/task.js';

const CONNECTIONS = 3;
let transport: Transporter | undefined;

/**
 * Hands a mail to the operator's mail server.
 * @param id of the delivery, the same at each attempt
 * @returns `dead` where the server refuses the mail for good (RFC 5321, section 4.2.1: 5yz)
 */
export async function deliverMail(
  setup: SendingSetup,
  id: string,
  { to, subject, text, headers }: Mail,
): Promise<Outcome> {
  const { smtp, mailFrom } = setup;
  if (smtp === undefined || mailFrom === undefined)
    return { kind: 'again', fault: 'No SMTP server is set: give smtpUrl and mailFrom.' };
  transport ??= createTransport({
    url: smtp,
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: setup.timeout,
    greetingTimeout: setup.timeout,
    socketTimeout: setup.timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: mailFrom,
      to: { name: '', address: to },
      subject,
      text,
      // The same at each attempt, so that mail servers and readers see one mail.
      messageId: `<${id}@${new URL(setup.baseUrl).hostname}>`,
      headers: { 'Auto-Submitted': 'auto-generated', ...headers },
    });
    return { kind: 'done' };
  } catch (error) {
    const { responseCode } = error as { responseCode?: number };
    // What the server says may name the address, which belongs in no log.
    if (responseCode !== undefined && responseCode >= 500)
      return { kind: 'dead', fault: `The mail server refuses it with ${String(responseCode)}.` };
    const { code = 'no connection' } = error as { code?: string };
    return { kind: 'again', fault: `The mail server does not take it: ${code}.` };
  }
}
