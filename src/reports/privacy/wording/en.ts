import type { PrivacyWording } from './wording.js';

/** English. */
export const en: PrivacyWording = {
  masks: {
    email: 'e-mail address',
    phone: 'telephone number',
    nationalNumber: 'national number',
    name: 'name',
  },
  erased: {
    person: 'The reporter has erased their data.',
    administrator: 'The data of the reporter has been erased.',
    expired: 'The data of the reporter has been erased, since it was kept as long as it may be.',
  },
};
