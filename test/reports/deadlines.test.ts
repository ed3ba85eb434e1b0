import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lineWriter } from '#wegwijzer/rdf/line-writer.js';
import { rdf, ww, xsd } from '#wegwijzer/rdf/namespaces.js';
import { createDeadlines, createWorkingDays, type Deadlines } from '#wegwijzer/reports/index.js';
import { BASE, PROJECT, freshEngine } from '../support/engine.js';

const GROEN = `${BASE}/id/organisation/gent-groendienst`;
const GENT = 'https://data.vlaanderen.be/id/organisatie/OVO002067';
const category = (key: string): string => `https://w3id.org/wegwijzer/category/${key}`;
/** A Monday. */
const MONDAY = new Date('2026-11-23T09:00:00Z');
let engine: Awaited<ReturnType<typeof freshEngine>>;
let deadlines: Deadlines;
const warnings: string[] = [];
beforeAll(async () => {
  engine = await freshEngine({ demo: true, now: () => MONDAY });
  deadlines = createDeadlines(engine.store, engine.responsibility, createWorkingDays(), (warning) =>
    warnings.push(warning),
  );
});
afterAll(async () => {
  deadlines.close();
  await engine.close();
});

/** The days by which it is to be answered and solved. */
async function daysFor(key: string, ...managers: string[]): Promise<string[]> {
  const { answerBy, solveBy } = await deadlines.termsFor(category(key), managers, MONDAY);
  return [answerBy, solveBy].map((date) => date.toISOString().slice(0, 10));
}

async function agree(
  name: string,
  manager: string,
  days: readonly [number, number],
  key?: string,
): Promise<void> {
  const term = `https://gent.example/term/${name}`;
  const write = lineWriter('https://gent.example/terms');
  const [answer, solve] = days.map(String) as [string, string];
  await engine.store.commit({
    agent: `${BASE}/id/agent/test`,
    reason: 'Terms agreed',
    insert: [
      write.iri(term, rdf('type'), ww('ServiceTerm')),
      write.iri(term, ww('manager'), manager),
      ...(key === undefined ? [] : [write.iri(term, ww('category'), category(key))]),
      write.literal(term, ww('answerWithin'), answer, xsd('integer')),
      write.literal(term, ww('solveWithin'), solve, xsd('integer')),
    ],
  });
}

it('is the term of the nearest category, in working days', async () => {
  expect(await daysFor('put-in-wegdek', GROEN, GENT)).toEqual(['2026-11-24', '2026-11-30']);
  expect(await daysFor('zitbank-beschadigd', GROEN, GENT)).toEqual(['2026-11-26', '2026-12-14']);
});

it('is what the manager, or the organisation above it, agreed before what holds for all, at once', async () => {
  await agree('city', GENT, [2, 10]);
  expect(await daysFor('zitbank-beschadigd', GROEN, GENT)).toEqual(['2026-11-25', '2026-12-07']);
  await agree('parks', GROEN, [1, 4]);
  expect(await daysFor('zitbank-beschadigd', GROEN, GENT)).toEqual(['2026-11-24', '2026-11-27']);
  await agree('parks-holes', GROEN, [1, 1], 'put-in-wegdek');
  expect(await daysFor('put-in-wegdek', GROEN, GENT)).toEqual(['2026-11-24', '2026-11-24']);
  expect(await daysFor('zitbank-beschadigd', 'https://example.org/id/organisation/other')).toEqual([
    '2026-11-26',
    '2026-12-14',
  ]);
});

it('counts from filing with what the organisation above the manager agreed', async () => {
  const body = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    description: 'De bank is stuk.',
    location: { lon: 3.7190283, lat: 51.0421642, accuracy: 5 },
  };
  const { json } = await engine.intake.submit({
    body: Buffer.from(JSON.stringify(body)),
    mediaType: 'application/ld+json',
  });
  const days = /"answerBy": ?"(\d{4}-\d\d-\d\d).*"solveBy": ?"(\d{4}-\d\d-\d\d)/s.exec(json)?.slice(1);
  expect(json).toContain('gent-wegendienst');
  expect(days).toEqual(['2026-11-25', '2026-12-07']);
});

it.each([
  ['far', 100_000_000],
  ['long', 3651],
  ['negative', -1],
  ['half', 2.5],
  ['huge', 1e300],
])('leaves out a term of no such number of days, and says so once: %s', async (name, days) => {
  const nobody = `https://example.org/id/organisation/${name}`;
  await agree(name, nobody, [1, days]);
  await agree(`${name}-answer`, nobody, [days, 5]);
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await daysFor('zitbank-beschadigd', nobody)).toEqual(['2026-11-26', '2026-12-14']);
    await agree(`${name}-other-${String(turn)}`, 'https://example.org/id/organisation/else', [1, 1]);
  }
  const mine = warnings.filter((warning) => warning.includes(`/term/${name}>`));
  expect(mine).toHaveLength(1);
  expect(mine[0]).toContain('whole numbers from 0 to 3650');
});

it('may be none at all, and ten years', async () => {
  const slow = 'https://example.org/id/organisation/slow';
  await agree('slow', slow, [0, 3650]);
  const [answer, solve = ''] = await daysFor('zitbank-beschadigd', slow);
  expect(answer).toBe('2026-11-23');
  expect(solve > '2040').toBe(true);
});

it('is refused in a rule set where it is no such number, and nothing is loaded', async () => {
  const rules = readFileSync(join(PROJECT, 'demo', 'rules.ttl'), 'utf8');
  const path = join(engine.directory, 'rules-with-term.ttl');
  writeFileSync(
    path,
    `${rules}\n<https://gent.example/term/rules> a ww:ServiceTerm ; ww:answerWithin 1 ; ww:solveWithin 3651 .`,
  );
  const { sequence } = engine.store;
  await expect(engine.loadRules('gent-demo', path)).rejects.toMatchObject({
    type: 'invalid-rules',
    message: expect.stringContaining(
      '<https://gent.example/term/rules>: A term to solve is one whole number from 0 to 3650 working days.',
    ) as string,
  });
  expect(engine.store.sequence).toBe(sequence);
});
