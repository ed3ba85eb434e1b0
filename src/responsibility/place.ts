import {
  boundsOf,
  centroidOf,
  distanceInFrame,
  distanceTo,
  frameAround,
  type Geometry,
  type LonLat,
} from '../spatial/index.js';
import type { Question } from './model.js';
import { ASSET_REACH, LEAST_ACCURACY } from './situations.js';

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
 * one, such as a road, is judged at the reported place, if that may be on it or just beside it; its name says which thing is
 * meant, and makes that place no surer.
 */
export function placeOn(geometry: Geometry, question: Question): Place {
  const reported = reportedPlace(question);
  const middle = centroidOf(geometry);
  const recorded = {
    point: middle,
    accuracy: Math.max(LEAST_ACCURACY, Math.min(question.accuracy, ASSET_ACCURACY)),
  };
  if (!reported || distanceTo(geometry, reported.point) > question.accuracy + ASSET_REACH) return recorded;
  const reach = farthestFrom(middle, geometry);
  if (reach > Math.max(question.accuracy, ASSET_ACCURACY)) return reported;
  return { ...recorded, accuracy: Math.max(recorded.accuracy, reach) };
}

/** Metres from a place within which all of a thing lies. */
function farthestFrom(place: LonLat, geometry: Geometry): number {
  const [west, south, east, north] = boundsOf(geometry);
  const frame = frameAround(place);
  const corners = [west, east].flatMap((lon) => [south, north].map((lat) => [lon, lat]));
  return Math.max(...corners.map((corner) => distanceInFrame(frame, corner)));
}
