import type { Hierarchies } from './hierarchies.js';
import type { Candidate, Situation } from './model.js';
import { gebied, terrein, water, weg } from '../rdf/namespaces.js';

/** Half the width that a road drawn as a line is taken to have, in metres. */
const HALF_ROAD = 4;
/** How far from the point the thing itself may stand, beyond the location's accuracy, in metres. */
const ASSET_REACH = 5;
/** How far off the ground may be where the category is about that kind of ground, in metres at least. */
const GROUND_REACH = 30;
/** Metres around a point beyond which nothing is looked for. */
const LARGEST_RADIUS = 250;
/** The classes of ground, under which every kind of it falls. */
const GROUND_CLASSES = [terrein('Terreindeel'), gebied('Gebied'), water('Waterdeel'), weg('Wegsegment')];
/** Readings of one place that are weighed. */
const MOST_SITUATIONS = 8;

/** What the situations of a place are made of. */
export interface Surroundings {
  /** Everything near, nearest first. */
  readonly candidates: readonly Candidate[];
  /** The asset that the report names, measured like the rest. */
  readonly named: Candidate | undefined;
  /** Classes that the category is about. */
  readonly concerns: readonly string[];
  /** Metres. */
  readonly accuracy: number;
  readonly hierarchies: Hierarchies;
}

/**
 * How far to look around a point whose location is `accuracy` metres off, in metres: further where the category is
 * about a kind of ground or road, since the reporter then stands beside what is meant.
 */
export function searchRadius({
  concerns,
  accuracy,
  hierarchies,
}: Omit<Surroundings, 'candidates' | 'named'>): number {
  const reach = concernsGround(concerns, hierarchies)
    ? Math.max(GROUND_REACH, 3 * accuracy)
    : accuracy + ASSET_REACH;
  return Math.min(LARGEST_RADIUS, reach + HALF_ROAD);
}

function concernsGround(concerns: readonly string[], hierarchies: Hierarchies): boolean {
  return concerns.some((iri) => GROUND_CLASSES.some((ground) => hierarchies.isClassBelow(iri, ground)));
}

/**
 * The ways to read a place, the likeliest first. Each further one differs from the first in one thing that lies
 * within the location's accuracy of it: another asset, another ground, the other side of the road, another area.
 */
export function readSituations(surroundings: Surroundings): Situation[] {
  const assets = findAssets(surroundings);
  const grounds = findGrounds(surroundings);
  const areas = findAreas(surroundings);
  const first: Situation = {
    asset: assets[0],
    assumedClasses: assets[0] ? [] : assumedClasses(surroundings),
    grounds: grounds[0] ?? [],
    area: areas[0],
    differsIn: undefined,
  };
  const others: Situation[] = [
    ...assets.slice(1).map((asset): Situation => ({ ...first, asset, differsIn: 'asset' })),
    ...grounds.slice(1).map((stack): Situation => ({ ...first, grounds: stack, differsIn: 'ground' })),
    ...areas.slice(1).map((area): Situation => ({ ...first, area, differsIn: 'area' })),
  ];
  return [first, ...others].slice(0, MOST_SITUATIONS);
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
function assumedClasses({ concerns, hierarchies }: Surroundings): readonly string[] {
  const [first, ...rest] = concerns.map((iri) => hierarchies.classesFrom(iri));
  return (first ?? []).filter((iri) => rest.every((above) => above.includes(iri)));
}

/** Ground as it is weighed: how far the point is from its edge, roads having the width that their line leaves out. */
interface WeighedGround {
  readonly candidate: Candidate;
  readonly reach: number;
}

function findGrounds(surroundings: Surroundings): Candidate[][] {
  const { candidates, named, accuracy, concerns, hierarchies } = surroundings;
  if (named && named.role !== 'asset' && named.role !== 'area') return [[named]];
  const all = candidates
    .filter(({ role }) => role === 'ground' || role === 'road')
    .map((candidate): WeighedGround => ({ candidate, reach: reachOf(candidate) }));
  const wanted = all.filter(({ candidate }) => isAbout(candidate, surroundings));
  const within =
    wanted.length > 0 || concernsGround(concerns, hierarchies)
      ? LARGEST_RADIUS
      : Math.max(accuracy, ASSET_REACH);
  const pool = (wanted.length > 0 ? wanted : all).filter(({ reach }) => reach <= within).sort(byNearness);
  const best = pool[0];
  if (!best) return [];
  const first = best.reach === 0 && wanted.length === 0 ? stackAt(pool) : [best.candidate];
  const others = pool.filter(
    ({ candidate, reach }) => !first.includes(candidate) && reach - best.reach <= accuracy,
  );
  return [first, ...otherSide(first, accuracy), ...others.map(({ candidate }) => [candidate])];
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
function stackAt(pool: readonly WeighedGround[]): Candidate[] {
  const on = pool.filter(({ reach }) => reach === 0).map(({ candidate }) => candidate);
  const grounds = on.filter(({ role }) => role === 'ground');
  if (grounds.some(({ manager }) => manager !== undefined)) return grounds;
  const road = on.find(({ role }) => role === 'road');
  return road ? [...grounds, road] : grounds;
}

/** The same road with its other manager, where the point is too near its line to tell the side. */
function otherSide(stack: readonly Candidate[], accuracy: number): Candidate[][] {
  const [road] = stack;
  if (!road?.sides || road.distance > accuracy) return [];
  const other = road.manager === road.sides.left ? road.sides.right : road.sides.left;
  return [[{ ...road, manager: other }]];
}

function findAreas({ candidates, accuracy }: Surroundings): Candidate[] {
  const areas = candidates.filter(({ role, distance }) => role === 'area' && distance <= accuracy);
  const containing = areas.filter(({ distance }) => distance === 0).sort((a, b) => a.size - b.size);
  return containing.length > 0 ? [...containing.slice(0, 1), ...areas.filter((a) => a.distance > 0)] : areas;
}
