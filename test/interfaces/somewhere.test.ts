import { expect, it } from 'vitest';
import { createSomewhere } from '#wegwijzer/interfaces/map/somewhere.js';
import type { GraphStore } from '#wegwijzer/store/graph-store.js';
import { change, openStore, temporaryFolder } from '../store/support.js';

const MINUTE = 60_000;

/** The lines of a feature with a shape. */
function feature(name: string, wkt: string): string[] {
  const iri = `https://example.org/${name}`;
  return [
    `<${iri}> <https://w3id.org/wegwijzer#cell> "120203032" <urn:g> .`,
    `<${iri}> <http://www.w3.org/ns/locn#geometry> <${iri}#shape> <urn:g> .`,
    `<${iri}#shape> <http://www.opengis.net/ont/geosparql#asWKT> "${wkt}" <urn:g> .`,
  ];
}

it('A map begins amid what registers know, looked for once a minute at most, also where that failed', async () => {
  const store = await openStore(temporaryFolder(), { readers: 1 });
  let now = Date.parse('2026-11-28T09:00:00Z');
  let queries = 0;
  let isBroken = true;
  const watched = new Proxy<GraphStore>(store, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property, target);
      if (property === 'query') {
        queries += 1;
        if (isBroken) return () => Promise.reject(new Error('No reader.'));
      }
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const somewhere = createSomewhere(watched, () => new Date(now));
  expect([await somewhere(), await somewhere(), queries]).toEqual([undefined, undefined, 1]);
  isBroken = false;
  now += MINUTE;
  await store.commit(change({ insert: feature('road', 'LINESTRING (3.7 51.0, 3.9 51.0)') }));
  const [lon, lat] = (await somewhere()) ?? [];
  expect([lon, lat]).toEqual([expect.closeTo(3.8), expect.closeTo(51)]);
  expect(queries).toBe(2);
  await store.commit(change({ insert: feature('bench', 'POINT (4.1 50.9)') }));
  expect([await somewhere(), queries]).toEqual([[lon, lat], 2]);
  now += MINUTE;
  expect([await somewhere(), queries]).toEqual([[4.1, 50.9], 3]);
  now += MINUTE;
  expect([await somewhere(), queries]).toEqual([[4.1, 50.9], 3]);
});
