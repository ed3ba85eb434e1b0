import proj4 from 'proj4';
import { GeometryError } from './geometry-error.js';
import type { DegreesHint } from './wording/wording.js';

/** A coordinate reference system, as far as we need one: the way from its coordinates to longitude, latitude. */
export interface Crs {
  /**
   * Longitude and latitude, degrees WGS84, of a pair of coordinates in the order in which they are written.
   * Throws a `GeometryError` (`range`) for a pair outside the system's area.
   */
  readonly toLonLat: (first: number, second: number) => [lon: number, lat: number];
}

const CRS84_IRI = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const EPSG_IRI = 'http://www.opengis.net/def/crs/EPSG/0/';
const KNOWN = [CRS84_IRI, ...['4326', '31370', '3812'].map((code) => EPSG_IRI + code)];

// The parameters of the EPSG registry. Lambert 72 stands on another ellipsoid, hence the seven of its datum shift.
const LAMBERT_72 =
  '+proj=lcc +lat_0=90 +lon_0=4.36748666666667 +lat_1=51.1666672333333 +lat_2=49.8333339 +x_0=150000.013 ' +
  '+y_0=5400088.438 +ellps=intl +towgs84=-106.8686,52.2978,-103.7239,0.3366,-0.457,1.8422,-1.2747 +units=m +no_defs';
const LAMBERT_2008 =
  '+proj=lcc +lat_0=50.797815 +lon_0=4.35921583333333 +lat_1=49.8333333333333 +lat_2=51.1666666666667 ' +
  '+x_0=649328 +y_0=665262 +ellps=GRS80 +units=m +no_defs';

/** West, south, east, north of where a Lambert coordinate may be: Belgium, its sea, and some 20 km around. */
type Window = readonly [number, number, number, number];
const WINDOW_72: Window = [-20_000, 15_000, 320_000, 310_000];
const WINDOW_2008: Window = [480_000, 515_000, 820_000, 810_000];

/** Longitude latitude, and said to be so. */
const crs84: Crs = { toLonLat: (lon, lat) => checked(lon, lat) };

/** EPSG 4326 by its IRI: the authority's axis order is latitude, longitude. */
const epsg4326: Crs = {
  toLonLat: (lat, lon) => checked(lon, lat, 'latitude first'),
};

const lambert72 = lambert('Lambert 72', LAMBERT_72, WINDOW_72);
const lambert2008 = lambert('Lambert 2008', LAMBERT_2008, WINDOW_2008);

/** No reference system named: GeoSPARQL's default, CRS84. Coordinates that look like Lambert are told so. */
export const unstatedCrs: Crs = { toLonLat: (lon, lat) => checked(lon, lat, lambertHint(lon, lat)) };

/**
 * The reference system named by an OGC IRI or URN (GeoSPARQL 1.1, section 8.5.1).
 * Throws a `GeometryError` (`crs`) for any other than CRS84 and EPSG 4326, 31370 and 3812.
 */
export function crsOfIri(iri: string): Crs {
  const match =
    /^https?:\/\/www\.opengis\.net\/def\/crs\/(OGC|EPSG)\/[^/]+\/(\w+)\/?$/i.exec(iri) ??
    /^urn:(?:x-)?ogc:def:crs:(OGC|EPSG):[^:]*:(\w+)$/i.exec(iri);
  const [, authority = '', code = ''] = match ?? [];
  const crs = known(`${authority}:${code}`.toUpperCase());
  if (!crs) throw new GeometryError('crs', (wording) => wording.unknownCrs(iri, KNOWN));
  return crs;
}

/**
 * The reference system of an EWKT `SRID=`. As PostGIS has it, 4326 is longitude latitude here, unlike in the IRI.
 * Throws a `GeometryError` (`crs`) for any other than 4326, 31370 and 3812.
 */
export function crsOfSrid(srid: string): Crs {
  const crs = srid === '4326' ? crs84 : known(`EPSG:${srid}`);
  if (!crs) throw new GeometryError('crs', (wording) => wording.unknownSrid(srid));
  return crs;
}

function known(name: string): Crs | undefined {
  if (name === 'OGC:CRS84') return crs84;
  if (name === 'EPSG:4326') return epsg4326;
  if (name === 'EPSG:31370') return lambert72;
  return name === 'EPSG:3812' ? lambert2008 : undefined;
}

function lambert(name: string, definition: string, [west, south, east, north]: Window): Crs {
  const { forward } = proj4(definition, 'EPSG:4326');
  return {
    toLonLat: (x, y) => {
      if (!(x >= west && x <= east && y >= south && y <= north)) {
        const mend = isLonLat(x, y)
          ? ('degrees' as const)
          : { x: [west, east] as const, y: [south, north] as const };
        throw new GeometryError('range', (wording) => wording.outsideSystem(name, [x, y], mend));
      }
      return forward<[number, number]>([x, y]);
    },
  };
}

function isLonLat(lon: number, lat: number): boolean {
  return lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90;
}

function checked(lon: number, lat: number, hint?: DegreesHint): [lon: number, lat: number] {
  if (isLonLat(lon, lat)) return [lon, lat];
  const [axis, value] =
    lon >= -180 && lon <= 180 ? (['latitude', lat] as const) : (['longitude', lon] as const);
  throw new GeometryError('range', (wording) => wording.outsideDegrees(axis, value, hint));
}

/** For the commonest mistake, Lambert coordinates without a CRS: which it looks like and what to write. */
function lambertHint(x: number, y: number): DegreesHint {
  if (isLonLat(x, y)) return undefined;
  const inside = ([west, south, east, north]: Window): boolean =>
    x >= west && x <= east && y >= south && y <= north;
  if (inside(WINDOW_72)) return named('Lambert 72', '31370');
  return inside(WINDOW_2008) ? named('Lambert 2008', '3812') : undefined;
}

function named(looksLike: string, code: string): DegreesHint {
  return { looksLike, name: `EPSG:${code}`, iri: `${EPSG_IRI}${code}` };
}
