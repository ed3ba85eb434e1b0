import type { Feature } from './features.js';
import { measuredAt } from './locate.js';
import type { Situation } from './model.js';
import { readSituations } from './situations.js';
import type { Surroundings } from './surroundings.js';

/**
 * The ways to read a place, the likeliest first, where a report may name the thing that it is about. Where several
 * registers describe that thing, each description is a reading: which of them is right, the name does not say.
 * @param named the thing as each register describes it; none where no thing is named that a register knows
 */
export function readNamed(
  surroundings: Omit<Surroundings, 'named'>,
  named: readonly Feature[],
): readonly Situation[] {
  const read = (thing: Feature | undefined): Situation[] =>
    readSituations({ ...surroundings, named: thing && measuredAt(thing, surroundings.point) });
  const [first, ...others] = named;
  const [likeliest, ...further] = read(first);
  const asDescribed = others.flatMap((other) => {
    const [situation] = read(other);
    const differsIn = other.role === 'asset' ? 'asset' : 'ground';
    return situation && other.role !== 'area' ? [{ ...situation, differsIn } as const] : [];
  });
  return likeliest ? [likeliest, ...asDescribed, ...further] : [];
}
