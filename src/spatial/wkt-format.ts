import type { Position } from 'geojson';
import type { Geometry } from './geometry.js';

const PER_DEGREE = 1e7;

/**
 * Writes a geometry as WKT without a CRS, which GeoSPARQL reads as CRS84: `POINT (3.7 51.05)`.
 * Degrees are rounded to 7 decimals, some 1 cm, and never have an exponent.
 */
export function formatWkt(geometry: Geometry): string {
  switch (geometry.type) {
    case 'Point':
      return `POINT (${position(geometry.coordinates)})`;
    case 'MultiPoint':
      return `MULTIPOINT (${geometry.coordinates.map((member) => `(${position(member)})`).join(', ')})`;
    case 'LineString':
      return `LINESTRING ${line(geometry.coordinates)}`;
    case 'MultiLineString':
      return `MULTILINESTRING ${lines(geometry.coordinates)}`;
    case 'Polygon':
      return `POLYGON ${lines(geometry.coordinates)}`;
    case 'MultiPolygon':
      return `MULTIPOLYGON (${geometry.coordinates.map(lines).join(', ')})`;
  }
}

function lines(coordinates: Position[][]): string {
  return `(${coordinates.map(line).join(', ')})`;
}

function line(coordinates: Position[]): string {
  return `(${coordinates.map(position).join(', ')})`;
}

function position([lon = 0, lat = 0]: Position): string {
  return `${degrees(lon)} ${degrees(lat)}`;
}

function degrees(value: number): string {
  const rounded = Math.round(value * PER_DEGREE) / PER_DEGREE;
  // JavaScript writes what is under a millionth with an exponent.
  return rounded !== 0 && Math.abs(rounded) < 1e-6 ? rounded.toFixed(7) : String(rounded);
}
