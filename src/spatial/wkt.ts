import { crsOfIri, crsOfSrid, unstatedCrs } from './crs.js';
import { GeometryError } from './geometry-error.js';
import type { Geometry } from './geometry.js';
import { expected, skipSpace, take, takeList, takePosition, takeWord } from './wkt-cursor.js';
import type { Cursor } from './wkt-cursor.js';

type Position = [lon: number, lat: number];

const PLAIN_POINT = /^POINT ?\((-?\d{1,3}(?:\.\d+)?) (-?\d{1,2}(?:\.\d+)?)\)$/;
const IRI_PREFIX = /^\s*<([^<>]*)>/;
const SRID_PREFIX = /^\s*SRID\s*=\s*(\d+)\s*;/i;
const TYPES = ['POINT', 'MULTIPOINT', 'LINESTRING', 'MULTILINESTRING', 'POLYGON', 'MULTIPOLYGON'];

/**
 * Reads a `geo:wktLiteral` (GeoSPARQL 1.1, section 8.5.1) or EWKT and brings it to longitude, latitude, WGS84.
 *
 * Before the geometry may stand `<iri>` or `<urn>` of CRS84, EPSG 4326 (latitude first, as the authority has it),
 * EPSG 31370 (Lambert 72) or 3812 (Lambert 2008), or `SRID=…;` with 4326 (longitude first, as PostGIS has it),
 * 31370 or 3812. Without any it is CRS84. Z and M are dropped; a ring that is not closed is closed.
 *
 * Throws a `GeometryError`: `syntax`, `crs`, `range`, `empty` or `type`.
 */
export function parseWkt(lexical: string): Geometry {
  return plainPoint(lexical) ?? parseAny(lexical);
}

/** The shape that nearly every literal has; this runs once for each asset of a register. */
function plainPoint(lexical: string): Geometry | undefined {
  const match = PLAIN_POINT.exec(lexical);
  return match
    ? { type: 'Point', coordinates: unstatedCrs.toLonLat(Number(match[1]), Number(match[2])) }
    : undefined;
}

function parseAny(lexical: string): Geometry {
  const cursor = openCursor(lexical);
  const name = takeWord(cursor);
  const type = takeDimension(cursor, name);
  const geometry = takeBody(cursor, type);
  skipSpace(cursor);
  if (cursor.at < lexical.length) throw expected(cursor, 'end of text');
  return geometry;
}

function openCursor(text: string): Cursor {
  const iri = IRI_PREFIX.exec(text);
  if (iri) return { text, at: iri[0].length, crs: crsOfIri(iri[1] ?? '') };
  const srid = SRID_PREFIX.exec(text);
  if (srid) return { text, at: srid[0].length, crs: crsOfSrid(srid[1] ?? '') };
  return { text, at: 0, crs: unstatedCrs };
}

/** Takes `Z`, `M` or `ZM`, apart from the name or joined to it; returns the name alone. */
function takeDimension(cursor: Cursor, name: string): string {
  const joined = /^(.+(?:POINT|STRING|POLYGON)|POINT|POLYGON)(Z|M|ZM)$/.exec(name);
  const start = cursor.at;
  const dimension = joined ? joined[2] : takeWord(cursor);
  if (dimension === 'ZM') cursor.numbers = 4;
  else if (dimension === 'Z' || dimension === 'M') cursor.numbers = 3;
  else cursor.at = start;
  return joined?.[1] ?? name;
}

function takeBody(cursor: Cursor, type: string): Geometry {
  switch (type) {
    case 'POINT':
      return { type: 'Point', coordinates: takeOnly(cursor) };
    case 'MULTIPOINT':
      return { type: 'MultiPoint', coordinates: takeList(cursor, takeMember) };
    case 'LINESTRING':
      return { type: 'LineString', coordinates: takeLine(cursor) };
    case 'MULTILINESTRING':
      return { type: 'MultiLineString', coordinates: takeList(cursor, takeLine) };
    case 'POLYGON':
      return { type: 'Polygon', coordinates: takeList(cursor, takeRing) };
    case 'MULTIPOLYGON':
      return { type: 'MultiPolygon', coordinates: takeList(cursor, takePolygon) };
    case '':
      throw expected(cursor, 'geometry type');
    default:
      throw new GeometryError('type', (wording) => wording.unsupportedType(type.slice(0, 24), TYPES));
  }
}

function takeOnly(cursor: Cursor): Position {
  const [position, ...more] = takeList(cursor, takePosition);
  if (!position || more.length > 0) {
    throw new GeometryError('syntax', (wording) => wording.onePoint());
  }
  return position;
}

/** A member of a multipoint: with brackets, as the standard has it, or without, as many write it. */
function takeMember(cursor: Cursor): Position {
  if (!take(cursor, '(')) return takePosition(cursor);
  const position = takePosition(cursor);
  if (!take(cursor, ')')) throw expected(cursor, 'closing bracket');
  return position;
}

function takeLine(cursor: Cursor): Position[] {
  const line = takeList(cursor, takePosition);
  if (line.length >= 2) return line;
  throw new GeometryError('syntax', (wording) => wording.shortLine());
}

function takeRing(cursor: Cursor): Position[] {
  const ring = takeList(cursor, takePosition);
  const [first, last] = [ring[0], ring.at(-1)];
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) ring.push([first[0], first[1]]);
  if (ring.length >= 4) return ring;
  throw new GeometryError('syntax', (wording) => wording.shortRing(ring.length));
}

function takePolygon(cursor: Cursor): Position[][] {
  return takeList(cursor, takeRing);
}
