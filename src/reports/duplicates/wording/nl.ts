import type { DuplicateFacts } from './wording.js';

/** Nederlands. */
export function nl({ distance, days, sameCategory, sameAsset }: DuplicateFacts): string {
  const what = sameCategory ? 'Hetzelfde' : 'Iets gelijkaardigs';
  const where = sameAsset ? 'aan hetzelfde voorwerp' : `op ${String(distance)} meter hiervandaan`;
  const when = days === 0 ? 'vandaag' : days === 1 ? 'gisteren' : `${String(days)} dagen geleden`;
  return `${what} is ${when} al gemeld, ${where}.`;
}
