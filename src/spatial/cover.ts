import { getChildren, tileToQuadkey } from '@mapbox/tilebelt';
import { contains } from './contains.js';
import { GeometryError } from './geometry-error.js';
import type { Bounds, Geometry } from './geometry.js';
import { boundsOf } from './measure.js';
import { ordinate, outlineOf } from './outline.js';
import type { Tile } from './tiles.js';
import { AREA_ZOOMS, FEATURE_ZOOM, quadkey, tileAt, tileBounds, tilesWithin } from './tiles.js';

/** How far tiles reach over their edges, in degrees (0.1 mm), so that rounding leaves no gap between them. */
const OVERLAP = 1e-9;
/**
 * Cells of one thing, for which a line has some 13 a kilometre: all roads of the Flemish Region in one line (6900 km) have
 * 90 000, which take half a second.
 */
const MOST_CELLS = 100_000;
/** Times that an edge is held against a tile: an outline of a million points takes two fifths, the whole a second or two. */
const MOST_TESTS = 100_000_000;
/** Degrees that an edge may span. Belgium spans four; from there to `0 0`, which stands for no place, it is fifty. */
const LONGEST_EDGE = 45;

/** One edge of a line or ring. */
type Segment = readonly [lon0: number, lat0: number, lon1: number, lat1: number];

/** What a descent through the tiles needs to know, and the quadkeys it has found. */
interface Descent {
  readonly finest: number;
  /** Whether a tile that no edge passes through lies inside; for areas only, whose cells are merged. */
  readonly isInside: ((tile: Tile) => boolean) | undefined;
  readonly found: string[];
  /** Times that an edge was held against a tile. */
  tests: number;
}

/**
 * The quadkeys of the tiles that cover a geometry: points and lines at zoom 18, areas at zooms 8 to 16, four tiles
 * that are all covered being one. Every point of the geometry has a quadkey that begins with one of them.
 * Sorted, each once. A line of 20 km has some three hundred, an area has about as many as its boundary passes through.
 *
 * Edges are straight in longitude and latitude, as GeoJSON has it and as distances are measured here; in the tiles'
 * own Mercator plane a straight edge of 20 km would stray by metres.
 * @throws GeometryError `range` where there would be more than 100 000, where so many edges are near each other that it would
 *   take long, or where a point is far off, such as `0 0`
 */
export function coverCells(geometry: Geometry): string[] {
  if (geometry.type === 'Point' || geometry.type === 'MultiPoint') return coverPoints(geometry);
  const areal = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';
  const descent: Descent = {
    finest: areal ? AREA_ZOOMS.finest : FEATURE_ZOOM,
    isInside: areal ? (tile) => contains(geometry, middleOf(tile)) : undefined,
    found: [],
    tests: 0,
  };
  const segments = segmentsOf(geometry);
  refuseFarPoints(segments);
  for (const tile of rootsOf(boundsOf(geometry), descent.finest)) descend(tile, segments, descent);
  if (descent.found.length > MOST_CELLS) throw tooWide();
  return descent.found.sort();
}

/**
 * The quadkeys of the tiles that cover some geometries of one thing, each once.
 * @throws GeometryError `range` as `coverCells`, also where there would be more than 100 000 together
 */
export function coverAll(geometries: Iterable<Geometry>): string[] {
  const found = new Set<string>();
  for (const geometry of geometries) {
    for (const cell of coverCells(geometry)) found.add(cell);
    if (found.size > MOST_CELLS) throw tooWide();
  }
  return [...found];
}

function coverPoints({ type, coordinates }: Extract<Geometry, { type: 'Point' | 'MultiPoint' }>): string[] {
  const positions = type === 'Point' ? [coordinates] : coordinates;
  const found = new Set(positions.map(([lon = NaN, lat = NaN]) => quadkey(lon, lat, FEATURE_ZOOM)));
  if (found.size > MOST_CELLS) throw tooWide();
  return [...found].sort();
}

