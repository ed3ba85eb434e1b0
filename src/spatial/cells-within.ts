import { AREA_ZOOMS, FEATURE_ZOOM } from './tiles.js';

/**
 * The quadkeys that a geometry which touches one of some tiles may have among its `coverCells`: the tiles themselves,
 * those around them and those in them.
 * @param tiles quadkeys
 * @param most give up beyond so many
 * @returns each once; `undefined` where there are more than `most`
 */
export function cellsWithin(tiles: readonly string[], most: number): ReadonlySet<string> | undefined {
  const cells = new Set<string>();
  for (const tile of tiles) {
    for (let zoom = AREA_ZOOMS.coarsest; zoom < tile.length; zoom++) cells.add(tile.slice(0, zoom));
    let layer = [tile];
    for (let zoom = tile.length; ; zoom++) {
      if (zoom <= AREA_ZOOMS.finest || zoom === FEATURE_ZOOM) for (const cell of layer) cells.add(cell);
      if (cells.size > most) return undefined;
      if (zoom >= FEATURE_ZOOM) break;
      layer = layer.flatMap((cell) => ['0', '1', '2', '3'].map((digit) => cell + digit));
    }
  }
  return cells;
}
