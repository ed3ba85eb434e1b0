import fc from 'fast-check';
import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import type { Geometry, GeometryErrorCode } from '#wegwijzer/spatial/index.js';
import { formatWkt, GeometryError, parseWkt } from '#wegwijzer/spatial/index.js';
import { anyGeometry, belgianPlace, haversine } from './arbitraries.js';

const EPSG = 'http://www.opengis.net/def/crs/EPSG/0/';
const LAMBERT_72 =
  '+proj=lcc +lat_0=90 +lon_0=4.36748666666667 +lat_1=51.1666672333333 +lat_2=49.8333339 +x_0=150000.013 +y_0=5400088.438 +ellps=intl +towgs84=-106.8686,52.2978,-103.7239,0.3366,-0.457,1.8422,-1.2747 +units=m +no_defs';
const LAMBERT_2008 =
  '+proj=lcc +lat_0=50.797815 +lon_0=4.35921583333333 +lat_1=49.8333333333333 +lat_2=51.1666666666667 +x_0=649328 +y_0=665262 +ellps=GRS80 +units=m +no_defs';
/** In Lambert 72 about 148 900, 170 800, to some 100 m. */
const GRAND_PLACE: [number, number] = [4.3524, 50.8467];

function pointOf(lexical: string): [number, number] {
  const geometry = parseWkt(lexical);
  const [lon = NaN, lat = NaN] = geometry.type === 'Point' ? geometry.coordinates : [];
  return [lon, lat];
}

function ordinatesOf(geometry: Geometry): number[] {
  return (geometry.coordinates as unknown[]).flat(4) as number[];
}

function errorOf(lexical: string): GeometryError {
  try {
    parseWkt(lexical);
  } catch (error) {
    if (error instanceof GeometryError) return error;
    throw error;
  }
  throw new Error(`No error for ${lexical}`);
}

