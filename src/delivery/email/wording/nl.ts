import type { MailWording } from './wording.js';

/** Dutch. */
export const nl: MailWording = {
  subject: (category) => `Melding: ${category}`,
  about: 'Wat er gemeld is',
  place: 'Plaats (lengte, breedte)',
  report: 'De melding',
  answer:
    'Neem de melding aan of weiger ze met deze link. Hij werkt één keer, zonder aanmelden; geef hem dus niet door:',
};
