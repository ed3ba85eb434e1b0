import { OUTSKIRTS } from './areas-around.js';
import type { Knowledge } from './knowledge.js';
import type { Locator } from './locate.js';
import type { Candidate } from './model.js';
import type { Surroundings } from './surroundings.js';

/**
 * A place outside every area that has somebody, as on a frontier or a shore: what is near with the areas in the outskirts of
 * which it lies. Elsewhere what is near, as it is.
 * @param near everything within the accuracy of the place, or farther
 */
export async function withOutskirts(
  near: readonly Candidate[],
  { point, accuracy }: Pick<Surroundings, 'point' | 'accuracy'>,
  locator: Locator,
  knowledge: Knowledge,
): Promise<readonly Candidate[]> {
  const isGoverned = near.some(
    ({ role, feature, distance }) =>
      role === 'area' && distance <= accuracy && knowledge.areaOrganisations.has(feature),
  );
  if (isGoverned) return near;
  const areas = (await locator.near(point, OUTSKIRTS, knowledge)).filter(({ role }) => role === 'area');
  const known = new Set(near.map(({ feature }) => feature));
  return [...near, ...areas.filter(({ feature }) => !known.has(feature))];
}
