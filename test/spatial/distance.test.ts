import fc from 'fast-check';
import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import type { Geometry, LonLat } from '#wegwijzer/spatial/index.js';
import {
  areaOf,
  boundaryDistance,
  boundsOf,
  centroidOf,
  contains,
  distanceTo,
  GeometryError,
  isNearOtherSide,
  parseWkt,
  sideOf,
} from '#wegwijzer/spatial/index.js';
import {
  belgianLine,
  belgianPlace,
  belgianPolygon,
  between,
  haversine,
  moved,
  place,
  share,
} from './arbitraries.js';

const LAMBERT_2008 =
  '+proj=lcc +lat_0=50.797815 +lon_0=4.35921583333333 +lat_1=49.8333333333333 +lat_2=51.1666666666667 +x_0=649328 +y_0=665262 +ellps=GRS80 +units=m +no_defs';
const RING = parseWkt(
  'POLYGON ((3 51, 3.01 51, 3.01 51.01, 3 51.01, 3 51), (3.004 51.004, 3.006 51.004, 3.006 51.006, 3.004 51.006, 3.004 51.004))',
);
const TWO = parseWkt(
  'MULTIPOLYGON (((3 51, 3.01 51, 3.01 51.01, 3 51.01, 3 51)), ((4 51, 4.02 51, 4.02 51.01, 4 51.01, 4 51)))',
);
const direction = share.map((turn) => turn * 2 * Math.PI);

const pointAt = ([lon, lat]: LonLat): Geometry => ({ type: 'Point', coordinates: [lon, lat] });

describe('distanceTo', () => {
  it('is within 0.5 % of the haversine up to 1 km', () => {
    fc.assert(
      fc.property(belgianPlace, fc.integer({ min: 1, max: 1000 }), direction, (a, metres, turn) => {
        const b = moved(a, metres, turn);
        const reference = haversine(a, b);
        expect(Math.abs(distanceTo(pointAt(a), b) - reference)).toBeLessThan(0.005 * reference);
      }),
    );
  });

  it('is within 0.05 % of the distance on the Belgian map grid up to 1 km', () => {
    fc.assert(
      fc.property(belgianPlace, fc.integer({ min: 1, max: 1000 }), direction, (a, metres, turn) => {
        const b = moved(a, metres, turn);
        const [ax, ay] = proj4('EPSG:4326', LAMBERT_2008, a);
        const [bx, by] = proj4('EPSG:4326', LAMBERT_2008, b);
        const reference = Math.hypot(ax - bx, ay - by);
        expect(Math.abs(distanceTo(pointAt(a), b) - reference)).toBeLessThan(0.0005 * reference);
      }),
    );
  });

  it('is the same both ways between points', () => {
    fc.assert(
      fc.property(belgianPlace, fc.integer({ min: 0, max: 1000 }), direction, (a, metres, turn) => {
        const b = moved(a, metres, turn);
        const there = distanceTo(pointAt(a), b);
        expect(Math.abs(there - distanceTo(pointAt(b), a))).toBeLessThanOrEqual(0.001 * there);
      }),
    );
  });

  it('is that to the nearest member of a multipoint', () => {
    const members = parseWkt('MULTIPOINT ((3 51), (3.001 51))');
    expect(distanceTo(members, [3.001, 51])).toBe(0);
    expect(distanceTo(members, [3.0011, 51])).toBeCloseTo(7.02, 1);
  });

  it('to a line is never more than to any place on it, and is reached', () => {
    fc.assert(
      fc.property(belgianLine(), belgianPlace, share, fc.nat(), (line, _far, along, pick) => {
        const i = pick % (line.coordinates.length - 1);
        const [a, b] = line.coordinates.slice(i, i + 2) as [[number, number], [number, number]];
        const on = between(a, b, along);
        const point = moved(on, 80, along * 6);
        expect(distanceTo(line, on)).toBeLessThan(1e-6);
        expect(distanceTo(line, point)).toBeLessThanOrEqual(distanceTo(pointAt(on), point) + 1e-9);
      }),
    );
  });

  it('equals a plain search over all segments, however many', () => {
    const wave = Array.from({ length: 500 }, (_, i): [number, number] => [
      3 + i * 1e-4,
      51 + 0.01 * Math.sin(i / 9),
    ]);
    const line: Geometry = { type: 'LineString', coordinates: wave };
    fc.assert(
      fc.property(
        fc.double({ min: 2.99, max: 3.06, noNaN: true }),
        fc.double({ min: 50.98, max: 51.02, noNaN: true }),
        (lon, lat) => {
          const each = wave
            .slice(1)
            .map((end, i): Geometry => ({ type: 'LineString', coordinates: [wave[i] ?? end, end] }));
          const least = Math.min(...each.map((segment) => distanceTo(segment, [lon, lat])));
          expect(distanceTo(line, [lon, lat])).toBeCloseTo(least, 6);
        },
      ),
    );
  });

  it('is 0 exactly where a polygon contains the point', () => {
    fc.assert(
      fc.property(belgianPolygon, share, share, (polygon, x, y) => {
        const [west, south, east, north] = boundsOf(polygon);
        const point: LonLat = [west + x * (east - west), south + y * (north - south)];
        expect(distanceTo(polygon, point) === 0).toBe(contains(polygon, point));
      }),
    );
  });

  it('in a hole is that to its edge', () => {
    expect(distanceTo(RING, [3.005, 51.0045])).toBeCloseTo(55.6, 0);
  });
});

