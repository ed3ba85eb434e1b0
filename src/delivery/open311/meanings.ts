import type { CommandName } from '../../reports/index.js';

/**
 * What each status says that happened here, in the order in which it did: the words of GeoReport v2 ("open": it has been
 * reported; "closed": it has been resolved) and those that FixMyStreet adds.
 */
const MEANINGS: Readonly<Record<string, readonly CommandName[]>> = {
  // Whoever has it in the books and shows it as open has taken it on.
  open: ['accept'],
  for_triage: ['accept'],
  investigating: ['accept'],
  planned: ['accept'],
  action_scheduled: ['accept'],
  in_progress: ['accept', 'start'],
  fixed: ['accept', 'resolve'],
  closed: ['accept', 'resolve'],
  not_councils_responsibility: ['refuse'],
  no_further_action: ['close'],
  duplicate: ['close'],
  cancelled: ['close'],
};

/** What a status says that happened; nothing where it is none of these. @param status in lower case with `_` */
export function meaningOf(status: string): readonly CommandName[] {
  return Object.hasOwn(MEANINGS, status) ? (MEANINGS[status] ?? []) : [];
}
