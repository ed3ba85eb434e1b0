import { boundaryDistance } from '../spatial/index.js';
import type { Candidate } from './model.js';
import { encloses } from './nesting.js';
import type { Surroundings } from './surroundings.js';

/** Metres beyond its boundary within which a municipality is asked where no area that has somebody holds the point. */
export const OUTSKIRTS = 100;

/** An area in which a place may lie. */
export interface AreaReading {
  readonly area: Candidate;
  /** The areas around it in which the place lies too, the smallest first: the rules for them hold there as well. */
  readonly around: readonly Candidate[];
}

/**
 * The areas in which the point may lie, the likeliest first: the smallest one around it, then those on the other side
 * of a boundary that is within the location's accuracy. Areas around the first one are not alternatives to it.
 */
export function findAreas(surroundings: Surroundings): AreaReading[] {
  const { candidates, accuracy } = surroundings;
  const near = candidates.filter(({ role, distance }) => role === 'area' && distance <= accuracy);
  const [only, another] = near;
  if (only && !another) return [{ area: only, around: [] }];
  const [first, ...beside] = likeliest(near, surroundings).map((area): AreaReading => ({
    area,
    around: areasAround(area, near, surroundings),
  }));
  if (!first) return [];
  return acrossBoundary(first, beside, surroundings) ?? [first, ...beside];
}

/**
 * Of a zone that is nobody's and lies across a boundary, the place is in one part or the other: each is a reading, and the
 * one that holds the point comes first.
 * @returns `undefined` where the first area is no such zone
 */
function acrossBoundary(
  first: AreaReading,
  beside: readonly AreaReading[],
  surroundings: Surroundings,
): AreaReading[] | undefined {
  const zone = first.area;
  const holder = beside.find(({ area }) => area.distance === 0 && isGoverned(area, surroundings));
  if (!holder || isGoverned(zone, surroundings)) return undefined;
  const above = first.around.find((area) => isGoverned(area, surroundings));
  if (above && !isOnlyAround(above, holder.area, surroundings)) return undefined;
  const parts = [...beside].sort((a, b) => a.area.distance - b.area.distance);
  const inZone = parts.map(({ area, around }) => ({
    area,
    around: [zone, ...around.filter((one) => one !== zone)],
  }));
  return isAtEdgeOf(zone, surroundings) ? [...inZone, ...parts] : inZone;
}

/**
 * The nearest area that somebody answers for, for where none that the place lies in has anybody: not one around another of
 * them, however it is drawn.
 */
export function nearestGoverned(surroundings: Surroundings): Candidate | undefined {
  const { candidates, accuracy } = surroundings;
  // Others are among what is near where ground is looked for.
  const outskirts = Math.max(OUTSKIRTS, accuracy);
  const governed = candidates.filter(
    (candidate) =>
      candidate.role === 'area' && candidate.distance <= outskirts && isGoverned(candidate, surroundings),
  );
  return governed.find((area) => !governed.some((inner) => isOnlyAround(area, inner, surroundings)));
}

function isGoverned({ feature }: Candidate, { areaOrganisations }: Surroundings): boolean {
  return areaOrganisations.get(feature) !== undefined;
}

function likeliest(near: readonly Candidate[], surroundings: Surroundings): readonly Candidate[] {
  const [first] = near.filter(({ distance }) => distance === 0).sort(bySize);
  if (!first) return outsideAll(near, surroundings);
  const atItsEdge = near.filter(
    (area) => area !== first && !isAroundPoint(area, first, surroundings) && isAtEdgeOf(area, surroundings),
  );
  const beside = atItsEdge.filter(
    (area) => !atItsEdge.some((inner) => isOnlyAround(area, inner, surroundings)),
  );
  return beside.length > 0 ? [first, ...beside] : [first, ...outside(first, near, surroundings)];
}

/**
 * Just outside, an area around another is no alternative to it, as it is none inside: only where that one is nobody's, and
 * farther off, may the place lie in the one around it alone.
 */
function outsideAll(near: readonly Candidate[], surroundings: Surroundings): readonly Candidate[] {
  return near.filter(
    (area) =>
      !near.some(
        (inner) =>
          isOnlyAround(area, inner, surroundings) &&
          (inner.distance <= area.distance || isGoverned(inner, surroundings)),
      ),
  );
}

/** Those that hold the whole of an area, and those that hold the point for sure, as where two overlap. */
function areasAround(
  area: Candidate,
  near: readonly Candidate[],
  surroundings: Surroundings,
): readonly Candidate[] {
  return near
    .filter(
      (other) =>
        other !== area &&
        (isAroundPoint(other, area, surroundings) ||
          (other.distance === 0 && !isAtEdgeOf(other, surroundings))),
    )
    .sort(bySize);
}

/** By what is recorded, or else by the shapes; both ways only where two areas are recorded in each other. */
function isAround(outer: Candidate, inner: Candidate, { hierarchies }: Surroundings): boolean {
  if (hierarchies.isAreaWithin(inner.feature, outer.feature)) return true;
  return !hierarchies.isAreaWithin(outer.feature, inner.feature) && encloses(outer, inner);
}

/** Not one that holds the middle of a zone alone, which was drawn across a boundary: the point lies on the other side. */
function isAroundPoint(outer: Candidate, inner: Candidate, surroundings: Surroundings): boolean {
  const isAcross = inner.distance === 0 && outer.distance > 0 && !isGoverned(inner, surroundings);
  if (isAcross) return surroundings.hierarchies.isAreaWithin(inner.feature, outer.feature);
  return isAround(outer, inner, surroundings);
}

/** Around, but for two that are around each other. */
function isOnlyAround(outer: Candidate, inner: Candidate, surroundings: Surroundings): boolean {
  return outer !== inner && isAround(outer, inner, surroundings) && !isAround(inner, outer, surroundings);
}

function isAtEdgeOf({ geometry }: Candidate, { accuracy, point }: Surroundings): boolean {
  return boundaryDistance(geometry, point) <= accuracy;
}

/** Where nothing lies beside the first area, the one around it, as its boundary is within the accuracy. */
function outside(first: Candidate, near: readonly Candidate[], surroundings: Surroundings): Candidate[] {
  if (!isAtEdgeOf(first, surroundings)) return [];
  return near
    .filter(
      (area) => area !== first && isAround(area, first, surroundings) && !isAtEdgeOf(area, surroundings),
    )
    .sort(bySize)
    .slice(0, 1);
}

function bySize(a: Candidate, b: Candidate): number {
  return a.size - b.size;
}
