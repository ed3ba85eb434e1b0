import type { Open311Wording } from './wording.js';

/** Dutch. */
export const nl: Open311Wording = {
  resolved: 'De dienst meldt dat het opgelost is.',
  refused: 'De dienst meldt dat dit niet van haar is.',
  closed: 'De dienst heeft de melding afgesloten.',
};
