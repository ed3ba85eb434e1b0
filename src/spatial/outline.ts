import type { Position } from 'geojson';
import type { Bounds, Geometry } from './geometry.js';

/** The segments of one chunk of a chain share a bounding box, so that most are never looked at. */
const SEGMENTS_PER_CHUNK = 32;

/** A line or ring, laid flat for speed. */
export interface Chain {
  /** Longitude and latitude of each vertex in turn. */
  readonly ordinates: Float64Array;
  /** How many segments: one fewer than vertices. */
  readonly segments: number;
  readonly bounds: Bounds;
  readonly chunks: readonly Chunk[];
}

/** The segments `from` up to, but not including, `to`. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly bounds: Bounds;
}

/** The lines and rings of a geometry; empty for points. */
export interface Outline {
  readonly chains: readonly Chain[];
  /** The same rings by polygon, the outer ring first; empty for anything but polygons. */
  readonly polygons: readonly (readonly Chain[])[];
}

const outlines = new WeakMap<Geometry, Outline>();

/** The outline of a geometry, made once and kept as long as the geometry lives. */
export function outlineOf(geometry: Geometry): Outline {
  const known = outlines.get(geometry);
  if (known) return known;
  const outline = outlineFrom(geometry);
  outlines.set(geometry, outline);
  return outline;
}

/** The ordinate at an index; NaN where there is none. */
export function ordinate(ordinates: Float64Array, index: number): number {
  return ordinates[index] ?? NaN;
}

/** The smallest bounds around interleaved ordinates, from one index up to another. */
export function boundsAround(ordinates: Float64Array, from = 0, to = ordinates.length): Bounds {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = from; i < to; i += 2) {
    const lon = ordinate(ordinates, i);
    const lat = ordinate(ordinates, i + 1);
    if (lon < bounds[0]) bounds[0] = lon;
    if (lat < bounds[1]) bounds[1] = lat;
    if (lon > bounds[2]) bounds[2] = lon;
    if (lat > bounds[3]) bounds[3] = lat;
  }
  return bounds;
}

/** Longitude and latitude of each position in turn. */
export function flatten(positions: readonly Position[]): Float64Array {
  const ordinates = new Float64Array(positions.length * 2);
  positions.forEach(([lon = NaN, lat = NaN], i) => {
    ordinates[2 * i] = lon;
    ordinates[2 * i + 1] = lat;
  });
  return ordinates;
}

function outlineFrom(geometry: Geometry): Outline {
  switch (geometry.type) {
    case 'Point':
    case 'MultiPoint':
      return { chains: [], polygons: [] };
    case 'LineString':
      return { chains: [chainFrom(geometry.coordinates)], polygons: [] };
    case 'MultiLineString':
      return { chains: geometry.coordinates.map(chainFrom), polygons: [] };
    case 'Polygon': {
      const rings = geometry.coordinates.map(chainFrom);
      return { chains: rings, polygons: [rings] };
    }
    case 'MultiPolygon': {
      const polygons = geometry.coordinates.map((rings) => rings.map(chainFrom));
      return { chains: polygons.flat(), polygons };
    }
  }
}

function chainFrom(positions: readonly Position[]): Chain {
  const ordinates = flatten(positions);
  const segments = positions.length - 1;
  const chunks: Chunk[] = [];
  for (let from = 0; from < segments; from += SEGMENTS_PER_CHUNK) {
    const to = Math.min(from + SEGMENTS_PER_CHUNK, segments);
    chunks.push({ from, to, bounds: boundsAround(ordinates, 2 * from, 2 * to + 2) });
  }
  return { ordinates, segments, bounds: boundsAround(ordinates), chunks };
}
