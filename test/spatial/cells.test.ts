import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Geometry, LonLat } from '#wegwijzer/spatial/index.js';
import {
  boundsOf,
  cellsWithin,
  contains,
  coverCells,
  distanceTo,
  parseWkt,
  pointCells,
  quadkey,
} from '#wegwijzer/spatial/index.js';
import {
  anyGeometry,
  belgianLine,
  belgianPlace,
  belgianPolygon,
  between,
  moved,
  place,
  share,
} from './arbitraries.js';

const square = (west: number, south: number, size: number): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
});

function covers(cells: readonly string[], [lon, lat]: LonLat): boolean {
  const own = quadkey(lon, lat, 18);
  return cells.some((cell) => own.startsWith(cell));
}

function isSortedSet(cells: readonly string[]): boolean {
  return cells.every((cell, i) => i === 0 || (cells[i - 1] ?? '') < cell);
}

function shares(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a);
  return b.some((cell) => set.has(cell));
}

describe('quadkey', () => {
  it('follows the Bing Maps tile system', () => {
    expect(quadkey(-122.3, 47.6, 3)).toBe('021');
    expect(quadkey(4.35, 50.85, 8)).toBe('12020213');
  });

  it('begins with the quadkey of every coarser zoom', () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 18 }), ([lon, lat], zoom) => {
        expect(quadkey(lon, lat, 18).slice(0, zoom)).toBe(quadkey(lon, lat, zoom));
      }),
    );
  });

  it('has an answer at the poles and at the ends of the map', () => {
    expect(quadkey(180, 90, 2)).toBe('11');
    expect(quadkey(-180, -90, 2)).toBe('22');
    expect(quadkey(180, 0, 18)).toHaveLength(18);
  });
});

