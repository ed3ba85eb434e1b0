import type { NoticeWording } from './wording.js';

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/Brussels' });

/** English. */
export const en: NoticeWording = {
  subject: (category) => `Your report: ${category}`,
  followed: (category) => `Report that you follow: ${category}`,
  looksOn: 'You follow a report of someone else. This is what the reporter was told:',
  look: 'Follow the report here:',
  filed: (handler) =>
    handler === undefined
      ? 'We have received your report. A member of staff is finding out who can solve it.'
      : `We have received your report and put it to ${handler}.`,
  phase: 'Phase',
  handler: 'With',
  nobody: 'a member of staff who finds out who can solve it',
  expected: 'Solution expected by',
  date: (date) => days.format(date),
  answer: 'Answer here. This link is secret: whoever has it acts as the reporter.',
  follow:
    'Follow your report here, add to it or withdraw it. This link is secret: whoever has it acts as the reporter.',
  stop: 'No more mail about this report:',
};
