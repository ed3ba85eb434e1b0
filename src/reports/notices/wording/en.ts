import type { NoticesWording } from './wording.js';

/** English. */
export const en: NoticesWording = {
  noAddress: 'To be notified by e-mail takes an e-mail address. Give "email", or leave out "notify".',
  noMail: 'This service sends no e-mail. Leave out "notify" and follow the report with its secret link.',
  noWebhook: 'To be notified by webhook takes an address. Give "webhook", or leave out "notify".',
  noSecret: 'Notices to a webhook are signed. Give a "webhookSecret": "whsec_" and 24 to 64 bytes in base64.',
  webhookRefused:
    'This service sends nothing to this address. Its operator allows addresses with deliveryTargets.',
};
