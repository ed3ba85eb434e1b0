import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { literalTerm, readQuery } from '#wegwijzer/rdf/query-text.js';
import { createFeatureReader, type FeatureReader } from '#wegwijzer/responsibility/features.js';
import type { Role } from '#wegwijzer/responsibility/index.js';
import { pointCells } from '#wegwijzer/spatial/index.js';
import type { Solution } from '#wegwijzer/store/graph-store.js';
import { freshEngine } from '../support/engine.js';

let engine: Engine;
let rows: Solution[];
/** A reader to which all is ground, and which remembers so many geometries. */
let reader: (remembered: number) => FeatureReader;

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
  const cell = pointCells([3.7171133, 51.0431746], 250).map((key) => [literalTerm(key)]);
  rows = await engine.store.select(readQuery('responsibility/locate.rq')({ cell }));
  reader = (remembered) => createFeatureReader(engine.store, { roleOf: (): Role => 'ground' }, remembered);
});
afterAll(() => engine.close());

describe('reading features', () => {
  it('gives every one, however many geometries are remembered', async () => {
    const long = new Set(rows.filter(({ wkt }) => !wkt).map(({ geometry }) => geometry?.value));
    expect(long.size).toBeGreaterThan(1);
    const all = await reader(20_000).read(rows);
    expect(all.size).toBeGreaterThan(20);
    const forgetful = reader(1);
    // Again, when one is remembered that has to make room for others.
    for (let time = 0; time < 2; time++) expect(await forgetful.read(rows)).toEqual(all);
  });

  it('fails, and can be asked again, where the shape of one is gone by then', async () => {
    const [row] = rows;
    const gone: Solution = { ...row, wkt: undefined, geometry: { type: 'uri', value: 'urn:gone' } };
    await expect(reader(10).read([gone])).rejects.toMatchObject({
      type: 'query-unavailable',
      message: expect.stringContaining('<urn:gone>') as string,
    });
  });
});
