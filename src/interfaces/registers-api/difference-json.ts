import type { RegisterDifference } from '../../registers/index.js';

/** Pairs of managers that an answer lists. */
const LISTED_PAIRS = 100;

/** How two versions of a register differ, as answers tell it. */
export function differenceJson(difference: RegisterDifference): object {
  const { added, removed, changed, managersChanged, pairs, listed } = difference;
  return {
    added,
    removed,
    changed,
    managersChanged,
    pairs: pairs.slice(0, LISTED_PAIRS),
    examples: listed,
  };
}
