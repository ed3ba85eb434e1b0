import type { Bounds, Geometry } from './geometry.js';
import { frameAround } from './local-frame.js';
import type { Chain } from './outline.js';
import { boundsAround, flatten, ordinate, outlineOf } from './outline.js';

/**
 * The area of a polygon or multipolygon in square metres, holes left out; 0 for points and lines. Each polygon is
 * measured on a flat map around its middle: right to 0.1 % up to the size of a province.
 */
export function areaOf(geometry: Geometry): number {
  return outlineOf(geometry).polygons.reduce((sum, rings) => sum + polygonArea(rings), 0);
}

/** The smallest box around a geometry: west, south, east, north, in degrees. */
export function boundsOf(geometry: Geometry): Bounds {
  if (geometry.type === 'Point') return boundsAround(flatten([geometry.coordinates]));
  if (geometry.type === 'MultiPoint') return boundsAround(flatten(geometry.coordinates));
  return joinBounds(outlineOf(geometry).chains);
}

/** The area of one polygon in square metres. Its rings may run either way. */
export function polygonArea([outer, ...holes]: readonly Chain[]): number {
  if (!outer) return 0;
  const [west, south, east, north] = outer.bounds;
  const { perLon, perLat } = frameAround([(west + east) / 2, (south + north) / 2]);
  const inside = holes.reduce((sum, hole) => sum + Math.abs(ringMoments(hole).area), 0);
  return Math.max(0, Math.abs(ringMoments(outer).area) - inside) * perLon * perLat;
}

/** The signed area of a ring in square degrees, and its first moments around its first vertex. */
export function ringMoments({ ordinates, segments }: Chain): {
  area: number;
  momentX: number;
  momentY: number;
} {
  const lon = ordinate(ordinates, 0);
  const lat = ordinate(ordinates, 1);
  let [area, momentX, momentY] = [0, 0, 0];
  for (let i = 0; i < segments; i++) {
    const x0 = ordinate(ordinates, 2 * i) - lon;
    const y0 = ordinate(ordinates, 2 * i + 1) - lat;
    const x1 = ordinate(ordinates, 2 * i + 2) - lon;
    const y1 = ordinate(ordinates, 2 * i + 3) - lat;
    const cross = x0 * y1 - x1 * y0;
    area += cross / 2;
    momentX += ((x0 + x1) * cross) / 6;
    momentY += ((y0 + y1) * cross) / 6;
  }
  return { area, momentX, momentY };
}

function joinBounds(chains: readonly Chain[]): Bounds {
  return chains.reduce<Bounds>(
    (joined, { bounds }) => [
      Math.min(joined[0], bounds[0]),
      Math.min(joined[1], bounds[1]),
      Math.max(joined[2], bounds[2]),
      Math.max(joined[3], bounds[3]),
    ],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
}
