import type { EmailSettings } from '../channels/settings.js';
import type { Outcome } from '../model.js';
import type { SendingSetup, SendTask } from '../sending/task.js';
import { deliverMail } from './deliver-mail.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';

/** Sends a mail about a report to whoever handles it, with a link to answer where there is one. */
export async function sendMail(
  setup: SendingSetup,
  { id, event, facts, answerLink }: SendTask,
  { to, language }: EmailSettings,
): Promise<Outcome> {
  const wording = language === 'nl' ? nl : en;
  const lines = [
    event.message[language],
    ...(facts?.description === undefined ? [] : [`${wording.about}:\n${facts.description}`]),
    ...(facts?.lon === undefined ? [] : [`${wording.place}: ${String(facts.lon)}, ${String(facts.lat)}`]),
    `${wording.report}: ${event.report}`,
    ...(answerLink === undefined ? [] : [`${wording.answer}\n${answerLink}`]),
  ];
  return deliverMail(setup, id, {
    to,
    subject: wording.subject(facts?.categoryLabel[language] ?? event.report),
    text: lines.join('\n\n'),
  });
}
