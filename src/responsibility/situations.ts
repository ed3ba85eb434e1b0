import type { Hierarchies } from './hierarchies.js';
import type { Candidate, Chosen, Role, Situation } from './model.js';
import type { Surroundings } from './surroundings.js';
import { gebied, terrein, water, weg } from '../rdf/namespaces.js';
import { boundaryDistance, hasSides, isNearOtherSide, isWithin } from '../spatial/index.js';
import { governedArea } from './area-nesting.js';
import { findAreas, nearestGoverned, type AreaReading } from './areas-around.js';
import { encloses } from './nesting.js';

/**
 * Metres that every location may be off, however sure the reporter is: a rounding error on the way in must never turn
 * one certain answer into another.
 */
export const LEAST_ACCURACY = 0.1;
/** Half the width that a road drawn as a line is taken to have, in metres. */
const HALF_ROAD = 4;
/** How far from its line a road's own ground reaches, its verge included, in metres. */
const ROADSIDE = 12;
/** How far from the point the thing itself may stand, beyond the location's accuracy, in metres. */
export const ASSET_REACH = 5;
/** How far off the ground may be where the category is about that kind of ground, in metres at least. */
const GROUND_REACH = 30;
/** Metres around a point beyond which nothing is looked for. */
export const LARGEST_RADIUS = 250;
/** How far off, in metres, a place may be for all that it may be about to be looked for. */
export const MOST_ACCURACY = LARGEST_RADIUS - HALF_ROAD - ASSET_REACH;
/** The classes of ground, under which every kind of it falls. */
const GROUND_CLASSES = [terrein('Terreindeel'), gebied('Gebied'), water('Waterdeel'), weg('Wegsegment')];

/**
 * How far to look around a point whose location is `accuracy` metres off, in metres: further where the category is
 * about a kind of ground or road, since the reporter then stands beside what is meant.
 */
export function searchRadius({
  concerns,
  accuracy,
  hierarchies,
}: Pick<Surroundings, 'concerns' | 'accuracy' | 'hierarchies'>): number {
  const reach = concernsGround(concerns, hierarchies) ? groundReach(accuracy) : accuracy + ASSET_REACH;
  return Math.min(LARGEST_RADIUS, reach + HALF_ROAD);
}

/** How far off, in metres, ground or a road may be that is what is meant. */
export function groundReach(accuracy: number): number {
  return Math.max(GROUND_REACH, 3 * accuracy);
}

function concernsGround(concerns: readonly string[], hierarchies: Hierarchies): boolean {
  return concerns.some((iri) => GROUND_CLASSES.some((ground) => hierarchies.isClassBelow(iri, ground)));
}

/**
 * The ways to read a place, the likeliest first. Each further one differs from the first in one thing that lies
 * within the location's accuracy of it: another asset, another ground, the other side of the road, another area.
 */
export function readSituations(surroundings: Surroundings): Situation[] {
  const { chosen } = surroundings;
  const assets = confirmed(findAssets(surroundings), 'asset', chosen, (asset) => asset);
  const grounds = confirmedGrounds(findGrounds(surroundings), chosen);
  // At the edge of a zone, which municipality it is says nothing of the zone.
  const areas = fitting(findAreas(surroundings), 'area', chosen, ({ area }) => area);
  // Somewhere in the outskirts: not for those on the other side of a boundary within an area that has somebody.
  const nearestArea = isGoverned(areas[0], surroundings) ? undefined : nearestGoverned(surroundings);
  const first: Situation = {
    asset: assets[0],
    assumedClasses: assets[0] ? [] : assumedClasses(surroundings),
    grounds: grounds[0] ?? [],
    area: areas[0]?.area,
    around: areas[0]?.around,
    nearestArea,
    differsIn: undefined,
  };
  const others: Situation[] = [
    ...assets.slice(1).map((asset): Situation => ({ ...first, asset, differsIn: 'asset' })),
    ...grounds.slice(1).map((stack): Situation => {
      // With the same ground on top, only the side of the road below it is another.
      const differsIn = stack[0] === first.grounds[0] ? 'road' : 'ground';
      return { ...first, grounds: stack, differsIn };
    }),
    ...areas.slice(1).map((reading): Situation => ({
      ...first,
      ...reading,
      nearestArea: isGoverned(reading, surroundings) ? undefined : nearestArea,
      differsIn: 'area',
    })),
  ];
  return [first, ...others];
}

/** Whether an organisation answers for one of the areas of a reading. */
function isGoverned(reading: AreaReading | undefined, surroundings: Surroundings): boolean {
  return reading !== undefined && governedArea(reading, surroundings) !== undefined;
}

