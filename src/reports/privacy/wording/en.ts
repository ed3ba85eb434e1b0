import type { PrivacyWording } from './wording.js';

/** English. */
export const en: PrivacyWording = {
  erased: {
    person: 'The reporter has erased their data.',
    administrator: 'The data of the reporter has been erased.',
    expired: 'The data of the reporter has been erased, since it was kept as long as it may be.',
  },
};
