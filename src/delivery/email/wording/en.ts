import type { MailWording } from './wording.js';

/** English. */
export const en: MailWording = {
  subject: (category) => `Report: ${category}`,
  about: 'What was reported',
  place: 'Place (longitude, latitude)',
  report: 'The report',
  answer:
    'Accept or refuse the report with this link. It works once, without logging in, so do not pass it on:',
};