describe('boundaryDistance', () => {
  it('goes on inside a polygon, to the hole too', () => {
    expect(boundaryDistance(RING, [3.005, 51.001])).toBeCloseTo(111.3, 0);
    expect(boundaryDistance(RING, [3.005, 51.0035])).toBeCloseTo(55.6, 0);
    expect(boundaryDistance(TWO, [4.01, 51.002])).toBeCloseTo(222.5, 0);
  });

  it('is the distance outside', () => {
    expect(boundaryDistance(RING, [3.02, 51.005])).toBe(distanceTo(RING, [3.02, 51.005]));
  });
});

describe('contains', () => {
  it.each<[string, LonLat, boolean]>([
    ['inside', [3.001, 51.001], true],
    ['outside', [3.02, 51.005], false],
    ['level with a corner, west', [2.99, 51], false],
    ['level with a corner, east', [3.02, 51.01], false],
    ['in the hole', [3.005, 51.005], false],
    ['on an edge', [3.005, 51], true],
    ['on a corner', [3.01, 51.01], true],
    ['on the edge of the hole', [3.004, 51.005], true],
    ['on the corner of the hole', [3.006, 51.006], true],
  ])('%s: %j is %s', (_name, point, expected) => {
    expect(contains(RING, point)).toBe(expected);
  });

  it('looks in each part of a multipolygon', () => {
    expect(contains(TWO, [3.005, 51.005]) && contains(TWO, [4.01, 51.005])).toBe(true);
    expect(contains(TWO, [3.5, 51.005])).toBe(false);
  });

  it('is false for points and lines', () => {
    expect(contains(pointAt([3, 51]), [3, 51])).toBe(false);
    expect(contains(parseWkt('LINESTRING (3 51, 4 51)'), [3, 51])).toBe(false);
  });

  it('counts the boundary of any polygon as inside', () => {
    fc.assert(
      fc.property(belgianPolygon, fc.nat(), share, (polygon, pick, along) => {
        for (const ring of polygon.coordinates) {
          const i = pick % (ring.length - 1);
          const [a, b] = ring.slice(i, i + 2) as [[number, number], [number, number]];
          expect(contains(polygon, between(a, b, along)) && contains(polygon, a)).toBe(true);
          expect(boundaryDistance(polygon, between(a, b, along))).toBeLessThan(1e-3);
        }
      }),
    );
  });

  it('does not depend on the direction of the rings', () => {
    fc.assert(
      fc.property(belgianPolygon, share, share, (polygon, x, y) => {
        const [west, south, east, north] = boundsOf(polygon);
        const point: LonLat = [west + x * (east - west), south + y * (north - south)];
        const turned: Geometry = {
          ...polygon,
          coordinates: polygon.coordinates.map((ring) => ring.toReversed()),
        };
        expect(contains(turned, point)).toBe(contains(polygon, point));
      }),
    );
  });
});

