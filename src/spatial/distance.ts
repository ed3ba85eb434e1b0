import { contains } from './contains.js';
import type { Geometry, LonLat } from './geometry.js';
import type { LocalFrame } from './local-frame.js';
import { frameAround } from './local-frame.js';
import { nearestOn } from './nearest.js';
import { ordinate, outlineOf } from './outline.js';

/**
 * Metres from a point to the nearest place of a geometry; 0 in a polygon or on its boundary, but not in its holes.
 * Measured in the local equirectangular projection around the point: within 1 km right to well under 0.5 %.
 */
export function distanceTo(geometry: Geometry, point: LonLat): number {
  return contains(geometry, point) ? 0 : boundaryDistance(geometry, point);
}

/**
 * Metres from a point to the nearest edge of a polygon, its holes' edges too, even when the point is inside; for
 * points and lines the distance. As accurate as `distanceTo`.
 */
export function boundaryDistance(geometry: Geometry, point: LonLat): number {
  const frame = frameAround(point);
  if (geometry.type === 'Point') return distanceInFrame(frame, geometry.coordinates);
  if (geometry.type === 'MultiPoint') {
    return geometry.coordinates.reduce(
      (least, member) => Math.min(least, distanceInFrame(frame, member)),
      Infinity,
    );
  }
  return Math.sqrt(nearestOn(outlineOf(geometry).chains, frame)?.squared ?? Infinity);
}

/**
 * Whether every corner of a shape is within some metres of a geometry: where that is straight, all of the shape then is.
 * As accurate as `distanceTo`.
 */
export function isWithin(shape: Geometry, metres: number, geometry: Geometry): boolean {
  if (shape.type === 'Point' || shape.type === 'MultiPoint')
    return (shape.type === 'Point' ? [shape.coordinates] : shape.coordinates).every(
      ([lon = NaN, lat = NaN]) => distanceTo(geometry, [lon, lat]) <= metres,
    );
  return outlineOf(shape).chains.every(({ ordinates }) => {
    for (let at = 0; at < ordinates.length; at += 2)
      if (distanceTo(geometry, [ordinate(ordinates, at), ordinate(ordinates, at + 1)]) > metres) return false;
    return true;
  });
}

/** Metres from the frame's point to another; for many places around one point. As accurate as `distanceTo`. */
export function distanceInFrame(frame: LocalFrame, [lon = NaN, lat = NaN]: readonly number[]): number {
  return Math.hypot((lon - frame.lon) * frame.perLon, (lat - frame.lat) * frame.perLat);
}
