import type { Geometry } from './geometry.js';
import { boundsOf } from './measure.js';

/** Degrees between which Belgium lies, with some room. */
const LONGITUDES = [2, 7] as const;
const LATITUDES = [49, 52] as const;

/**
 * Whether a geometry would be in Belgium if its longitudes and latitudes were swapped. As it is, it lies in the sea east
 * of Somalia, so that hardly any other can be meant.
 */
export function looksSwapped(geometry: Geometry): boolean {
  const [west, south, east, north] = boundsOf(geometry);
  return isWithin(LATITUDES, west, east) && isWithin(LONGITUDES, south, north);
}

function isWithin([least, most]: readonly [number, number], from: number, to: number): boolean {
  return from >= least && to <= most;
}
