import type { Position } from 'geojson';
import { contains } from './contains.js';
import type { Geometry, LonLat } from './geometry.js';
import { frameAround } from './local-frame.js';
import { polygonArea, ringMoments } from './measure.js';
import type { Chain } from './outline.js';
import { ordinate, outlineOf } from './outline.js';

/**
 * A point that stands for a geometry, always on it: of points the one nearest their mean, of lines the middle of the
 * longest, of polygons the centroid of the largest, or, where that falls outside, the middle of its widest stretch at
 * the centroid's latitude.
 */
export function centroidOf(geometry: Geometry): LonLat {
  switch (geometry.type) {
    case 'Point':
      return toLonLat(geometry.coordinates);
    case 'MultiPoint':
      return mostCentral(geometry.coordinates.map(toLonLat));
    case 'LineString':
    case 'MultiLineString':
      return middleOf(largest(outlineOf(geometry).chains, lengthOf));
    default: {
      const rings = largest(outlineOf(geometry).polygons, polygonArea);
      const centroid = ringCentroid(rings);
      return contains(geometry, centroid)
        ? centroid
        : (widestMiddle(rings, centroid[1]) ?? vertexOf(rings[0], 0));
    }
  }
}

function mostCentral(points: readonly LonLat[]): LonLat {
  const meanOf = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const frame = frameAround([meanOf(0), meanOf(1)]);
  const off = ([lon, lat]: LonLat): number =>
    Math.hypot((lon - frame.lon) * frame.perLon, (lat - frame.lat) * frame.perLat);
  return largest(points, (point) => -off(point));
}

function middleOf(chain: Chain): LonLat {
  let left = lengthOf(chain) / 2;
  for (let i = 0; i < chain.segments; i++) {
    const length = segmentLength(chain, i);
    if (length > 0 && length >= left) {
      const [lon0, lat0] = vertexOf(chain, i);
      const [lon1, lat1] = vertexOf(chain, i + 1);
      return [lon0 + ((lon1 - lon0) * left) / length, lat0 + ((lat1 - lat0) * left) / length];
    }
    left -= length;
  }
  return vertexOf(chain, 0);
}

/** The centroid of the outer ring less its holes; the first vertex when there is no area. */
function ringCentroid(rings: readonly Chain[]): LonLat {
  let [area, momentX, momentY] = [0, 0, 0];
  rings.forEach((ring, i) => {
    const moments = ringMoments(ring);
    const weight = Math.sign(moments.area) * (i === 0 ? 1 : -1);
    const [lon, lat] = vertexOf(ring, 0);
    area += weight * moments.area;
    momentX += weight * (moments.momentX + lon * moments.area);
    momentY += weight * (moments.momentY + lat * moments.area);
  });
  return area > 0 ? [momentX / area, momentY / area] : vertexOf(rings[0], 0);
}

/** The middle of the widest stretch inside a polygon at a latitude; none where no edge crosses it. */
function widestMiddle(rings: readonly Chain[], lat: number): LonLat | undefined {
  const crossings = rings.flatMap((ring) => crossingsAt(ring, lat)).sort((a, b) => a - b);
  let best: readonly [west: number, east: number] | undefined;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [west = NaN, east = NaN] = crossings.slice(i, i + 2);
    if (!best || east - west > best[1] - best[0]) best = [west, east];
  }
  return best && [(best[0] + best[1]) / 2, lat];
}

function crossingsAt(ring: Chain, lat: number): number[] {
  const crossings: number[] = [];
  for (let i = 0; i < ring.segments; i++) {
    const [lon0, lat0] = vertexOf(ring, i);
    const [lon1, lat1] = vertexOf(ring, i + 1);
    if (lat0 > lat !== lat1 > lat) crossings.push(lon0 + ((lat - lat0) * (lon1 - lon0)) / (lat1 - lat0));
  }
  return crossings;
}

function lengthOf(chain: Chain): number {
  let length = 0;
  for (let i = 0; i < chain.segments; i++) length += segmentLength(chain, i);
  return length;
}

function segmentLength(chain: Chain, segment: number): number {
  const [lon0, lat0] = vertexOf(chain, segment);
  const [lon1, lat1] = vertexOf(chain, segment + 1);
  const { perLon, perLat } = frameAround([lon0, lat0]);
  return Math.hypot((lon1 - lon0) * perLon, (lat1 - lat0) * perLat);
}

function vertexOf(chain: Chain | undefined, index: number): LonLat {
  if (!chain) return [NaN, NaN];
  return [ordinate(chain.ordinates, 2 * index), ordinate(chain.ordinates, 2 * index + 1)];
}

function toLonLat([lon = NaN, lat = NaN]: Position): LonLat {
  return [lon, lat];
}

function largest<Item>(items: readonly Item[], sizeOf: (item: Item) => number): Item {
  return items.reduce((best, item) => (sizeOf(item) > sizeOf(best) ? item : best));
}
