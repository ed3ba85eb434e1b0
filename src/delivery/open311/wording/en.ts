import type { Open311Wording } from './wording.js';

/** English. */
export const en: Open311Wording = {
  resolved: 'The service says that it is solved.',
  refused: 'The service says that this is not theirs.',
  closed: 'The service has closed the report.',
};
