import { createTransport, type Transporter } from 'nodemailer';
import type { EmailSettings } from '../channels/settings.js';
import type { Outcome } from '../model.js';
import type { SendingSetup, SendTask } from '../sending/task.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';

const CONNECTIONS = 3;
let transport: Transporter | undefined;

/** Sends a mail about a report to whoever handles it, with a link to answer where there is one. */
export async function sendMail(
  setup: SendingSetup,
  { id, event, facts, answerLink }: SendTask,
  { to, language }: EmailSettings,
): Promise<Outcome> {
  if (setup.smtp === undefined || setup.mailFrom === undefined)
    return { kind: 'again', fault: 'No SMTP server is set: give smtpUrl and mailFrom.' };
  const wording = language === 'nl' ? nl : en;
  const lines = [
    event.message[language],
    ...(facts?.description === undefined ? [] : [`${wording.about}:\n${facts.description}`]),
    ...(facts?.lon === undefined ? [] : [`${wording.place}: ${String(facts.lon)}, ${String(facts.lat)}`]),
    `${wording.report}: ${event.report}`,
    ...(answerLink === undefined ? [] : [`${wording.answer}\n${answerLink}`]),
  ];
  return deliver(setup, setup.smtp, {
    id,
    to,
    subject: wording.subject(facts?.categoryLabel[language] ?? event.report),
    text: lines.join('\n\n'),
  });
}

/** @returns `dead` where the server refuses the mail for good (RFC 5321, section 4.2.1: 5yz) */
async function deliver(
  setup: SendingSetup,
  smtp: string,
  mail: { readonly id: string; readonly to: string; readonly subject: string; readonly text: string },
): Promise<Outcome> {
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
  const { id, to, subject, text } = mail;
  try {
    await transport.sendMail({
      from: setup.mailFrom,
      to: { name: '', address: to },
      subject,
      text,
      // The same at each attempt, so that mail servers and readers see one mail.
      messageId: `<${id}@${new URL(setup.baseUrl).hostname}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
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