describe('coverCells', () => {
  it('gives a point its own tile at zoom 18', () => {
    expect(coverCells({ type: 'Point', coordinates: [3.7, 51.05] })).toEqual([quadkey(3.7, 51.05, 18)]);
  });

  it('gives each tile once for points', () => {
    const coordinates = [
      [3.7, 51.05],
      [3.7, 51.05],
      [4.7, 50],
    ];
    expect(coverCells({ type: 'MultiPoint', coordinates })).toHaveLength(2);
  });

  it('covers a line at zoom 18 from vertex to vertex', () => {
    fc.assert(
      fc.property(belgianLine(), share, fc.nat(), (line, along, pick) => {
        const cells = coverCells(line);
        const i = pick % (line.coordinates.length - 1);
        const [a, b] = line.coordinates.slice(i, i + 2) as [[number, number], [number, number]];
        expect(covers(cells, between(a, b, along)) && covers(cells, a) && covers(cells, b)).toBe(true);
        expect(isSortedSet(cells) && cells.every((cell) => cell.length === 18)).toBe(true);
      }),
    );
  });

  it('covers every place in a polygon, at zooms 8 to 16', () => {
    fc.assert(
      fc.property(belgianPolygon, fc.array(fc.tuple(share, share), { minLength: 20 }), (polygon, places) => {
        const cells = coverCells(polygon);
        const [west, south, east, north] = boundsOf(polygon);
        for (const [x, y] of places) {
          const point: LonLat = [west + x * (east - west), south + y * (north - south)];
          if (contains(polygon, point)) expect(covers(cells, point)).toBe(true);
        }
        expect(isSortedSet(cells) && cells.every((cell) => cell.length >= 8 && cell.length <= 16)).toBe(true);
      }),
    );
  });

  it('has no cell that lies apart from the polygon', () => {
    fc.assert(
      fc.property(belgianPolygon, (polygon) => {
        const [west, south, east, north] = boundsOf(polygon);
        const around = new Set(coverCells({ type: 'Polygon', coordinates: box(west, south, east, north) }));
        for (const cell of coverCells(polygon)) {
          expect([...around].some((outer) => cell.startsWith(outer) || outer.startsWith(cell))).toBe(true);
        }
      }),
    );
  });

  it('has no cell inside another', () => {
    fc.assert(
      fc.property(belgianPolygon, (polygon) => {
        const cells = coverCells(polygon);
        expect(cells.some((cell, i) => cells[i + 1]?.startsWith(cell))).toBe(false);
      }),
    );
  });

  it('gives a polygon smaller than a zoom 16 tile that tile', () => {
    expect(coverCells(square(3.7005, 51.0505, 0.0001))).toEqual([quadkey(3.7005, 51.0505, 16)]);
  });

  it('merges the inside of a large area', () => {
    const cells = coverCells(square(3, 50.5, 1));
    const zooms = new Set(cells.map((cell) => cell.length));
    expect(Math.min(...zooms)).toBeLessThanOrEqual(10);
    expect(cells.length).toBeLessThan(3000);
    expect(covers(cells, [3.5, 51])).toBe(true);
  });

  it('has room for all of Flanders, a motorway and a coast', () => {
    const ragged = (count: number): [number, number][] =>
      Array.from({ length: count }, (_, i) => [2.5 + (3.4 * i) / count, 50.7 + 0.005 * Math.sin(i / 3)]);
    const south = ragged(3000);
    const north = south.map(([lon, lat]): [number, number] => [lon, lat + 0.8]).reverse();
    const [first = [0, 0]] = south;
    expect(
      coverCells({ type: 'Polygon', coordinates: [[...south, ...north, first]] }).length,
    ).toBeGreaterThan(1000);
    expect(coverCells({ type: 'LineString', coordinates: south }).length).toBeGreaterThan(3000);
  });

  it.each([
    'LINESTRING (3.7 51, 0 0, 3.8 51)',
    'LINESTRING (3.7 51, 3.8 51, 0 0)',
    'POLYGON ((3.7 51, 0 0, 3.8 51, 3.7 51))',
  ])('refuses a geometry with one point far off, and says which edge leads there: %s', (wkt) => {
    expect(() => coverCells(parseWkt(wkt))).toThrow(/straight from 3\.[78] 51 to 0 0, .*"0 0"/);
  });

  it.each([
    [
      'to and fro over a continent',
      { type: 'LineString', coordinates: Array.from({ length: 10 }, (_, i) => [40 * (i % 2), 50 + i / 10]) },
    ],
    [
      'of points everywhere',
      {
        type: 'MultiPoint',
        coordinates: Array.from({ length: 100_001 }, (_, i) => [
          (i % 1000) / 100,
          40 + Math.floor(i / 1000) / 100,
        ]),
      },
    ],
  ] satisfies [string, Geometry][])('refuses a geometry %s, with how to divide it', (_, geometry) => {
    expect(() => coverCells(geometry)).toThrow(/more than 100000 tiles.*by road or by municipality/);
  });

  it('refuses an outline of too many points near each other, and says that it is these', () => {
    const coordinates = Array.from({ length: 20_000 }, (_, i) => [3.7 + i / 1e8, i % 2 ? 49 : 52]);
    expect(() => coverCells({ type: 'LineString', coordinates })).toThrow(/too many points.*Simplify/);
  });

  it('covers all roads of a region in one line', () => {
    // Seventy roads of a hundred kilometres, which come to 7000 km.
    const roads = Array.from({ length: 70 }, (_, i) => [
      [3, 50.8 + i / 200],
      [4.43, 50.8 + i / 200],
    ]);
    const cells = coverCells({ type: 'MultiLineString', coordinates: roads });
    expect(cells.length).toBeGreaterThan(70_000);
    expect(covers(cells, [3.7, 51])).toBe(true);
  });

  it('leaves a large hole open', () => {
    const [outer] = square(3, 50.5, 1).coordinates as [number, number][][];
    const [inner] = square(3.2, 50.7, 0.5).coordinates as [number, number][][];
    if (!outer || !inner) throw new Error('two rings');
    const cells = coverCells({ type: 'Polygon', coordinates: [outer, inner] });
    expect(covers(cells, [3.45, 50.95])).toBe(false);
    expect(covers(cells, [3.1, 50.6])).toBe(true);
  });

  it('covers a long straight edge where it is straight in longitude and latitude', () => {
    const line: Geometry = {
      type: 'LineString',
      coordinates: [
        [3, 50.5],
        [3.3, 50.9],
      ],
    };
    const cells = coverCells(line);
    for (let i = 0; i <= 1000; i++)
      expect(covers(cells, between([3, 50.5], [3.3, 50.9], i / 1000))).toBe(true);
  });

  it('has an answer for what has no length or area', () => {
    expect(
      coverCells({
        type: 'LineString',
        coordinates: [
          [3, 51],
          [3, 51],
        ],
      }),
    ).toContain(quadkey(3, 51, 18));
    const spot = [
      [
        [3, 51],
        [3, 51],
        [3, 51],
        [3, 51],
      ],
    ];
    expect(coverCells({ type: 'Polygon', coordinates: spot })).toContain(quadkey(3, 51, 16));
  });
});

