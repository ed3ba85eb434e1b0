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

/** The hierarchies with what the shapes of some areas add to what is recorded. */
export function withNesting(hierarchies: Hierarchies, pairs: readonly NestedPair[]): Hierarchies {
  if (pairs.length === 0) return hierarchies;
  return {
    ...hierarchies,
    isAreaWithin: (narrow, broad) =>
      hierarchies.isAreaWithin(narrow, broad) ||
      pairs.some(
        ([inner, outer]) =>
          hierarchies.areasFrom(narrow).includes(inner) && hierarchies.areasFrom(outer).includes(broad),
      ),
  };
}
