import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '#wegwijzer/access/index.js';
import { lineWriter } from '#wegwijzer/rdf/line-writer.js';
import { foaf, rdf, skos } from '#wegwijzer/rdf/namespaces.js';
import type { Engine } from '#wegwijzer/engine.js';
import type { Command, ReportLife } from '#wegwijzer/reports/index.js';
import { BASE, freshEngine } from '../support/engine.js';

const GROEN = `${BASE}/id/organisation/gent-groendienst`;
const WEGEN = `${BASE}/id/organisation/gent-wegendienst`;
const GENT = 'https://data.vlaanderen.be/id/organisatie/OVO002067';
const CLUB = 'https://example.org/id/club';
const OWNER = 'https://example.org/id/owner';
const SUCCESSOR = 'https://example.org/id/successor';
const UNIT = 'https://example.org/id/unit';
const OTHER = 'put-in-wegdek';
const PARK = { lon: 3.7099224, lat: 51.0453067, accuracy: 5 };
const STAFF: Client = {
  id: `${BASE}/id/agent/dispatcher`,
  name: 'dispatcher',
  anonymous: false,
  roles: new Set(['dispatcher']),
};
let engine: Engine;

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
  const write = lineWriter('https://example.org/graph');
  await engine.store.commit({
    agent: `${BASE}/id/agent/test`,
    reason: 'Organisations as others describe them',
    insert: [
      write.iri(CLUB, rdf('type'), foaf('Organization')),
      write.iri(
        'https://example.org/id/bin',
        'https://data.vlaanderen.be/ns/openbaardomein#beheerder',
        OWNER,
      ),
      write.iri(SUCCESSOR, 'http://www.w3.org/ns/org#resultedFrom', 'https://example.org/id/merger'),
      write.iri(UNIT, 'http://www.w3.org/ns/org#unitOf', CLUB),
      ...[CLUB, OWNER, SUCCESSOR, UNIT].map((iri) => write.literal(iri, skos('prefLabel'), 'Naam')),
    ],
  });
});
afterAll(async () => {
  await engine.close();
});

const order = (report: string, command: Command): Promise<ReportLife> =>
  engine.life.perform({ report, command, authorise: () => Promise.resolve(STAFF) });
const refuse = (report: string): Promise<ReportLife> =>
  order(report, { name: 'refuse', reason: 'other', text: 'Nee.' });

async function fileBench(): Promise<string> {
  const body = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    description: 'De bank is stuk.',
    location: PARK,
  };
  const { location } = await engine.intake.submit({
    body: Buffer.from(JSON.stringify(body)),
    mediaType: 'application/ld+json',
  });
  return location;
}

describe('a report is handed', () => {
  it.each([GENT, WEGEN, CLUB, OWNER, SUCCESSOR, UNIT])(
    'to an organisation, whichever way it is known: %s',
    async (to) => {
      const report = await fileBench();
      expect(await order(report, { name: 'transfer', to, text: 'Voor u.' })).toMatchObject({ handler: to });
    },
  );

  it.each([
    'https://w3id.org/wegwijzer/category/zwerfvuil',
    'https://data.vlaanderen.be/id/gemeente/44021',
    `${BASE}/id/organisation-kind/agency`,
    `${BASE}/id/agent/service`,
  ])('to nothing else that has a name: %s', async (to) => {
    const report = await fileBench();
    const refusal = {
      type: 'invalid-parameter',
      message: expect.stringContaining('No register knows an organisation') as string,
    };
    const commands: Command[] = [
      { name: 'transfer', to, text: 'Voor u.' },
      { name: 'assign', to },
      { name: 'split', parts: [{}, { to }] },
    ];
    for (const command of commands) await expect(order(report, command)).rejects.toMatchObject(refusal);
    expect(engine.life.read(report)?.history).toHaveLength(1);
  });
});

describe('parts of a report that was refused', () => {
  const partsOf = async (report: string, category: string): Promise<(ReportLife | undefined)[]> => {
    const { parts } = await order(report, { name: 'split', parts: [{}, { category }] });
    const lives = parts.map((part) => engine.life.read(part));
    return lives.sort(
      (a, b) =>
        Number(b?.question.category.endsWith('zitbank-beschadigd')) -
        Number(a?.question.category.endsWith('zitbank-beschadigd')),
    );
  };

  it('do not go to who refused it, now or later; those of another category do', async () => {
    const report = await fileBench();
    expect((await refuse(report)).handler).toBe(GENT);
    const [same, other] = await partsOf(report, OTHER);
    expect([same?.handler, other?.handler]).toEqual([GENT, GROEN]);
    expect(other?.question.excluded).toEqual([]);
    expect(await refuse(same?.iri ?? '')).toMatchObject({ state: 'unassigned' });
  });

  it('go to a dispatcher where the last who might have it refused it before a dispatcher got it', async () => {
    const report = await fileBench();
    await refuse(report);
    expect((await refuse(report)).state).toBe('unassigned');
    const [same, other] = await partsOf(report, OTHER);
    expect([same?.state, other?.handler]).toEqual(['unassigned', GROEN]);
  });
});