describe('sideOf', () => {
  const corner = parseWkt('LINESTRING (3 51, 3.01 51, 3.01 51.01)');

  it.each<[string, LonLat, 'left' | 'right' | 'on']>([
    ['north of an eastward line', [3.005, 51.001], 'left'],
    ['south of it', [3.005, 50.999], 'right'],
    ['east of a northward line', [3.011, 51.005], 'right'],
    ['outside a left-hand corner', [3.0101, 50.9999], 'right'],
    ['just south of that corner', [3.0101, 50.99999], 'right'],
    ['just east of that corner', [3.01001, 50.9999], 'right'],
    ['inside the corner', [3.0099, 51.0001], 'left'],
    ['on the line', [3.005, 51], 'on'],
    ['5 mm off the line', [3.005, 51.000000045], 'on'],
    ['5 cm off the line', [3.005, 51.00000045], 'left'],
    ['on the corner', [3.01, 51], 'on'],
    ['beyond the start, a little north', [2.99, 51.00001], 'left'],
    ['beyond the start, in line', [2.99, 51], 'on'],
    ['beyond the end, a little west', [3.0099, 51.02], 'left'],
  ])('%s: %j is %s', (_name, point, side) => {
    expect(sideOf(corner, point)).toBe(side);
  });

  it('is sharp at an acute corner, whichever segment ties', () => {
    const acute = parseWkt('LINESTRING (3 51, 3.01 51, 3 51.001)');
    expect(sideOf(acute, [3.011, 51.0004])).toBe('right');
    expect(sideOf(acute, [3.011, 50.9999])).toBe('right');
    expect(sideOf(acute, [3.009, 51.00005])).toBe('left');
  });

  it('passes over repeated vertices', () => {
    const repeated = parseWkt('LINESTRING (3 51, 3.01 51, 3.01 51, 3.01 51.01)');
    expect(sideOf(repeated, [3.0101, 50.9999])).toBe('right');
  });

  it('goes round a closed ring', () => {
    const ring = parseWkt('POLYGON ((3 51, 3.01 51, 3.01 51.01, 3 51.01, 3 51))');
    expect(sideOf(ring, [2.9999, 50.9999])).toBe('right');
    expect(sideOf(ring, [3.0001, 51.0001])).toBe('left');
  });

  it('has an answer where a line turns back on itself or has no length', () => {
    expect(sideOf(parseWkt('LINESTRING (3 51, 3.01 51, 3 51)'), [3.011, 51.0001])).toBe('left');
    expect(sideOf(parseWkt('LINESTRING (3 51, 3 51)'), [3.011, 51.0001])).toBe('on');
  });

  it('changes when the line is turned round', () => {
    const other = { left: 'right', right: 'left', on: 'on' } as const;
    fc.assert(
      fc.property(
        belgianPlace,
        place,
        fc.integer({ min: 1, max: 200 }),
        direction,
        (start, _end, metres, turn) => {
          const line: Geometry = {
            type: 'LineString',
            coordinates: [start, moved(start, 300, 1), moved(start, 500, 1.5)],
          };
          const turned: Geometry = { ...line, coordinates: line.coordinates.toReversed() };
          const point = moved(start, metres, turn);
          expect(sideOf(turned, point)).toBe(other[sideOf(line, point)]);
        },
      ),
    );
  });

  it('of a ring that runs left-handed is left inside and right outside', () => {
    fc.assert(
      fc.property(belgianPolygon, share, share, (polygon, x, y) => {
        const outer: Geometry = { type: 'Polygon', coordinates: polygon.coordinates.slice(0, 1) };
        const [west, south, east, north] = boundsOf(outer);
        const point: LonLat = [
          west + (1.2 * x - 0.1) * (east - west),
          south + (1.2 * y - 0.1) * (north - south),
        ];
        if (boundaryDistance(outer, point) < 0.02) return;
        expect(sideOf(outer, point)).toBe(contains(outer, point) ? 'left' : 'right');
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses points', () => {
    expect(() => sideOf(pointAt([3, 51]), [3, 51])).toThrow(GeometryError);
  });
});

describe('isNearOtherSide', () => {
  const line = parseWkt('LINESTRING (3 51, 3.01 51)');

  it.each<[string, LonLat, boolean]>([
    ['4 m off the line', [3.005, 51.000036], true],
    ['6 m off it', [3.005, 51.000054], false],
    ['100 m beyond its end, in line', [3.0114, 51], true],
    ['as far, 4 m off the line’s extension', [3.0114, 51.000036], true],
    ['as far, 6 m off it', [3.0114, 51.000054], false],
  ])('%s: %j, to within 5 m, is %s', (_name, point, isNear) => {
    expect(isNearOtherSide(line, point, 5)).toBe(isNear);
  });

  it('sees where the sides of two parts meet that run against each other', () => {
    const parts = parseWkt('MULTILINESTRING ((3 51, 3.01 51), (3 51.001, 3.01 51.001))');
    expect(isNearOtherSide(parts, [3.005, 51.0005], 5)).toBe(true);
    expect(isNearOtherSide(parts, [3.005, 51.0004], 5)).toBe(false);
  });

  it('is said of at least one of two places on different sides, each of which may be the other', () => {
    fc.assert(
      fc.property(
        belgianPlace,
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        direction,
        share,
        direction,
        (start, metres, away, turn, nearer, towards) => {
          const corners = [start, moved(start, 30, 1), moved(start, 45, 2)];
          const bent: Geometry = { type: 'LineString', coordinates: corners };
          const here = moved(start, away, turn);
          const there = moved(here, 0.99 * nearer * metres, towards);
          if (sideOf(bent, here) === sideOf(bent, there)) return;
          const found = [here, there].map((point) => isNearOtherSide(bent, point, metres));
          expect(found).toContain(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('areaOf', () => {
  it('is that of the square less its hole', () => {
    const side = haversine([3, 51], [3, 51.01]) * haversine([3, 51.005], [3.01, 51.005]);
    expect(areaOf(RING) / (side * 0.96)).toBeCloseTo(1, 2);
  });

  it('adds up the parts and is 0 for lines and points', () => {
    expect(areaOf(TWO) / areaOf(parseWkt('POLYGON ((3 51, 3.01 51, 3.01 51.01, 3 51.01))'))).toBeCloseTo(
      3,
      6,
    );
    expect(areaOf(parseWkt('LINESTRING (3 51, 4 52)'))).toBe(0);
    expect(areaOf(pointAt([3, 51]))).toBe(0);
  });
});

describe('centroidOf', () => {
  it.each<[string, LonLat]>([
    ['POINT (3 51)', [3, 51]],
    ['MULTIPOINT ((3 51), (3.1 51), (3.9 51))', [3.1, 51]],
    ['LINESTRING (3 51, 3.1 51)', [3.05, 51]],
    ['LINESTRING (3 51, 3 51)', [3, 51]],
    ['MULTILINESTRING ((3 51, 3.1 51), (4 50, 4.4 50))', [4.2, 50]],
    ['POLYGON ((3 51, 3.1 51, 3.1 51.1, 3 51.1))', [3.05, 51.05]],
    ['POLYGON ((3 51, 3 51, 3 51, 3 51))', [3, 51]],
    [
      'MULTIPOLYGON (((3 51, 3.01 51, 3.01 51.01, 3 51.01)), ((4 51, 4.1 51, 4.1 51.1, 4 51.1)))',
      [4.05, 51.05],
    ],
  ])('of %s is %j', (lexical, [lon, lat]) => {
    const centroid = centroidOf(parseWkt(lexical));
    expect(centroid[0]).toBeCloseTo(lon, 9);
    expect(centroid[1]).toBeCloseTo(lat, 9);
  });

  it('of a horseshoe is inside it all the same', () => {
    const horseshoe = parseWkt('POLYGON ((0 0, 9 0, 9 9, 8 9, 8 1, 1 1, 1 9, 0 9))');
    expect(contains(horseshoe, centroidOf(horseshoe))).toBe(true);
  });

  it('of any polygon, with or without a hole, is inside it', () => {
    fc.assert(
      fc.property(belgianPolygon, (polygon) => {
        expect(contains(polygon, centroidOf(polygon))).toBe(true);
      }),
    );
  });
});
