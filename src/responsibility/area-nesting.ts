import type { Hierarchies } from './hierarchies.js';
import type { Knowledge } from './knowledge.js';
import type { Candidate, Situation } from './model.js';
import { encloses } from './nesting.js';

/** An area, and one that its shape puts it in. */
export type NestedPair = readonly [inner: string, outer: string];

/** The areas in which a place lies, the smallest first. */
export function areasOf({ area, around = [] }: Pick<Situation, 'area' | 'around'>): readonly Candidate[] {
  return area ? [area, ...around] : [];
}

/**
 * The area of a place that an organisation answers for: the smallest one that has any, so that a zone which is drawn for
 * the sake of a rule does not take the place from its municipality.
 */
export function governedArea(
  situation: Pick<Situation, 'area' | 'around'>,
  { areaOrganisations }: Pick<Knowledge, 'areaOrganisations'>,
): Candidate | undefined {
  return areasOf(situation).find(({ feature }) => areaOrganisations.get(feature) !== undefined);
}

/** Which of the areas of a place their shapes put in which. */
export function nestingOf(situation: Pick<Situation, 'area' | 'around'>): readonly NestedPair[] {
  const areas = areasOf(situation);
  return areas.flatMap((inner) =>
    areas
      .filter((outer) => encloses(outer, inner))
      .map((outer): NestedPair => [inner.feature, outer.feature]),
  );
}

/**
 * The hierarchies with what the shapes of some areas add to what is recorded. What is recorded wins: of an area that lies in
 * another, a shape that is drawn larger than that one says nothing.
 */
export function withNesting(hierarchies: Hierarchies, pairs: readonly NestedPair[]): Hierarchies {
  const added = pairs.filter(([inner, outer]) => !hierarchies.isAreaWithin(outer, inner));
  if (added.length === 0) return hierarchies;
  // All the way up by both: one that skips a step would not be an order.
  const around = (area: string): ReadonlySet<string> => {
    const found = new Set([area]);
    for (const item of found) {
      for (const outer of hierarchies.areasFrom(item)) found.add(outer);
      for (const [inner, outer] of added) if (inner === item) found.add(outer);
    }
    return found;
  };
  return { ...hierarchies, isAreaWithin: (narrow, broad) => around(narrow).has(broad) };
}
