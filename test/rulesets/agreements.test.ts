import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { parseTerms } from '#wegwijzer/registers/index.js';
import type { Decision } from '#wegwijzer/responsibility/index.js';
import { BASE, demoScenarios, freshEngine } from '../support/engine.js';
import { ruleSetTurtle } from './turtle.js';

const SET = `${BASE}/id/rules/agreements`;
const DOCUMENT = 'foaf:page <https://example.org/agreements/17>';
const from = 'schema:validFrom "2026-01-01"^^xsd:date';
let engine: Engine;
let version = 0;

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
});
afterAll(() => engine.close());

/** Puts one agreement in force: benches of a party go to the bench company. */
async function agree(party: string, more = `${from} ; ${DOCUMENT}`): Promise<void> {
  const rule = {
    name: 'benches',
    conditions: `a ww:Agreement ; ww:assetClass infra:Zitbank ; ww:entrustedBy <${party}> ; ${more}`,
    manager: `<${BASE}/id/organisation/benches>`,
    example:
      'ww:category cat:zitbank-beschadigd ; ww:assetClass infra:Zitbank ; ww:groundClass terrein:Groenvlak',
  };
  version += 1;
  const body = Buffer.from(ruleSetTurtle(SET, String(version), [rule]));
  const lines = await parseTerms(body, 'text/turtle', SET, BASE);
  await engine.ruleSets.load('agreements', lines, { agent: `${BASE}/id/agent/steward` });
}

async function decideBench(excluded: string[] = [], at?: string): Promise<Decision> {
  const [bench] = demoScenarios();
  const responsibility =
    at === undefined ? engine.responsibility : await engine.responsibility.supposing({ at: new Date(at) });
  return responsibility.decide({
    category: (await engine.responsibility.categoryIri('zitbank-beschadigd')) ?? '',
    point: [bench?.lon ?? 0, bench?.lat ?? 0],
    accuracy: 5,
    excluded,
  });
}

describe('an agreement', () => {
  const green = `${BASE}/id/organisation/gent-groendienst`;
  const company = `${BASE}/id/organisation/benches`;

  it('takes the place of the rule that leads to the party that entrusts, which becomes the runner-up', async () => {
    await agree(green);
    const decision = await decideBench();
    expect(decision).toMatchObject({ outcome: 'decided', responsible: { iri: company } });
    const [first] = decision.runnersUp.filter(({ responsible }) => responsible.iri === green);
    expect(first?.why.nl).toContain('overeenkomst');
    expect(first?.why.en).toContain('agreement');
  });

  it('leaves the task with who entrusted it, where the other refuses', async () => {
    expect((await decideBench([company])).responsible?.iri).toBe(green);
  });

  it('holds from its first day to its last', async () => {
    expect((await decideBench([], '2025-12-31')).responsible?.iri).toBe(green);
    expect((await decideBench([], '2026-01-01')).responsible?.iri).toBe(company);
    await agree(green, `${from} ; schema:validThrough "2026-06-30"^^xsd:date ; ${DOCUMENT}`);
    expect((await decideBench([], '2026-06-30')).responsible?.iri).toBe(company);
    expect((await decideBench([], '2026-07-01')).responsible?.iri).toBe(green);
    // Days are those of Belgium: an hour after midnight there it is still the day before in UTC.
    expect((await decideBench([], '2026-06-30T21:59:59Z')).responsible?.iri).toBe(company);
    expect((await decideBench([], '2026-06-30T23:00:00Z')).responsible?.iri).toBe(green);
    expect((await decideBench([], '2025-12-31T22:59:59Z')).responsible?.iri).toBe(green);
    expect((await decideBench([], '2025-12-31T23:30:00Z')).responsible?.iri).toBe(company);
  });

  it("has nothing to say of what is not the party's own", async () => {
    await agree(`${BASE}/id/organisation/infrabel`);
    const decision = await decideBench();
    expect(decision.responsible?.iri).toBe(green);
    expect(decision.runnersUp.map(({ rule }) => rule.iri)).not.toContain(`${SET}#benches`);
  });

  it('needs a document and a first day', async () => {
    await expect(agree(green, from)).rejects.toThrow('foaf:page');
    await expect(agree(green, DOCUMENT)).rejects.toThrow('schema:validFrom');
  });
});
