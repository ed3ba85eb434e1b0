import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { serviceClient } from '#wegwijzer/reports/index.js';
import { lineTerms } from '#wegwijzer/rdf/nquads.js';
import { BASE, freshEngine } from '../support/engine.js';

const LAMP = `${BASE}/id/asset/verlichtingspaal-087`;
const CATEGORY = 'https://w3id.org/wegwijzer/category/straatverlichting-defect';
let engine: Engine;
let lamp: readonly [number, number];
let [first, second] = ['', ''];

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
  lamp = (await engine.responsibility.placeOf(LAMP)) ?? [0, 0];
  first = await fileLamp();
});
afterAll(async () => {
  await engine.close();
});

/** Reports the lamp by its number alone, as someone who reads it on the post does. */
async function fileLamp(): Promise<string> {
  const body = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'straatverlichting-defect',
    asset: LAMP,
    description: 'De lamp brandt niet.',
  };
  const { location, json } = await engine.intake.submit({
    body: Buffer.from(JSON.stringify(body)),
    mediaType: 'application/ld+json',
  });
  answer = JSON.parse(json) as typeof answer;
  return location;
}
let answer: { readonly duplicates?: readonly { readonly report: string; readonly sameAsset: boolean }[] } =
  {};

const offered = async (point?: readonly [number, number], asset?: string): Promise<string[]> => {
  const found = await engine.findDuplicates({ category: CATEGORY, point, accuracy: 10, asset });
  return found.map(({ report }) => report);
};

it('a thing that is reported twice by its number is offered, and then both are', async () => {
  second = await fileLamp();
  expect(answer.duplicates).toMatchObject([{ report: first, sameAsset: true, distance: 0 }]);
  expect((await offered(undefined, LAMP)).sort()).toEqual([first, second].sort());
});

it('a thing that was reported by its number is offered to who points at the place', async () => {
  const beside = [lamp[0], lamp[1] + 5 / 111_260] as const;
  expect((await offered(beside)).sort()).toEqual([first, second].sort());
  expect(await offered([lamp[0], lamp[1] + 0.01])).toEqual([]);
});

it('what was reported at the place is offered to who gives the number', async () => {
  const body = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'straatverlichting-defect',
    description: 'Het is hier donker.',
    location: { lon: lamp[0], lat: lamp[1], accuracy: 5 },
  };
  const { location } = await engine.intake.submit({
    body: Buffer.from(JSON.stringify(body)),
    mediaType: 'application/ld+json',
  });
  expect(await offered(undefined, LAMP)).toContain(location);
});

it('what is over is offered no more', async () => {
  const authorise = (): Promise<ReturnType<typeof serviceClient>> => Promise.resolve(serviceClient(BASE));
  await engine.life.perform({ report: first, command: { name: 'withdraw' }, authorise });
  const found = await offered(undefined, LAMP);
  expect(found).toContain(second);
  expect(found).not.toContain(first);
});

it('a thing that no register has is still the same thing', async () => {
  expect(await offered(undefined, `${BASE}/id/asset/none`)).toEqual([]);
});

it('a thing that was reported by its number is looked for where registers have it now', async () => {
  const [graph, away] = [`${BASE}/id/register/demo-assets`, [lamp[0], lamp[1] + 0.02] as const];
  const lines = engine.store.readGraph(graph) ?? [];
  const terms = lines.map((line) => ({ line, ...lineTerms(line) }));
  const node = terms.find(
    ({ subject, predicate }) => subject === `<${LAMP}>` && predicate.includes('locn#geometry'),
  )?.object;
  const wkt = terms.find(({ subject, predicate }) => subject === node && predicate.includes('asWKT'));
  expect(await offered(away)).toEqual([]);
  const moved = `"POINT (${String(away[0])} ${String(away[1])})"`;
  await engine.store.commit({
    agent: `${BASE}/id/agent/test`,
    reason: 'The lamp stands elsewhere',
    remove: [wkt?.line ?? ''],
    insert: [(wkt?.line ?? '').replace(/"POINT[^"]*"/, moved)],
  });
  expect(await offered(away)).toContain(second);
});