describe('pointCells', () => {
  it('holds the own tile and its ancestors at the zooms of areas', () => {
    const cells = pointCells([3.7005, 51.0505], 0);
    const own = quadkey(3.7005, 51.0505, 18);
    expect(cells).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 18].map((zoom) => own.slice(0, zoom)));
  });

  it('is sorted, and grows with the radius', () => {
    fc.assert(
      fc.property(belgianPlace, fc.integer({ min: 0, max: 250 }), (point, radius) => {
        const cells = pointCells(point, radius);
        const wider = new Set(pointCells(point, radius + 50));
        expect(isSortedSet(cells) && cells.every((cell) => wider.has(cell))).toBe(true);
        expect(cells.length).toBeLessThan(100);
      }),
    );
  });

  it('is a few hundred at most anywhere on Earth, and none about the poles', () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 250 }), (point, radius) => {
        expect(pointCells(point, radius).length).toBeLessThan(500);
      }),
    );
    for (const pole of [90, -90]) expect(pointCells([0, pole], 250)).toEqual([]);
    for (const edge of [80, -80]) expect(pointCells([0, edge], 250)).not.toEqual([]);
  });

  it('misses no point feature within the radius', () => {
    fc.assert(
      fc.property(
        belgianPlace,
        share,
        share,
        fc.integer({ min: 1, max: 250 }),
        (point, far, turn, radius) => {
          const feature: Geometry = {
            type: 'Point',
            coordinates: moved(point, far * radius, turn * 2 * Math.PI),
          };
          if (distanceTo(feature, point) <= radius) {
            expect(shares(coverCells(feature), pointCells(point, radius))).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['line', belgianLine()],
    ['long line', belgianLine(0.2)],
    ['polygon', belgianPolygon],
  ])('misses no %s within the radius', (_name, geometries: fc.Arbitrary<Geometry>) => {
    const radius = fc.integer({ min: 1, max: 250 });
    fc.assert(
      fc.property(
        geometries,
        fc.nat(),
        share,
        share,
        share,
        radius,
        (geometry, pick, along, far, turn, metres) => {
          const ring = (geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates) as [
            number,
            number,
          ][];
          const i = pick % (ring.length - 1);
          const [a, b] = ring.slice(i, i + 2) as [[number, number], [number, number]];
          const point = moved(between(a, b, along), far * metres, turn * 2 * Math.PI);
          if (distanceTo(geometry, point) > metres) return;
          expect(shares(coverCells(geometry), pointCells(point, metres))).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('boundsOf', () => {
  it('is the least box that holds every vertex', () => {
    fc.assert(
      fc.property(anyGeometry, (geometry) => {
        const ordinates = (geometry.coordinates as unknown[]).flat(4) as number[];
        const lons = ordinates.filter((_, i) => i % 2 === 0);
        const lats = ordinates.filter((_, i) => i % 2 === 1);
        const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
        boundsOf(geometry).forEach((value, i) => {
          expect(value).toBeCloseTo(box[i] ?? NaN, 12);
        });
      }),
    );
  });
});

function box(west: number, south: number, east: number, north: number): [number, number][][] {
  return [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ];
}

describe('cells within tiles', () => {
  it('has one of every geometry that shares a place with them, and gives up beyond a number', () => {
    fc.assert(
      fc.property(
        belgianPolygon,
        belgianPlace,
        belgianLine(),
        belgianPolygon,
        share,
        (area, at, line, other, t) => {
          const tiles = coverCells(area).slice(0, 20);
          const cells = cellsWithin(tiles, Infinity) ?? new Set();
          const [corner = [0, 0]] = area.coordinates[0] ?? [];
          const near: [number, number] = [
            at[0] * t * 1e-4 + (corner[0] ?? 0),
            at[1] * t * 1e-4 + (corner[1] ?? 0),
          ];
          const geometries = [{ type: 'Point' as const, coordinates: near }, line, other, area];
          for (const own of geometries.map((geometry) => coverCells(geometry))) {
            const isThere = own.some((cell) =>
              tiles.some((tile) => cell.startsWith(tile) || tile.startsWith(cell)),
            );
            expect(own.some((cell) => cells.has(cell))).toBe(isThere);
          }
          expect(cellsWithin(tiles, cells.size - 1)).toBeUndefined();
        },
      ),
      { numRuns: 30 },
    );
  });
});
