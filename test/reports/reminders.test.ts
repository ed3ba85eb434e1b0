import { afterAll, beforeAll, expect, it } from 'vitest';
import { serviceClient, type OutboxEvent } from '#wegwijzer/reports/index.js';
import { BASE, freshEngine } from '../support/engine.js';

const GROEN = `${BASE}/id/organisation/gent-groendienst`;
const WEGEN = `${BASE}/id/organisation/gent-wegendienst`;
let clock = new Date();
let engine: Awaited<ReturnType<typeof freshEngine>>;
beforeAll(async () => {
  engine = await freshEngine({ demo: true, now: () => clock });
});
afterAll(() => engine.close());

it('reminds once of a report that is not solved in time, and says so to manager and reporter', async () => {
  const report = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    description: 'De bank is stuk.',
    location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 },
  };
  const body = Buffer.from(JSON.stringify(report));
  const { location: iri } = await engine.intake.submit({ body, mediaType: 'application/ld+json' });
  const authorise = (): Promise<ReturnType<typeof serviceClient>> => Promise.resolve(serviceClient(BASE));
  const { solveBy = '' } = await engine.life.perform({ report: iri, command: { name: 'accept' }, authorise });
  clock = new Date(Date.parse(solveBy) - 1000);
  expect(await engine.escalation.look()).toBe(0);
  clock = new Date(Date.parse(solveBy) + 1000);
  expect(await engine.escalation.look()).toBe(1);
  expect(await engine.escalation.look()).toBe(0);
  expect(engine.life.read(iri)).toMatchObject({ state: 'accepted', handler: GROEN });
  const told = [...engine.store.readRecords('outbox')]
    .map(({ value }) => JSON.parse(value) as OutboxEvent)
    .filter((event) => event.report === iri);
  expect(told.map(({ kind, organisation }) => [kind, organisation])).toEqual([
    ['report.file', GROEN],
    ['report.accept', GROEN],
    ['report.remind', GROEN],
  ]);
  expect(told.at(-1)?.message.en).toBe(
    'Your report should have been solved by now. Whoever deals with it has been reminded.',
  );
});

it('neither escalates nor reminds of a report whose term is not over any more when its turn comes', async () => {
  const report = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    description: 'De bank is stuk.',
    location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 },
  };
  const body = Buffer.from(JSON.stringify(report));
  const { location: iri } = await engine.intake.submit({ body, mediaType: 'application/ld+json' });
  const authorise = (): Promise<ReturnType<typeof serviceClient>> => Promise.resolve(serviceClient(BASE));
  clock = new Date(Date.parse(engine.life.read(iri)?.answerBy ?? '') + 1000);
  // Handed over between the look and the turn of the report: the new manager has a term of its own.
  const handing = engine.life.perform({
    report: iri,
    command: { name: 'transfer', to: WEGEN, text: 'Op het voetpad.' },
    authorise,
  });
  const escalated = await engine.life.performOwn(iri, 'escalate');
  await handing;
  expect(escalated).toBe(false);
  expect(engine.life.read(iri)).toMatchObject({ state: 'offered', handler: WEGEN });
  await engine.life.perform({ report: iri, command: { name: 'accept' }, authorise });
  expect(await engine.life.performOwn(iri, 'remind')).toBe(false);
  clock = new Date(Date.parse(engine.life.read(iri)?.solveBy ?? '') + 1000);
  expect(await engine.life.performOwn(iri, 'remind')).toBe(true);
  expect(await engine.life.performOwn(iri, 'remind')).toBe(false);
});
