import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { dct, geo, melding, oa, rdf, ww, xsd } from '#wegwijzer/rdf/namespaces.js';
import { lineWriter } from '#wegwijzer/rdf/line-writer.js';
import { BASE, freshEngine } from '../support/engine.js';

const NOW = new Date('2026-06-01T12:00:00Z');
const CATEGORY = 'https://w3id.org/wegwijzer/category/zitbank-beschadigd';
const OTHER = 'https://w3id.org/wegwijzer/category/sluikstort';
const LAT = 51.0453067;
const CROWDED = 3.7;
const QUIET = 3.9;
/** Degrees of latitude in a metre. */
const METRE = 1 / 111_260;

let engine: Engine;

beforeAll(async () => {
  engine = await freshEngine({ now: () => NOW });
  const crowd = Array.from({ length: 400 }, (_, index) =>
    filed(`crowd-${String(index)}`, { lon: CROWDED, metres: 10, minutesAgo: 400 - index }),
  );
  await commit([
    ...crowd,
    filed('nearest', { lon: CROWDED, metres: 1, minutesAgo: 2 }),
    filed('far', { lon: QUIET, metres: 40, minutesAgo: 1 }),
    filed('near', { lon: QUIET, metres: 5, minutesAgo: 60 }),
    filed('litter', { lon: QUIET, metres: 1, minutesAgo: 1, category: OTHER }),
    filed('long-ago', { lon: QUIET, metres: 1, minutesAgo: 61 * 24 * 60 }),
    filed('this-bench', { lon: QUIET, metres: 100, minutesAgo: 10, asset: 'bench-1' }),
    filed('that-bench', { lon: QUIET, metres: 2, minutesAgo: 10, asset: 'bench-2' }),
  ]);
});
afterAll(async () => {
  await engine.close();
});

interface Filed {
  readonly lon: number;
  readonly metres: number;
  readonly minutesAgo: number;
  readonly category?: string;
  readonly asset?: string;
}

/** An open report so many metres north of the place that the tests ask about. */
function filed(id: string, { lon, metres, minutesAgo, category = CATEGORY, asset }: Filed): string[] {
  const write = lineWriter(`${BASE}/doc/report/${id}`);
  const report = `${BASE}/id/report/${id}`;
  const time = new Date(NOW.getTime() - minutesAgo * 60_000).toISOString();
  const point = `POINT (${String(lon)} ${String(LAT + metres * METRE)})`;
  return [
    write.iri(report, rdf('type'), melding('Melding')),
    write.iri(report, ww('state'), 'https://w3id.org/wegwijzer/state/offered'),
    write.iri(report, dct('type'), category),
    write.iri(report, melding('behandelaar'), `${BASE}/id/organisation/one`),
    write.literal(`${report}#geometry`, geo('asWKT'), point, geo('wktLiteral')),
    write.literal(`${report}#status`, melding('statusdatum'), time, xsd('dateTime')),
    ...(asset === undefined ? [] : [write.iri(report, oa('hasTarget'), `${BASE}/id/asset/${asset}`)]),
  ];
}

async function commit(reports: readonly (readonly string[])[]): Promise<void> {
  const change = { agent: `${BASE}/id/agent/test`, reason: 'Reports of a test' };
  await Promise.all(reports.map((insert) => engine.store.commit({ ...change, insert })));
}

async function offered(lon: number, asset?: string): Promise<string[]> {
  const found = await engine.findDuplicates({
    category: CATEGORY,
    point: [lon, LAT],
    accuracy: 5,
    asset: asset && `${BASE}/id/asset/${asset}`,
  });
  return found.map(({ report }) => report.replace(`${BASE}/id/report/`, ''));
}

describe('open reports that may be about the same problem', () => {
  it('are those of the same family, near, recent, and about no other thing', async () => {
    expect(await offered(QUIET, 'bench-3')).toEqual(['near']);
  });

  it('are also those about the same thing, where its place was given some way off', async () => {
    expect(await offered(QUIET, 'bench-1')).toEqual(['this-bench', 'near']);
  });

  it('are the nearest and then the latest where hundreds lie on one spot', async () => {
    expect(await offered(CROWDED)).toEqual(['nearest', 'crowd-399', 'crowd-398']);
  });

  it('are offered no more once they are closed, and again from the graph alone after a change', async () => {
    const graph = `${BASE}/doc/report/nearest`;
    const write = lineWriter(graph);
    const state = (key: string): string =>
      write.iri(`${BASE}/id/report/nearest`, ww('state'), `https://w3id.org/wegwijzer/state/${key}`);
    const change = { agent: `${BASE}/id/agent/test`, reason: 'Closed and opened again' };
    await engine.store.commit({ ...change, remove: [state('offered')], insert: [state('finished')] });
    expect(await offered(CROWDED)).toEqual(['crowd-399', 'crowd-398', 'crowd-397']);
    await engine.store.commit({ ...change, remove: [state('finished')], insert: [state('reopened')] });
    expect(await offered(CROWDED)).toEqual(['nearest', 'crowd-399', 'crowd-398']);
  });
});
