import type { Geometry, LonLat } from './geometry.js';
import { boundsOf } from './measure.js';

/** Where along a line, or across an area, to take points: the middle first. */
const SHARES = [0.5, 0.25, 0.75];

/**
 * Up to nine points that lie on a shape, spread over it: the points themselves, places along a line, or places inside
 * an area, each in the middle part of the widest stretch at its height, so away from the boundary.
 */
export function pointsOn(geometry: Geometry): LonLat[] {
  const { type, coordinates } = geometry;
  if (type === 'Point') return [toLonLat(coordinates)];
  if (type === 'MultiPoint') return coordinates.slice(0, SHARES.length).map(toLonLat);
  if (type === 'LineString') return alongLine(coordinates);
  if (type === 'MultiLineString') return coordinates.slice(0, SHARES.length).flatMap(alongLine);
  const rings = type === 'Polygon' ? coordinates : coordinates.flat();
  const [, south, , north] = boundsOf(geometry);
  return SHARES.flatMap((share) => across(rings, south + share * (north - south)));
}

type Position = readonly number[];

function toLonLat([lon = 0, lat = 0]: Position): LonLat {
  return [lon, lat];
}

function alongLine(line: readonly Position[]): LonLat[] {
  const lengths = line.slice(1).map((to, index) => lengthOf(line[index] ?? to, to));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  return SHARES.map((share) => {
    let left = share * whole;
    for (const [index, length] of lengths.entries()) {
      if (left <= length && length > 0)
        return between(line[index] ?? [], line[index + 1] ?? [], left / length);
      left -= length;
    }
    return toLonLat(line[0] ?? []);
  });
}

/** In degrees, longitudes shortened as they are at that latitude; enough to say how far along a line a place is. */
function lengthOf([lon0 = 0, lat0 = 0]: Position, [lon1 = 0, lat1 = 0]: Position): number {
  return Math.hypot((lon1 - lon0) * Math.cos((lat0 * Math.PI) / 180), lat1 - lat0);
}

function between([lon0 = 0, lat0 = 0]: Position, [lon1 = 0, lat1 = 0]: Position, share: number): LonLat {
  return [lon0 + share * (lon1 - lon0), lat0 + share * (lat1 - lat0)];
}

/** Points on the widest stretch of an area at a latitude: between an odd and the next even crossing lies its inside. */
function across(rings: readonly (readonly Position[])[], lat: number): LonLat[] {
  const crossings = rings
    .flatMap((ring) =>
      ring.slice(1).flatMap((to, index) => {
        const [lon0 = 0, lat0 = 0] = ring[index] ?? [];
        const [lon1 = 0, lat1 = 0] = to;
        return lat0 > lat === lat1 > lat ? [] : [lon0 + ((lat - lat0) / (lat1 - lat0)) * (lon1 - lon0)];
      }),
    )
    .sort((a, b) => a - b);
  let widest: readonly [number, number] | undefined;
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const [west = 0, east = 0] = crossings.slice(index, index + 2);
    if (!widest || east - west > widest[1] - widest[0]) widest = [west, east];
  }
  if (!widest) return [];
  const [west, east] = widest;
  return SHARES.map((share) => [west + share * (east - west), lat]);
}
