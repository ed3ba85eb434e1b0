import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { readTerms } from '#wegwijzer/registers/index.js';
import { replayDecision, whatIf, type Command } from '#wegwijzer/reports/index.js';
import { decidedSince } from '#wegwijzer/reports/what-if/decided-since.js';
import { BASE, demoScenarios, freshEngine, PROJECT } from '../support/engine.js';

let engine: Engine;
let folder: string;
const decisions = new Map<string, string>();

/** Files a report; gives the IRI of its decision. */
async function report(said: Readonly<Record<string, unknown>>): Promise<string> {
  const whole = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    description: 'Proef',
    ...said,
  };
  const { json } = await engine.intake.submit({
    mediaType: 'application/ld+json',
    body: Buffer.from(JSON.stringify(whole)),
  });
  return (JSON.parse(json) as { decision: { id: string } }).decision.id;
}

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
  folder = mkdtempSync(join(tmpdir(), 'wegwijzer-replay-'));
  for (const { name, category, lon, lat, accuracy, asset } of demoScenarios()) {
    const named = asset === undefined ? {} : { asset: `${BASE}/${asset}` };
    decisions.set(name, await report({ category, location: { lon, lat, accuracy }, ...named }));
  }
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const parts = (): { store: Engine['store']; responsibility: Engine['responsibility']; baseUrl: string } => ({
  store: engine.store,
  responsibility: engine.responsibility,
  baseUrl: BASE,
});

