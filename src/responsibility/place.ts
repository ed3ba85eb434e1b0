import {
  boundsOf,
  centroidOf,
  distanceInFrame,
  distanceTo,
  frameAround,
  type Geometry,
  type LonLat,
} from '../spatial/index.js';
import type { Feature } from './features.js';
import type { Question } from './model.js';
import { ASSET_REACH, groundReach, LEAST_ACCURACY } from './situations.js';

/** How far off, in metres, an asset's recorded location is taken to be. */
const ASSET_ACCURACY = 1;

/** A place to decide about. */
export interface Place {
  readonly point: LonLat;
  /** How far it may be off, in metres; more than 0. */
  readonly accuracy: number;
}

/** The place that was reported; none where only a thing was. */
export function reportedPlace({ point, accuracy }: Question): Place | undefined {
  return point && { point, accuracy: Math.max(LEAST_ACCURACY, accuracy) };
}

/**
 * Where on a named thing. A short one is where the registers have it, which is better known than what is reported. A long
 * one, such as a road, is judged at the reported place, if that may be on it or beside it; its name says which thing is
 * meant, and makes that place no surer. Without such a place it is anywhere on the thing.
 */
export function placeOn({ geometry, role }: Pick<Feature, 'geometry' | 'role'>, question: Question): Place {
  const reported = reportedPlace(question);
  const middle = centroidOf(geometry);
  const exact = Math.max(LEAST_ACCURACY, Math.min(question.accuracy, ASSET_ACCURACY));
  const reach = farthestFrom(middle, geometry);
  const isLong = 2 * reach > Math.max(question.accuracy, ASSET_ACCURACY);
  const beside =
    role === 'road' || role === 'ground' ? groundReach(question.accuracy) : question.accuracy + ASSET_REACH;
  if (isLong && reported && distanceTo(geometry, reported.point) <= beside) return reported;
  // An area is what it is asked about as a whole, wherever in it the place may be.
  return { point: middle, accuracy: role === 'area' ? exact : Math.max(exact, reach) };
}

/** Metres from a place within which all of a thing lies. */
function farthestFrom(place: LonLat, geometry: Geometry): number {
  const [west, south, east, north] = boundsOf(geometry);
  const frame = frameAround(place);
  const corners = [west, east].flatMap((lon) => [south, north].map((lat) => [lon, lat]));
  return Math.max(...corners.map((corner) => distanceInFrame(frame, corner)));
}
