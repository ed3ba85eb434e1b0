import { pointToTile, quadkeyToTile, tileToBBOX, tileToQuadkey } from '@mapbox/tilebelt';
import type { Tile } from '@mapbox/tilebelt';
import type { Bounds } from './geometry.js';

export type { Tile };

/** The zoom of the cells of points and lines: tiles of some 96 m in Belgium. */
export const FEATURE_ZOOM = 18;
/** The zooms of the cells of areas: tiles of some 100 km to 400 m. */
export const AREA_ZOOMS: { readonly coarsest: number; readonly finest: number } = { coarsest: 8, finest: 16 };

// Tiles end at the latitudes where the Mercator square does, and tilebelt takes 180 for -180.
const MOST_NORTHERN = 85.0511287;
const MOST_EASTERN = 180 - 1e-9;

/**
 * The quadkey of the tile in which a place lies: one digit per zoom, so that the quadkey of a tile begins with those
 * of the tiles it lies in (Bing Maps Tile System). What lies beyond 85.05° north or south is in the outermost row.
 */
export function quadkey(lon: number, lat: number, zoom: number): string {
  return tileToQuadkey(tileAt(lon, lat, zoom));
}

/** The tile in which a place lies: x, y, zoom. */
export function tileAt(lon: number, lat: number, zoom: number): Tile {
  const inLat = Math.min(MOST_NORTHERN, Math.max(-MOST_NORTHERN, lat));
  return pointToTile(Math.min(MOST_EASTERN, Math.max(-180, lon)), inLat, zoom);
}

/** Where the tile is, in degrees; the outermost rows go on to the poles. */
export function tileBounds(tile: Tile): Bounds {
  const [west, south, east, north] = tileToBBOX(tile) as Bounds;
  const [, y, zoom] = tile;
  return [west, y === 2 ** zoom - 1 ? -90 : south, east, y === 0 ? 90 : north];
}

/** Where the tile of a quadkey is, in degrees. */
export function quadkeyBounds(key: string): Bounds {
  return tileBounds(quadkeyToTile(key));
}

/** All tiles of a zoom that touch a box, row by row. */
export function tilesWithin([west, south, east, north]: Bounds, zoom: number): Tile[] {
  const [left, top] = tileAt(west, north, zoom);
  const [right, bottom] = tileAt(east, south, zoom);
  const tiles: Tile[] = [];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) tiles.push([x, y, zoom]);
  }
  return tiles;
}
