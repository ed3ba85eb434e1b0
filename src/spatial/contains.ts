import type { Geometry, LonLat } from './geometry.js';
import type { Chain, Chunk } from './outline.js';
import { ordinate, outlineOf } from './outline.js';

/** On the boundary: within this many degrees, a tenth of a millimetre. */
const TOLERANCE = 1e-9;

type Where = 'inside' | 'outside' | 'boundary';

/**
 * Whether a polygon or multipolygon contains a point. The boundary, that of a hole too, counts as inside (as
 * `geof:sfIntersects` has it); a hole does not. Always false for points and lines.
 */
export function contains(geometry: Geometry, point: LonLat): boolean {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return false;
  return outlineOf(geometry).polygons.some((rings) => polygonContains(rings, point));
}

function polygonContains([outer, ...holes]: readonly Chain[], point: LonLat): boolean {
  if (!outer) return false;
  const where = locate(outer, point);
  if (where !== 'inside') return where === 'boundary';
  return !holes.some((hole) => locate(hole, point) === 'inside');
}

/** Where a point is with respect to a ring: parity of the edges east of it. */
function locate(ring: Chain, [lon, lat]: LonLat): Where {
  if (!near(ring, lon, lat)) return 'outside';
  let crossings = 0;
  for (const chunk of ring.chunks) {
    const [, south, east, north] = chunk.bounds;
    if (lat < south - TOLERANCE || lat > north + TOLERANCE || lon > east + TOLERANCE) continue;
    const counted = crossingsEast(ring, chunk, lon, lat);
    if (counted === 'boundary') return 'boundary';
    crossings += counted;
  }
  return crossings % 2 === 1 ? 'inside' : 'outside';
}

function near({ bounds: [west, south, east, north] }: Chain, lon: number, lat: number): boolean {
  return (
    lon >= west - TOLERANCE && lon <= east + TOLERANCE && lat >= south - TOLERANCE && lat <= north + TOLERANCE
  );
}

function crossingsEast(
  { ordinates }: Chain,
  { from, to }: Chunk,
  lon: number,
  lat: number,
): number | 'boundary' {
  let crossings = 0;
  let x0 = ordinate(ordinates, 2 * from) - lon;
  let y0 = ordinate(ordinates, 2 * from + 1) - lat;
  for (let i = from; i < to; i++) {
    const x1 = ordinate(ordinates, 2 * i + 2) - lon;
    const y1 = ordinate(ordinates, 2 * i + 3) - lat;
    if (touches(x0, y0, x1, y1)) return 'boundary';
    // An edge owns its lower end only, so that a vertex is counted once.
    if (y0 > 0 !== y1 > 0 && x0 - (y0 * (x1 - x0)) / (y1 - y0) > 0) crossings++;
    x0 = x1;
    y0 = y1;
  }
  return crossings;
}

/** Whether the origin lies on a segment. */
function touches(x0: number, y0: number, x1: number, y1: number): boolean {
  if (x0 > TOLERANCE && x1 > TOLERANCE) return false;
  if (x0 < -TOLERANCE && x1 < -TOLERANCE) return false;
  if (y0 > TOLERANCE && y1 > TOLERANCE) return false;
  if (y0 < -TOLERANCE && y1 < -TOLERANCE) return false;
  const length = Math.hypot(x1 - x0, y1 - y0);
  return Math.abs(x0 * y1 - x1 * y0) <= TOLERANCE * length || Math.hypot(x0, y0) <= TOLERANCE;
}
