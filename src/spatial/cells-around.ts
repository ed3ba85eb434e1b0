import { tileToQuadkey } from '@mapbox/tilebelt';
import type { LonLat } from './geometry.js';
import { frameAround, squaredToBounds } from './local-frame.js';
import { AREA_ZOOMS, FEATURE_ZOOM, tileBounds, tilesWithin } from './tiles.js';

/** Half a per cent and a millimetre more than was asked: what the flat map and rounding may be off. */
const reachFor = (radius: number): number => radius * 1.005 + 0.001;

/**
 * Degrees north or south beyond which nothing is looked for. Tiles shrink towards the poles: a circle of 250 m touches
 * some 400 at 80°, three times as many where the map ends (85.05°), and a whole row of 262 144 at the pole itself.
 */
const FARTHEST_LATITUDE = 80;

/**
 * The cells to look up so that nothing within `radius` metres of a point is missed: a geometry that near has one of
 * these among its `coverCells`. They are the zoom 18 tiles that touch the circle, and their ancestors at the zooms of
 * areas (8 to 16). Sorted, each once. The number of cells grows with the square of the radius: the caller caps it
 * (250 m gives some 50 in Belgium). None for a point beyond 80° north or south, where nothing is known.
 */
export function pointCells(point: LonLat, radius: number): string[] {
  if (Math.abs(point[1]) > FARTHEST_LATITUDE) return [];
  const frame = frameAround(point);
  const reach = reachFor(radius);
  const [lon, lat] = point;
  const [x, y] = [reach / frame.perLon, reach / frame.perLat];
  const cells = new Set<string>();
  for (const tile of tilesWithin([lon - x, lat - y, lon + x, lat + y], FEATURE_ZOOM)) {
    if (squaredToBounds(frame, tileBounds(tile)) > reach * reach) continue;
    const key = tileToQuadkey(tile);
    cells.add(key);
    for (let zoom = AREA_ZOOMS.finest; zoom >= AREA_ZOOMS.coarsest; zoom--) cells.add(key.slice(0, zoom));
  }
  return [...cells].sort();
}