function refuseFarPoints(segments: readonly Segment[]): void {
  const spans = ([lon0, lat0, lon1, lat1]: Segment): number =>
    Math.max(Math.abs(lon1 - lon0), Math.abs(lat1 - lat0));
  const long = segments.find((segment) => spans(segment) > LONGEST_EDGE);
  if (long) throw new GeometryError('range', (wording) => wording.farPoint(long, LONGEST_EDGE));
}

function tooWide(): GeometryError {
  return new GeometryError('range', (wording) => wording.tooWide(MOST_CELLS));
}

/** The smallest tile that holds the bounds, or the tiles of the coarsest zoom where none does. */
function rootsOf(bounds: Bounds, finest: number): Tile[] {
  const around = widened(bounds);
  for (let zoom = finest; zoom > AREA_ZOOMS.coarsest; zoom--) {
    const [left, top] = tileAt(around[0], around[3], zoom);
    const [right, bottom] = tileAt(around[2], around[1], zoom);
    if (left === right && top === bottom) return [[left, top, zoom]];
  }
  return tilesWithin(around, AREA_ZOOMS.coarsest);
}

/** Collects the cells in a tile; says whether they cover all of it and have become one. */
function descend(tile: Tile, segments: readonly Segment[], descent: Descent): boolean {
  descent.tests += segments.length;
  if (descent.found.length > MOST_CELLS) throw tooWide();
  if (descent.tests > MOST_TESTS) throw new GeometryError('range', (wording) => wording.tooIntricate());
  const box = widened(tileBounds(tile));
  const passing = segments.filter((segment) => passes(segment, box));
  if (passing.length === 0 && !descent.isInside?.(tile)) return false;
  if (passing.length === 0 || tile[2] === descent.finest) {
    descent.found.push(tileToQuadkey(tile));
    return true;
  }
  const before = descent.found.length;
  const covered = getChildren(tile).map((child) => descend(child, passing, descent));
  if (!descent.isInside || covered.includes(false)) return false;
  descent.found.splice(before, Infinity, tileToQuadkey(tile));
  return true;
}

/** Whether a segment touches a box: their bounds overlap and the corners are not all on one side of it. */
function passes(segment: Segment, box: Bounds): boolean {
  // One by one: to take arrays apart takes three times as long, and this is done a hundred million times.
  const lon0 = segment[0];
  const lat0 = segment[1];
  const lon1 = segment[2];
  const lat1 = segment[3];
  const west = box[0];
  const south = box[1];
  const east = box[2];
  const north = box[3];
  if (lon0 < west && lon1 < west) return false;
  if (lon0 > east && lon1 > east) return false;
  if (lat0 < south && lat1 < south) return false;
  if (lat0 > north && lat1 > north) return false;
  const dx = lon1 - lon0;
  const dy = lat1 - lat0;
  const toWest = dy * (west - lon0);
  const toEast = dy * (east - lon0);
  const toSouth = dx * (south - lat0);
  const toNorth = dx * (north - lat0);
  const least = Math.min(toWest, toEast) - Math.max(toSouth, toNorth);
  const most = Math.max(toWest, toEast) - Math.min(toSouth, toNorth);
  return least <= 0 && most >= 0;
}

function segmentsOf(geometry: Geometry): Segment[] {
  return outlineOf(geometry).chains.flatMap(({ ordinates, segments }) =>
    Array.from({ length: segments }, (_, i): Segment => [
      ordinate(ordinates, 2 * i),
      ordinate(ordinates, 2 * i + 1),
      ordinate(ordinates, 2 * i + 2),
      ordinate(ordinates, 2 * i + 3),
    ]),
  );
}

function middleOf(tile: Tile): readonly [number, number] {
  const [west, south, east, north] = tileBounds(tile);
  return [(west + east) / 2, (south + north) / 2];
}

function widened([west, south, east, north]: Bounds): Bounds {
  return [west - OVERLAP, south - OVERLAP, east + OVERLAP, north + OVERLAP];
}
