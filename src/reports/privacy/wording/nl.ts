import type { PrivacyWording } from './wording.js';

/** Nederlands. */
export const nl: PrivacyWording = {
  erased: {
    person: 'De melder heeft zijn of haar gegevens gewist.',
    administrator: 'De gegevens van de melder zijn gewist.',
    expired: 'De gegevens van de melder zijn gewist, want hun bewaartermijn is voorbij.',
  },
};