describe('parseWkt', () => {
  it.each<[string, Geometry]>([
    ['POINT (3.7 51.05)', { type: 'Point', coordinates: [3.7, 51.05] }],
    ['POINT(3.7 51.05)', { type: 'Point', coordinates: [3.7, 51.05] }],
    [' point\n( +3.7e0\t51.05 ) ', { type: 'Point', coordinates: [3.7, 51.05] }],
    ['POINT Z (3 51 12.5)', { type: 'Point', coordinates: [3, 51] }],
    ['POINTZM(3 51 12.5 -1)', { type: 'Point', coordinates: [3, 51] }],
    ['POINT M (3 51 7)', { type: 'Point', coordinates: [3, 51] }],
    ['POINT (3 51 12.5)', { type: 'Point', coordinates: [3, 51] }],
    [
      'MULTIPOINT ((1 2), (3 4))',
      {
        type: 'MultiPoint',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'MULTIPOINT (1 2, 3 4)',
      {
        type: 'MultiPoint',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'LINESTRING (1 2, 3 4)',
      {
        type: 'LineString',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'LINESTRINGZ(1 2 9,3 4 9)',
      {
        type: 'LineString',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'MULTILINESTRING ((1 2, 3 4))',
      {
        type: 'MultiLineString',
        coordinates: [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      },
    ],
    [
      'POLYGON ((0 0, 1 0, 1 1, 0 0))',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      },
    ],
    [
      'POLYGON ((0 0, 1 0, 1 1))',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      },
    ],
    [
      'MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))',
      {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 0],
            ],
          ],
        ],
      },
    ],
  ])('reads %s', (lexical, geometry) => {
    expect(parseWkt(lexical)).toEqual(geometry);
  });

  it.each([
    'POINT (3.7 51.05)',
    '<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT (3.7 51.05)',
    '<https://www.opengis.net/def/crs/OGC/1.3/CRS84>POINT(3.7 51.05)',
    '<urn:ogc:def:crs:OGC:1.3:CRS84> POINT (3.7 51.05)',
    `<${EPSG}4326> POINT (51.05 3.7)`,
    '<https://www.opengis.net/def/crs/EPSG/0/4326> POINT (51.05 3.7)',
    '<urn:ogc:def:crs:EPSG::4326> POINT (51.05 3.7)',
    'SRID=4326;POINT (3.7 51.05)',
  ])('knows the axis order of %s', (lexical) => {
    expect(pointOf(lexical)).toEqual([3.7, 51.05]);
  });

  it.each([
    `<${EPSG}31370>`,
    '<https://www.opengis.net/def/crs/EPSG/0/31370>',
    '<urn:ogc:def:crs:EPSG::31370>',
    'SRID=31370;',
  ])('brings Lambert 72 to longitude latitude: %s', (prefix) => {
    expect(haversine(pointOf(`${prefix} POINT (148900 170800)`), GRAND_PLACE)).toBeLessThan(150);
  });

  it.each([`<${EPSG}3812>`, '<urn:ogc:def:crs:EPSG::3812>', 'SRID=3812;'])(
    'brings Lambert 2008 to it: %s',
    (prefix) => {
      expect(haversine(pointOf(`${prefix}POINT(648900 670800)`), GRAND_PLACE)).toBeLessThan(150);
    },
  );

  it('puts a place that has both Lambert coordinates within a metre of itself', () => {
    const from72 = pointOf(`<${EPSG}31370> POINT (148900 170800)`);
    const from2008 = pointOf(`<${EPSG}3812> POINT (648899.6 670800.3)`);
    expect(haversine(from72, from2008)).toBeLessThan(1);
  });

  it.each([
    ['31370', LAMBERT_72],
    ['3812', LAMBERT_2008],
  ])('undoes what proj4 does to EPSG %s, anywhere in Belgium', (code, definition) => {
    fc.assert(
      fc.property(belgianPlace, (place) => {
        const [x, y] = proj4('EPSG:4326', definition, place);
        expect(haversine(pointOf(`<${EPSG}${code}> POINT (${String(x)} ${String(y)})`), place)).toBeLessThan(
          0.001,
        );
      }),
    );
  });

  it.each<[GeometryErrorCode, string, RegExp]>([
    ['syntax', '', /geometry type .* end of the text/],
    ['syntax', '3.7, 51.05', /position 1 but found "3.7, 51.05"/],
    ['syntax', 'POINT 3.7 51.05', /Expected "\(" at position 7/],
    ['syntax', 'POINT (3.7 51.05', /Expected "," or "\)" .* end of the text/],
    ['syntax', 'POINT (3.7)', /Expected a number/],
    ['syntax', 'POINT (3,7 51,05)', /Expected a number/],
    ['syntax', 'POINT (3.7x 51.05)', /after the number/],
    ['syntax', 'POINT (3.7 51.05) and more', /Expected the end of the text/],
    ['syntax', 'POINT (1 2 3 4 5)', /2–4 numbers .* 5/],
    ['syntax', 'POINT Z (1 2)', /3 numbers .* 2\./],
    ['syntax', 'POINT (1 2, 3 4)', /one coordinate/],
    ['syntax', 'MULTIPOINT ((1 2, 3 4))', /Expected "\)"/],
    ['syntax', 'LINESTRING (1 2)', /only one point/],
    ['syntax', 'POLYGON ((0 0, 1 1))', /Give four or more/],
    ['syntax', 'POLYGON ((0 0, 1 1, 0 0))', /Give four or more/],
    ['range', 'POINT (NaN 51)', /not a finite number/],
    ['range', 'POINT (3 -Infinity)', /not a finite number/],
    ['range', 'POINT (1e999 51)', /not a finite number/],
    ['range', 'POINT (181 51)', /Longitude 181 .* degrees/],
    ['range', 'POINT (3 -91)', /Latitude -91/],
    [
      'range',
      'POINT (148900 170800)',
      /looks like Lambert 72: name it as the CRS \(EPSG:31370\), or put <http:\/\/www.opengis.net\/def\/crs\/EPSG\/0\/31370>/,
    ],
    [
      'range',
      'LINESTRING (648900 670800, 3 51)',
      /looks like Lambert 2008: name it as the CRS \(EPSG:3812\), or put <.*\/3812>/,
    ],
    ['range', `<${EPSG}4326> POINT (151.05 3.7)`, /latitude first/i],
    ['range', `<${EPSG}31370> POINT (3.7 51.05)`, /look like degrees: leave the CRS out/],
    ['range', `<${EPSG}31370> POINT (648900 670800)`, /outside the area of Lambert 72/],
    ['crs', `<${EPSG}3857> POINT (1 2)`, /EPSG\/0\/3857> is not known.*31370/],
    ['crs', '<http://example.org/crs> POINT (1 2)', /is not known/],
    ['crs', 'SRID=3857;POINT (1 2)', /SRID 3857 is not known/],
    ['empty', 'POINT EMPTY', /at least one point/],
    ['empty', 'MULTIPOLYGON Z EMPTY', /at least one point/],
    ['empty', 'POLYGON (EMPTY)', /at least one point/],
    ['empty', 'LINESTRING ()', /at least one point/],
    ['type', 'GEOMETRYCOLLECTION (POINT (1 2))', /GEOMETRYCOLLECTION is not supported/],
    ['type', 'CURVEPOLYGON ((0 0, 1 1))', /CURVEPOLYGON is not supported/],
  ])('refuses with %s: %s', (code, lexical, message) => {
    const error = errorOf(lexical);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.name).toBe('GeometryError');
    // In Dutch it says as much of what was found, and no English.
    expect(error.nl).not.toMatch(/\b(?:the|not|Write|Give|Use)\b/);
    for (const number of error.message.match(/\d{4,}/g) ?? []) expect(error.nl).toContain(number);
  });

  it('answers any text with a geometry or a GeometryError', () => {
    const token = fc.constantFrom(
      'POINT',
      'POLYGON',
      'EMPTY',
      'Z',
      '(',
      ')',
      ',',
      ' ',
      '1',
      '-2.5',
      '<',
      '>',
      'SRID=',
      ';',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(token, { maxLength: 20 }).map((tokens) => tokens.join('')),
    );
    fc.assert(
      fc.property(text, (lexical) => {
        try {
          parseWkt(lexical);
        } catch (error) {
          expect(error).toBeInstanceOf(GeometryError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('formatWkt', () => {
  it.each([
    'POINT (3.7 51.05)',
    'MULTIPOINT ((1 2), (3 4))',
    'LINESTRING (1 2, 3 4)',
    'MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))',
    'POLYGON ((0 0, 3 0, 3 3, 0 0), (1 1, 2 1, 2 2, 1 1))',
    'MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))',
  ])('writes %s as it was read', (lexical) => {
    expect(formatWkt(parseWkt(lexical))).toBe(lexical);
  });

  it('rounds to seven decimals and never writes an exponent', () => {
    expect(formatWkt({ type: 'Point', coordinates: [3.123456789, -0.0000001234] })).toBe(
      'POINT (3.1234568 -0.0000001)',
    );
    expect(formatWkt({ type: 'Point', coordinates: [1e-9, -1e-9] })).toBe('POINT (0 0)');
  });

  it('is read back within 1e-7 degrees', () => {
    fc.assert(
      fc.property(anyGeometry, (geometry) => {
        const again = parseWkt(formatWkt(geometry));
        expect(again.type).toBe(geometry.type);
        const [before, after] = [ordinatesOf(geometry), ordinatesOf(again)];
        expect(after).toHaveLength(before.length);
        after.forEach((value, i) => {
          expect(Math.abs(value - (before[i] ?? NaN))).toBeLessThanOrEqual(1e-7);
        });
      }),
    );
  });
});