/** The reading that the reporter has confirmed; all of them where the thing that was confirmed is gone since. */
function confirmed<T>(
  readings: readonly T[],
  role: Role,
  chosen: readonly Chosen[],
  meant: (reading: T) => Candidate | undefined,
): readonly T[] {
  const kept = fitting(readings, role, chosen, meant);
  return kept === readings ? readings : kept.slice(0, 1);
}

/** What the reporter has left open: which ground it is says nothing of the sides of a road below it, nor the reverse. */
function confirmedGrounds(
  readings: readonly Candidate[][],
  chosen: readonly Chosen[],
): readonly Candidate[][] {
  const answer = chosen.findLast(({ role }) => role === 'road');
  const stacks = readings.filter((stack) => {
    const road = sidedRoad(stack);
    return road?.feature !== answer?.feature || road?.side === answer?.side;
  });
  const left = stacks.length > 0 ? stacks : readings;
  const kept = fitting(left, 'ground', chosen, ([nearest]) => nearest);
  const [likeliest] = kept;
  return kept === left ? left : kept.filter((stack) => isOneThing(stack[0], likeliest?.[0]));
}

/** Whether two are the same thing as one register has it, whichever side of it is meant. */
function isOneThing(one: Candidate | undefined, other: Candidate | undefined): boolean {
  return one?.feature === other?.feature && one?.register === other?.register;
}

/** The readings with the thing that was confirmed; all of them, as they are, where none was or it is gone since. */
function fitting<T>(
  readings: readonly T[],
  role: Role,
  chosen: readonly Chosen[],
  meant: (reading: T) => Candidate | undefined,
): readonly T[] {
  const answer = chosen.findLast((one) => one.role === role);
  if (!answer) return readings;
  const kept = readings.filter((reading) => {
    const candidate = meant(reading);
    return candidate?.feature === answer.feature && candidate.side === answer.side;
  });
  return kept.length > 0 ? kept : readings;
}

function isAbout({ classes }: Candidate, { concerns, hierarchies }: Surroundings): boolean {
  return classes.some((own) => concerns.some((wanted) => hierarchies.isClassBelow(own, wanted)));
}

function findAssets(surroundings: Surroundings): Candidate[] {
  const { candidates, named, accuracy } = surroundings;
  if (named) return named.role === 'asset' ? [named] : [];
  const fitting = candidates.filter(
    (candidate) =>
      candidate.role === 'asset' &&
      candidate.distance <= accuracy + ASSET_REACH &&
      isAbout(candidate, surroundings),
  );
  const nearest = fitting[0];
  return nearest ? fitting.filter(({ distance }) => distance - nearest.distance <= accuracy) : [];
}

/** What is certain of a thing that no register knows: the classes above all those that the category is about. */
export function assumedClasses({
  concerns,
  hierarchies,
}: Pick<Surroundings, 'concerns' | 'hierarchies'>): readonly string[] {
  const [first, ...rest] = concerns.map((iri) => hierarchies.classesFrom(iri));
  return (first ?? []).filter((iri) => rest.every((above) => above.includes(iri)));
}

/** Ground as it is weighed: how far the point is from its edge, roads having the width that their line leaves out. */
interface WeighedGround {
  readonly candidate: Candidate;
  readonly reach: number;
}

/**
 * How far to look, in metres, so that no ground is missed that may be meant instead of the nearest: the place may be nearer
 * to that by its accuracy. 0 where there is no ground, or the report names it.
 */
export function alternativesRadius(surroundings: Surroundings): number {
  const { best } = namesGround(surroundings) ? { best: undefined } : weighGrounds(surroundings);
  return best ? best.reach + surroundings.accuracy + HALF_ROAD : 0;
}

function namesGround({ named }: Surroundings): boolean {
  return named !== undefined && named.role !== 'asset' && named.role !== 'area';
}

/** The ground and roads that may be meant, the nearest first, and the likeliest: of what is wanted, if any is in reach. */
function weighGrounds(surroundings: Surroundings): {
  readonly pool: readonly WeighedGround[];
  readonly best: WeighedGround | undefined;
  readonly isWanted: boolean;
} {
  const { candidates, accuracy, concerns, hierarchies } = surroundings;
  const radius = searchRadius(surroundings);
  const inReach = ({ candidate }: WeighedGround): boolean => candidate.distance <= radius;
  const all = candidates
    .filter(isGround)
    .map((candidate): WeighedGround => ({ candidate, reach: reachOf(candidate) }))
    .sort(byNearness);
  const wanted = all.filter(({ candidate }) => isAbout(candidate, surroundings));
  const isWanted = wanted.some(inReach);
  const within =
    isWanted || concernsGround(concerns, hierarchies) ? LARGEST_RADIUS : Math.max(accuracy, ASSET_REACH);
  const pool = isWanted ? wanted : all;
  return { pool, best: pool.find((one) => inReach(one) && one.reach <= within), isWanted };
}

