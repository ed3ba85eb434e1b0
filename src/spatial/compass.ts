import type { LonLat } from './geometry.js';
import { frameAround } from './local-frame.js';

/** The eight points of the compass, clockwise from north. */
export const COMPASS = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'] as const;
export type CompassPoint = (typeof COMPASS)[number];

/** The point of the compass in which `to` lies, seen from `from`; north where they are the same place. */
export function compassPoint(from: LonLat, to: LonLat): CompassPoint {
  const { lon, lat, perLon, perLat } = frameAround(from);
  const bearing = Math.atan2((to[0] - lon) * perLon, (to[1] - lat) * perLat);
  const eighth = Math.round((bearing / (2 * Math.PI)) * COMPASS.length);
  return COMPASS[(eighth + COMPASS.length) % COMPASS.length] ?? 'N';
}
