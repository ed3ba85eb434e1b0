import type { DuplicateFacts } from './wording.js';

/** English. */
export function en({ distance, days, sameCategory, sameAsset }: DuplicateFacts): string {
  const what = sameCategory ? 'The same' : 'Something similar';
  const where = sameAsset ? 'about the same thing' : `${String(distance)} metres from here`;
  const when = days === 0 ? 'today' : days === 1 ? 'yesterday' : `${String(days)} days ago`;
  return `${what} was reported ${when}, ${where}.`;
}
