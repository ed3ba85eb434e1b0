import { createTransport, type Transporter } from 'nodemailer';
import type { Outcome } from '../model.js';
import type { Mail, SendingSetup } from '../sending/task.js';

const CONNECTIONS = 3;
let transport: Transporter | undefined;

/**
 * Hands a mail to the operator's mail server.
 * @param id of the delivery, the same at each attempt
 * @returns `dead` where the server refuses this mail for good (RFC 5321, section 4.2.1: 5yz to RCPT or DATA), `alone` where
 *   it does not take its address for now
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
    return outcomeOfMailError(error as MailError);
  }
}

/** What nodemailer says of a mail that did not go. */
interface MailError {
  readonly code?: string;
  /** What the server answered, where it did. */
  readonly responseCode?: number;
  /** The command that it answered. */
  readonly command?: string;
}

/** Commands whose answers are about the mail; greeting, log-in and sender are the same for every mail. */
const ABOUT_THE_MAIL = ['RCPT TO', 'DATA'];
/** "Authentication required" (RFC 4954, section 6), which some say as late as that. */
const LOG_IN_FIRST = 530;
/** "Service not available, closing transmission channel" (RFC 5321, section 4.2.3), as an answer to any command. */
const CLOSING = 421;

function outcomeOfMailError({ code = 'no connection', responseCode = 0, command = '' }: MailError): Outcome {
  const isAboutMail =
    ABOUT_THE_MAIL.includes(command) && responseCode !== LOG_IN_FIRST && responseCode !== CLOSING;
  // What the server says may name the address, which belongs in no log.
  if (isAboutMail && responseCode >= 500)
    return { kind: 'dead', fault: `The mail server refuses it with ${String(responseCode)}.` };
  const answer = responseCode === 0 ? code : `${code}, ${String(responseCode)}`;
  const fault = `The mail server does not take it: ${answer}.`;
  return { kind: 'again', fault, alone: command === 'RCPT TO' && isAboutMail && responseCode >= 400 };
}
