import type { Bounds, LonLat } from './geometry.js';

const EQUATORIAL_RADIUS = 6_378_137;
const FLATTENING = 1 / 298.257223563;
const ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING);
const RADIANS = Math.PI / 180;

/** A flat map in metres around a point: x east, y north. */
export interface LocalFrame {
  readonly lon: number;
  readonly lat: number;
  /** Metres in one degree of longitude. */
  readonly perLon: number;
  /** Metres in one degree of latitude. */
  readonly perLat: number;
}

/**
 * The local equirectangular projection around a point, scaled by the curvature of the WGS84 ellipsoid there.
 * Within 1 km its distances are right to 0.1 %; the error grows with the distance north or south, to some 2 % at 100 km.
 */
export function frameAround([lon, lat]: LonLat): LocalFrame {
  const cosine = Math.cos(lat * RADIANS);
  const w2 = 1 / (1 - ECCENTRICITY_SQUARED * (1 - cosine * cosine));
  const scale = RADIANS * EQUATORIAL_RADIUS * Math.sqrt(w2);
  return { lon, lat, perLon: scale * cosine, perLat: scale * w2 * (1 - ECCENTRICITY_SQUARED) };
}

/** The square of the distance in metres from the frame's point to a rectangle; 0 inside it. */
export function squaredToBounds(frame: LocalFrame, [west, south, east, north]: Bounds): number {
  const x = Math.max(west - frame.lon, 0, frame.lon - east) * frame.perLon;
  const y = Math.max(south - frame.lat, 0, frame.lat - north) * frame.perLat;
  return x * x + y * y;
}
