import { tileToQuadkey } from '@mapbox/tilebelt';
import type { LonLat } from './geometry.js';
import { frameAround, squaredToBounds } from './local-frame.js';
import { AREA_ZOOMS, FEATURE_ZOOM, tileBounds, tilesWithin } from './tiles.js';

/** Half a per cent and a millimetre more than was asked: what the flat map and rounding may be off. */
const reachFor = (radius: number): number => radius * 1.005 + 0.001;

/**
 * The cells to look up so that nothing within `radius` metres of a point is missed: a geometry that near has one of
 * these among its `coverCells`. They are the zoom 18 tiles that touch the circle, and their ancestors at the zooms of
 * areas (8 to 16). Sorted, each once. The number of cells grows with the square of the radius: the caller caps it
 * (250 m gives some 50).
 */
export function pointCells(point: LonLat, radius: number): string[] {
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
