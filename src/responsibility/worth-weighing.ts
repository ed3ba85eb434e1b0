import type { Candidate, Role, Situation } from './model.js';
import type { Asked } from './surroundings.js';

/** Readings of one place that are weighed as they come, which is all of them nearly everywhere. */
const FIRST_READINGS = 8;
/** Readings that are weighed at most. */
const MOST_READINGS = 64;

/**
 * The readings of a place that are weighed, in their order: the first few, and of all others those that may lead to somebody
 * else. In a base map of large scale a dozen pieces of ground lie nearer than a boundary that matters more. Where even those
 * are too many, what differs in the asset, the ground and the area has an equal part.
 */
export function worthWeighing(readings: readonly Situation[], asked: Asked): Situation[] {
  if (readings.length <= FIRST_READINGS) return [...readings];
  const first = readings.slice(0, FIRST_READINGS);
  const seen = new Set(first.map((reading) => outcomeKey(reading, asked)));
  const others = readings.slice(FIRST_READINGS).filter((reading) => {
    const key = outcomeKey(reading, asked);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return [...first, ...inEqualParts(others, MOST_READINGS - FIRST_READINGS)];
}

/** All that an answer to a reading rests on: where this is the same, so is the answer. */
function outcomeKey({ asset, grounds, area, around = [] }: Situation, asked: Asked): string {
  const thing = (candidate: Candidate): unknown => [
    candidate.role,
    candidate.classes,
    candidate.manager,
    isAskedFor(candidate, asked) ? candidate.feature : undefined,
  ];
  return JSON.stringify([
    asset && thing(asset),
    grounds.map(thing),
    [area, ...around].map((one) => one?.feature),
  ]);
}

/** Whether a rule may ask for this very thing, or for what it is like. */
function isAskedFor({ feature, role }: Candidate, { namedThings, attributePaths }: Asked): boolean {
  return namedThings.has(feature) || (role === 'asset' && attributePaths.size > 0);
}

/** As many as there is room for, in their order: the first of each kind of difference, then the second, and so on. */
function inEqualParts(readings: readonly Situation[], room: number): readonly Situation[] {
  if (readings.length <= room) return readings;
  const counts = new Map<Role | undefined, number>();
  const ranked = readings.map((reading) => {
    const rank = counts.get(reading.differsIn) ?? 0;
    counts.set(reading.differsIn, rank + 1);
    return { reading, rank };
  });
  const kept = new Set(
    [...ranked]
      .sort((a, b) => a.rank - b.rank)
      .slice(0, room)
      .map(({ reading }) => reading),
  );
  return readings.filter((reading) => kept.has(reading));
}
