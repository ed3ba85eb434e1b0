import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Client } from '#wegwijzer/access/index.js';
import type { Engine } from '#wegwijzer/engine.js';
import { dct, ww } from '#wegwijzer/rdf/namespaces.js';
import { replayDecision, type Command, type ReportLife } from '#wegwijzer/reports/index.js';
import { BASE, demoScenarios, freshEngine } from '../support/engine.js';

const STAFF: Client = {
  id: `${BASE}/id/agent/dispatcher`,
  name: 'dispatcher',
  anonymous: false,
  roles: new Set(['dispatcher']),
};
let engine: Engine;
let [whole, part] = ['', ''];

const order = (report: string, command: Command): Promise<ReportLife> =>
  engine.life.perform({ report, command, authorise: () => Promise.resolve(STAFF) });
const resolve = async (report: string): Promise<void> => {
  await order(report, { name: 'accept' });
  await order(report, { name: 'resolve', text: 'Klaar.' });
};

const fileBench = (): Promise<string> =>
  fileReport({
    category: 'zitbank-beschadigd',
    location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 },
  });

async function fileReport(said: Readonly<Record<string, unknown>>): Promise<string> {
  const body = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    description: 'De bank is stuk.',
    ...said,
  };
  const { location } = await engine.intake.submit({
    body: Buffer.from(JSON.stringify(body)),
    mediaType: 'application/ld+json',
  });
  return location;
}

/** A whole of two parts, of which one is solved. */
beforeAll(async () => {
  engine = await freshEngine({ demo: true });
  whole = await fileBench();
  const parts = [{ description: 'De leuning.' }, { description: 'De zit.' }];
  const [first = '', second = ''] = (await order(whole, { name: 'split', parts })).parts;
  part = first;
  await resolve(second);
});
afterAll(async () => {
  await engine.close();
});

it('hand what their reporter chose to their parts, whose decisions come out the same once more', async () => {
  const scenario = demoScenarios().find(({ outcome }) => outcome === 'ambiguous');
  const { category = '', lon, lat, accuracy } = scenario ?? {};
  const report = await fileReport({ category, location: { lon, lat, accuracy } });
  const [choice = ''] = engine.life.read(report)?.choices.keys() ?? [];
  const { question } = await order(report, { name: 'choose', choice });
  expect(question.chosen).toMatchObject([{ choice }]);
  const [divided = ''] = (await order(report, { name: 'split', parts: [{}, {}] })).parts;
  // A part of a part, too.
  const { parts } = await order(divided, { name: 'split', parts: [{}, {}] });
  const means = { store: engine.store, responsibility: engine.responsibility, baseUrl: BASE };
  const seeSame = async (): Promise<void> => {
    for (const iri of [divided, ...parts]) {
      const { question: asked, decision = '' } = engine.life.read(iri) ?? {};
      expect(asked?.chosen).toEqual(question.chosen);
      const { same, missing, added } = await replayDecision(means, decision);
      expect({ same, missing, added }).toEqual({ same: true, missing: [], added: [] });
    }
  };
  const about = (iri: string): string[] =>
    engine.life.read(iri)?.lines.filter((line) => line.startsWith(`<${choice}> `)) ?? [];
  const copied = [divided, ...parts].flatMap(about);
  expect(copied).toHaveLength(3 * about(report).length);
  await seeSame();
  // As parts were made by releases that left it to the whole.
  const change = { agent: STAFF.id, reason: 'An older release', insert: [], remove: copied };
  await engine.store.commit(change);
  expect([divided, ...parts].flatMap(about)).toEqual([]);
  await seeSame();
});

it('are not merged with their parts, whichever into whichever', async () => {
  await expect(order(part, { name: 'merge', into: whole })).rejects.toMatchObject({
    type: 'invalid-parameter',
    message: expect.stringContaining('a whole and its part') as string,
  });
  expect(engine.life.read(whole)?.state).toBe('split');
  await resolve(part);
  await order(whole, { name: 'reopen', text: 'Toch niet.' });
  await order(part, { name: 'reopen', text: 'Nog los.' });
  await expect(order(whole, { name: 'merge', into: part })).rejects.toMatchObject({
    type: 'invalid-parameter',
  });
});

it('take one step where a command says two things of them', async () => {
  // A whole that went on by itself, with a part that is still open.
  await resolve(whole);
  await order(part, { name: 'relate', to: whole });
  const life = engine.life.read(whole);
  const about = (property: string): number =>
    life?.lines.filter((line) => line.startsWith(`<${whole}> <${property}>`)).length ?? 0;
  expect([about(ww('state')), about(dct('relation'))]).toEqual([1, 1]);
  expect(life?.state).toBe('split');
  expect(life?.history.map(({ command }) => command).slice(-2)).toEqual(['resolve', 'reopen-part']);
});

it('of wholes end with them, all the way up, and are withdrawn with them, all the way down', async () => {
  const fileSplit = async (): Promise<[string, string, string[]]> => {
    const top = await fileBench();
    const [middle = '', beside = ''] = (await order(top, { name: 'split', parts: [{}, {}] })).parts;
    const { parts } = await order(middle, { name: 'split', parts: [{}, {}] });
    return [top, middle, [beside, ...parts]];
  };
  const stateOf = (report: string): string | undefined => engine.life.read(report)?.state;
  const [top, middle, leaves] = await fileSplit();
  for (const leaf of leaves) {
    expect(stateOf(top)).toBe('split');
    await resolve(leaf);
  }
  expect([stateOf(middle), stateOf(top)]).toEqual(['solved', 'solved']);
  await order(leaves[2] ?? '', { name: 'reopen', text: 'Weer los.' });
  expect([stateOf(middle), stateOf(top)]).toEqual(['split', 'split']);

  const [second, between, below] = await fileSplit();
  await resolve(below[1] ?? '');
  await order(second, { name: 'withdraw' });
  expect([second, between, ...below].map(stateOf)).toEqual([
    'withdrawn',
    'withdrawn',
    'withdrawn',
    'solved',
    'withdrawn',
  ]);
});
