import { boundaryDistance } from '../spatial/index.js';
import type { Candidate } from './model.js';
import { encloses } from './nesting.js';
import type { Surroundings } from './surroundings.js';

/**
 * The areas in which the point may lie, the likeliest first: the smallest one around it, then those on the other side
 * of a boundary that is within the location's accuracy. Areas around the first one are not alternatives to it: the
 * rules for them hold in it too.
 */
export function findAreas(surroundings: Surroundings): Candidate[] {
  const { candidates, accuracy, point } = surroundings;
  const near = candidates.filter(({ role, distance }) => role === 'area' && distance <= accuracy);
  const [first] = near.filter(({ distance }) => distance === 0).sort((a, b) => a.size - b.size);
  if (!first) return near;
  const atItsEdge = near.filter(
    (area) =>
      area !== first &&
      !isAround(area, first, surroundings) &&
      boundaryDistance(area.geometry, point) <= accuracy,
  );
  const beside = atItsEdge.filter(
    (area) => !atItsEdge.some((other) => other !== area && isAround(area, other, surroundings)),
  );
  return beside.length > 0 ? [first, ...beside] : [first, ...outside(first, near, surroundings)];
}

function isAround(outer: Candidate, inner: Candidate, { hierarchies }: Surroundings): boolean {
  return hierarchies.isAreaWithin(inner.feature, outer.feature) || encloses(outer, inner);
}

/** Where nothing lies beside the first area, the one around it, as its boundary is within the accuracy. */
function outside(first: Candidate, near: readonly Candidate[], surroundings: Surroundings): Candidate[] {
  const { accuracy, point } = surroundings;
  if (boundaryDistance(first.geometry, point) > accuracy) return [];
  return near
    .filter(
      (area) =>
        area !== first &&
        isAround(area, first, surroundings) &&
        boundaryDistance(area.geometry, point) > accuracy,
    )
    .sort((a, b) => a.size - b.size)
    .slice(0, 1);
}