describe('replaying a decision', () => {
  it('gives the same record, to the byte, also after registers and rules have moved on', async () => {
    const empty = join(folder, 'empty.ttl');
    writeFileSync(
      empty,
      '<https://example.org/id/x> a <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank> ; <http://www.w3.org/ns/locn#geometry> [ a <http://www.w3.org/ns/locn#Geometry> ; <http://www.opengis.net/ont/geosparql#asWKT> "POINT (3.7 51)"^^<http://www.opengis.net/ont/geosparql#wktLiteral> ] .',
    );
    for (const name of ['ground', 'roads', 'assets'])
      await engine.loadRegister({ name: `demo-${name}`, files: [{ path: empty }] });
    for (const [name, iri] of decisions) {
      const { same, missing, added, texts } = await replayDecision(parts(), iri);
      const none = { missing: [], added: [] };
      expect({ name, same, missing, added, texts }).toEqual({ name, same: true, ...none, texts: none });
    }
    for (const name of ['ground', 'roads', 'assets'])
      await engine.loadRegister({
        name: `demo-${name}`,
        files: [{ path: join(PROJECT, 'demo', `${name}.ttl`) }],
      });
  });

  it('is the same where explanations are worded otherwise since, and tells which', async () => {
    const [iri = ''] = decisions.values();
    const { record } = await replayDecision(parts(), iri);
    expect(record.join('\n')).toContain('#outcome>');
    expect(record.join('\n')).not.toMatch(/"@(?:nl|en)/);
    const report = /#used> <([^>]*)>/.exec(record.join('\n'))?.[1] ?? '';
    const graph = report.replace('/id/', '/doc/');
    const lines = engine.store.readGraph(graph) ?? [];
    const remove = lines.filter((line) => line.startsWith(`<${iri}> <http://purl.org/dc/terms/description>`));
    const insert = remove.map((line) => line.replace(/> "/, '> "Voorheen: '));
    expect(remove).toHaveLength(2);
    await engine.store.commit({ agent: 'urn:agent', reason: 'Words of an older release', insert, remove });
    const { same, missing, added, texts } = await replayDecision(parts(), iri);
    expect({ same, missing, added }).toEqual({ same: true, missing: [], added: [] });
    expect(texts).toEqual({ missing: [...insert].sort(), added: [...remove].sort() });
    await engine.store.commit({ agent: 'urn:agent', reason: 'Back', insert: remove, remove: insert });
  });

  it('gives the same record for places in as many decimals as a telephone sends', async () => {
    const near = (degrees: number): fc.Arbitrary<number> =>
      fc.double({ min: degrees - 2e-3, max: degrees + 2e-3, noNaN: true });
    await fc.assert(
      fc.asyncProperty(near(3.7171133), near(51.0431746), async (lon, lat) => {
        const iri = await report({ category: 'put-in-wegdek', location: { lon, lat, accuracy: 3 } });
        decisions.set(`${String(lon)} ${String(lat)}`, iri);
        const { same, missing, added } = await replayDecision(parts(), iri);
        expect({ same, missing, added }).toEqual({ same: true, missing: [], added: [] });
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('knows no decision that was not made', async () => {
    await expect(replayDecision(parts(), `${BASE}/id/decision/none`)).rejects.toMatchObject({
      type: 'not-found',
    });
  });
});

/** The decision in force of each report. */
async function inForce(): Promise<unknown[]> {
  return engine.store.select(
    'SELECT ?report ?decision ?manager { ?report <https://w3id.org/wegwijzer#decision> ?decision ; <https://data.vlaanderen.be/ns/melding#behandelaar> ?manager } ORDER BY ?report',
  );
}

/** A rule set that gives benches in the green to somebody. */
async function benchesTo(manager: string): Promise<{ graph: string; lines: string[] }> {
  const graph = `${BASE}/id/rules/trial`;
  const path = join(folder, 'trial.ttl');
  writeFileSync(
    path,
    `@prefix ww: <https://w3id.org/wegwijzer#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
     <${graph}#all> a ww:ResponsibilityRule ; skos:prefLabel "alles"@nl ;
       ww:groundClass <https://data.vlaanderen.be/ns/openbaardomein/terreindeel#Groenvlak> ;
       ww:category <https://w3id.org/wegwijzer/category/zitbank-beschadigd> ;
       ww:manager <${manager}> .`,
  );
  return { graph, lines: await readTerms([path], graph, BASE) };
}

describe('what if', () => {
  it('lists the reports that other rules would send elsewhere, and stores nothing', async () => {
    const ivago = await benchesTo(`${BASE}/id/organisation/ivago`);
    const before = await inForce();
    const { reports, changes } = await whatIf(parts(), {
      supposition: { ruleSets: [ivago] },
      since: new Date('2000-01-01'),
    });
    expect(reports).toBe(decisions.size);
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.length).toBeLessThan(reports);
    for (const { after } of changes.filter((change) => change.after.outcome === 'decided'))
      expect(after.responsible?.iri).toBe(`${BASE}/id/organisation/ivago`);
    const since = new Date('2999-01-01');
    expect((await whatIf(parts(), { supposition: { ruleSets: [ivago] }, since })).reports).toBe(0);
    expect(await inForce()).toEqual(before);
  });

  it('sends nothing to who refused it, also where nothing was decided after the refusal', async () => {
    const staff = {
      id: 'urn:agent',
      name: 'staff',
      anonymous: false,
      roles: new Set(['dispatcher'] as const),
    };
    const [bench] = demoScenarios();
    const decision = await report({
      category: 'zitbank-beschadigd',
      location: { lon: bench?.lon, lat: bench?.lat, accuracy: 5 },
    });
    const [row] = await engine.store.select(
      `SELECT ?report { ?report <https://w3id.org/wegwijzer#decision> <${decision}> }`,
    );
    const iri = row?.report?.value ?? '';
    const ivago = `${BASE}/id/organisation/ivago`;
    const order = (command: Command): Promise<unknown> =>
      engine.life.perform({ report: iri, command, authorise: () => Promise.resolve(staff) });
    await order({ name: 'refuse', reason: 'not-our-task', text: 'Nee.' });
    await order({ name: 'transfer', to: ivago, text: 'Voor u.' });
    await order({ name: 'refuse', reason: 'not-our-task', text: 'Nee.' });
    const life = engine.life.read(iri);
    expect(life).toMatchObject({
      state: 'unassigned',
      excluded: expect.arrayContaining([ivago]) as string[],
    });
    expect(life?.question.excluded).not.toContain(ivago);
    const asked = { supposition: { ruleSets: [await benchesTo(ivago)] }, since: new Date('2000-01-01') };
    const { changes } = await whatIf(parts(), asked);
    expect(changes.filter((change) => change.report === iri)).toEqual([]);
  });
});

describe('reports decided since a moment', () => {
  it('come in few pages, each once, also where many were decided at one moment', async () => {
    const graph = `${BASE}/doc/report/many`;
    const line = (subject: string, property: string, object: string): string =>
      `<${subject}> <${property}> ${object} <${graph}> .`;
    const moment = (at: string): string => `"${at}"^^<http://www.w3.org/2001/XMLSchema#dateTime>`;
    const decided = (number: number, at: string): string[] => {
      const name = String(number).padStart(5, '0');
      return [
        line(`urn:report:${name}`, 'https://w3id.org/wegwijzer#decision', `<urn:decision:${name}>`),
        line(`urn:decision:${name}`, 'http://www.w3.org/ns/prov#startedAtTime', moment(at)),
      ];
    };
    const times = ['2990-01-01T00:00:00Z', '2990-01-01T00:00:01Z'];
    const insert = Array.from({ length: 10_900 }, (_, at) =>
      decided(at, times[at < 300 ? 0 : 1] ?? ''),
    ).flat();
    await engine.store.commit({ agent: 'urn:agent', reason: 'Many', insert });
    const since = await decidedSince(engine.store, new Date('2990-01-01T00:00:00Z'));
    const found: string[][] = [];
    for await (const page of since.pages()) {
      found.push([...page]);
      const later = decided(20_000 + found.length, '2990-01-02T00:00:00Z');
      await engine.store.commit({ agent: 'urn:agent', reason: 'Meanwhile', insert: later });
    }
    expect(since.count).toBe(10_900);
    // Each page finds and sorts all that are left.
    expect(found.map(({ length }) => length)).toEqual([10_000, 900]);
    expect(found.flat()).toEqual(
      Array.from({ length: 10_900 }, (_, at) => `urn:report:${String(at).padStart(5, '0')}`),
    );
    await engine.store.commit({ agent: 'urn:agent', reason: 'Gone', drop: [graph] });
  });
});
