import type { Geometry, Position } from 'geojson';

const NAMES_CRS = /^\s*(?:<|SRID\s*=)/i;

/** WKT with its reference system before it, as EWKT; as it is where it names one already. */
export function withCrs(wkt: string, crs: string | undefined): string {
  return NAMES_CRS.test(wkt) ? wkt : wktPrefix(crs) + wkt;
}

/** The EWKT of the reference systems that a mapping may name; none for longitude latitude. */
export function wktPrefix(crs: string | undefined): string {
  const [, code] = /^EPSG:(\d+)$/.exec(crs ?? '') ?? [];
  return code === undefined ? '' : `SRID=${code};`;
}

/**
 * A GeoJSON geometry (RFC 7946, section 3.1) as WKT, in the coordinates that it has, heights left out.
 * @returns `undefined` for a GeometryCollection, an unknown type, or coordinates that are none
 */
export function geometryToWkt(geometry: Geometry): string | undefined {
  try {
    const body = write(geometry);
    return body === undefined ? undefined : `${geometry.type.toUpperCase()} ${body}`;
  } catch {
    // Coordinates that are no lists of the depth of the type.
    return undefined;
  }
}

/** Whether a type of geometry is one of those that things in a register may have. */
export function isKnownGeometry(type: string): boolean {
  return /^(?:Multi)?(?:Point|LineString|Polygon)$/.test(type);
}

function write(geometry: Geometry): string | undefined {
  switch (geometry.type) {
    case 'Point':
      return `(${position(geometry.coordinates)})`;
    case 'MultiPoint':
    case 'LineString':
      return line(geometry.coordinates);
    case 'MultiLineString':
    case 'Polygon':
      return list(geometry.coordinates, line);
    case 'MultiPolygon':
      return list(geometry.coordinates, (polygon) => list(polygon, line));
    case 'GeometryCollection':
    default:
      return undefined;
  }
}

function list<T>(items: readonly T[], write: (item: T) => string): string {
  return `(${items.map(write).join(', ')})`;
}

function line(positions: readonly Position[]): string {
  return list(positions, position);
}

function position([x, y]: Position): string {
  if (typeof x !== 'number' || typeof y !== 'number') throw new TypeError('No position.');
  return `${String(x)} ${String(y)}`;
}
