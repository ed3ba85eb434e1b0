import { Parser } from 'n3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeThings, type RegisterDifference } from '#wegwijzer/registers/index.js';
import { coverCells, parseWkt } from '#wegwijzer/spatial/index.js';
import { BASE_URL, openRegisters, PREFIXES, registerShapes, type Registers } from './support.js';

let registers: Registers;
beforeEach(async () => {
  registers = await openRegisters();
});
afterEach(async () => {
  await registers.close();
});

/** A bench whose geometry has an IRI of its own. */
const named = (key: string, wkt = 'POINT (3.7 51.05)', geometry = key): string =>
  `<id/bench/${key}> a infra:Zitbank ; obd:beheerder <id/org/1> ; locn:geometry <id/geometry/${geometry}> .
   <id/geometry/${geometry}> a locn:Geometry ; geo:asWKT "${wkt}"^^geo:wktLiteral .\n`;
const counts = ({ added, removed, changed }: RegisterDifference): number[] => [added, removed, changed];
/** So near to the place of `named` that the tiles are the same. */
const NEAR = 'POINT (3.700001 51.05)';
const CELLS = new Set(coverCells(parseWkt('POINT (3.7 51.05)')));

describe('a geometry with an IRI of its own', () => {
  it('counts as part of its thing, and leaves the places that are touched known', async () => {
    const { difference } = await registers.load(named('1'));
    expect(counts(difference)).toEqual([1, 0, 0]);
    expect(difference.touched.cells).toEqual(CELLS);
    const gone = await registers.load(named('2', 'POINT (3.9 51)'));
    expect(counts(gone.difference)).toEqual([1, 1, 0]);
    expect(gone.difference.touched.cells?.size).toBe(2);
  });

  it.each([{ delta: false }, { delta: true }])(
    'that moves within its tiles is a change of its thing: %j',
    async (options) => {
      await registers.load(named('1'));
      const { difference } = await registers.load(named('1', NEAR), options);
      expect(counts(difference)).toEqual([0, 0, 1]);
      expect(difference.touched.cells).toEqual(CELLS);
      const both = await registers.load(named('1').replace('org/1', 'org/2'), options);
      expect(counts(both.difference)).toEqual([0, 0, 1]);
    },
  );

  it('that moves in a stream that is followed is a change too', async () => {
    const merge = (turtle: string): ReturnType<typeof mergeThings> =>
      mergeThings(registers.store, {
        name: 'assets',
        baseUrl: BASE_URL,
        agent: `${BASE_URL}/id/agent/test`,
        source: 'https://partner.example/ldes/benches',
        things: new Map([
          [`${BASE_URL}/id/bench/1`, new Parser({ baseIRI: `${BASE_URL}/` }).parse(PREFIXES + turtle)],
        ]),
        shapes: registerShapes,
        now: () => new Date('2026-11-23T12:00:00Z'),
        keep: () => [],
      });
    await merge(named('1'));
    expect(counts((await merge(named('1', NEAR))).difference)).toEqual([0, 0, 1]);
  });
});

describe('a thing without an IRI', () => {
  const unnamed = (wkt: string): string =>
    `[] a infra:Zitbank ; obd:beheerder <id/org/1> ; locn:geometry [ a locn:Geometry ; geo:asWKT "${wkt}"^^geo:wktLiteral ] .`;
  const event = (to: string): string => `[] a org:ChangeEvent ; prov:endedAtTime "2025-01-01"^^xsd:date ;
    org:originalOrganization <id/org/a> ; org:resultingOrganization <id/org/${to}> .`;

  it('is compared as others are', async () => {
    await registers.load(unnamed('POINT (3.7 51.05)'));
    const { difference } = await registers.load(unnamed('POINT (3.9 51)'));
    expect(counts(difference)).toEqual([1, 1, 0]);
    expect(difference.touched.cells?.size).toBe(2);
  });

  it('that is a change of organisations may touch any place', async () => {
    await registers.load(event('b'));
    const { difference } = await registers.load(event('c'));
    expect(counts(difference)).toEqual([1, 1, 0]);
    expect(difference.touched.cells).toBeUndefined();
  });
});