/** Whether something is ground, or the road on it. */
export function isGround({ role }: Candidate): boolean {
  return role === 'ground' || role === 'road';
}

function findGrounds(surroundings: Surroundings): Candidate[][] {
  const { named, accuracy } = surroundings;
  if (named && namesGround(surroundings)) return onEachSide([named], surroundings);
  const { pool, best, isWanted } = weighGrounds(surroundings);
  if (!best) return [];
  const on = best.reach === 0 && !isWanted ? pool.filter(({ reach }) => reach === 0) : [];
  const road = on.find(({ candidate }) => candidate.role === 'road')?.candidate;
  const first = on.length > 0 ? stackAt(on, road, surroundings) : [best.candidate];
  const others = pool.filter(
    ({ candidate, reach }) => !first.includes(candidate) && reach - best.reach <= accuracy,
  );
  const stacks = [
    first,
    ...withoutNearestEdge(first, surroundings).map((stack) => withRoad(stack, road)),
    ...others.map(({ candidate }) => {
      const stack = [candidate, ...first.filter((ground) => encloses(ground, candidate))];
      return isAlong(road, candidate) ? withRoad(stack, road) : stack;
    }),
  ];
  return stacks.flatMap((stack) => onEachSide(stack, surroundings));
}

function reachOf({ role, distance }: Candidate): number {
  return role === 'road' ? Math.max(0, distance - HALF_ROAD) : distance;
}

/** Nearer before farther; where the point is on both, surveyed ground before a road's line, small before large. */
function byNearness(a: WeighedGround, b: WeighedGround): number {
  if (a.reach !== b.reach) return a.reach - b.reach;
  if (a.candidate.role !== b.candidate.role) return a.candidate.role === 'ground' ? -1 : 1;
  return a.candidate.size - b.candidate.size || a.candidate.distance - b.candidate.distance;
}

/** All ground that the point lies on, and the road where no ground says who manages it. */
function stackAt(
  on: readonly WeighedGround[],
  road: Candidate | undefined,
  { point, accuracy }: Surroundings,
): Candidate[] {
  const [first, ...rest] = on.map(({ candidate }) => candidate).filter(({ role }) => role === 'ground');
  if (!first) return road ? [road] : [];
  // On the edge that two pieces share the point lies on both; that does not make one lie in the other.
  const edge = Math.min(accuracy, LEAST_ACCURACY);
  const around = rest.filter(
    (ground) => encloses(ground, first) || boundaryDistance(ground.geometry, point) > edge,
  );
  return withRoad([first, ...around], road);
}

/** Ground, and the road that the point is on where no ground says who manages it. */
function withRoad(grounds: Candidate[], road: Candidate | undefined): Candidate[] {
  const isOpen = grounds.every(({ role, manager }) => role === 'ground' && manager === undefined);
  return road && isOpen ? [...grounds, road] : grounds;
}

/** Whether all of a piece of ground lies along a road, as its verge does; a park beside it may hold a place far from it. */
function isAlong(road: Candidate | undefined, { geometry }: Candidate): boolean {
  return road !== undefined && isWithin(geometry, ROADSIDE, road.geometry);
}

/** The ground around the most precise one, where the point is so near the edge that it may lie outside that. */
function withoutNearestEdge(
  [first, ...around]: readonly Candidate[],
  { point, accuracy }: Surroundings,
): Candidate[][] {
  if (first?.role !== 'ground' || around.length === 0) return [];
  return boundaryDistance(first.geometry, point) <= accuracy ? [around] : [];
}

/** A reading of the ground, and the same with the other manager of a road where it is not certain which side is meant. */
function onEachSide(stack: Candidate[], { point, accuracy }: Surroundings): Candidate[][] {
  const road = sidedRoad(stack);
  if (!road?.sides) return [stack];
  const { geometry, distance, sides } = road;
  const isOpen = !hasSides(geometry) || distance <= accuracy || isNearOtherSide(geometry, point, accuracy);
  if (!isOpen) return [stack];
  const side = road.side && (road.side === 'left' ? 'right' : 'left');
  const other: Candidate = { ...road, side, manager: sides[side ?? 'right'] };
  return [stack, stack.map((each) => (each === road ? other : each))];
}

/** The road of a reading whose sides have managers of their own; there is one at most. */
export function sidedRoad(grounds: readonly Candidate[]): Candidate | undefined {
  return grounds.find(({ sides }) => sides !== undefined);
}
