import type { PrivacyWording } from './wording.js';

/** Nederlands. */
export const nl: PrivacyWording = {
  masks: {
    email: 'e-mailadres',
    phone: 'telefoonnummer',
    nationalNumber: 'rijksregisternummer',
    name: 'naam',
  },
  erased: {
    person: 'De melder heeft zijn of haar gegevens gewist.',
    administrator: 'De gegevens van de melder zijn gewist.',
    expired: 'De gegevens van de melder zijn gewist, want hun bewaartermijn is voorbij.',
  },
};
