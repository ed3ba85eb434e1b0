import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { parseTerms } from '#wegwijzer/registers/index.js';
import type { Decision, Responsibility } from '#wegwijzer/responsibility/index.js';
import { BASE, demoScenarios, freshEngine, type Scenario } from '../support/engine.js';
import { missingIn, recordOf } from './missing.js';
import { ruleSetTurtle, type TestRule } from '../rulesets/turtle.js';

const WW = 'https://w3id.org/wegwijzer#';

let engine: Engine;

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
});
afterAll(async () => {
  await engine.close();
});

async function decide(
  { category, lon, lat, accuracy, asset }: Scenario,
  responsibility: Responsibility = engine.responsibility,
  excluded: readonly string[] = [],
): Promise<Decision> {
  return responsibility.decide({
    category: (await engine.responsibility.categoryIri(category)) ?? '',
    point: [lon, lat],
    accuracy,
    asset: asset === undefined ? undefined : `${BASE}/${asset}`,
    excluded,
  });
}

function named(start: string): Scenario {
  const found = demoScenarios().find(({ name }) => name.startsWith(start));
  if (!found) throw new Error(`The demo has no scenario "${start}".`);
  return found;
}

describe('every decision of the demo', () => {
  it.each(demoScenarios())(
    '$name: names a rule, a dated fact and who else, in record and words',
    async (one) => {
      expect(missingIn(await decide(one))).toEqual([]);
    },
  );
});

describe('the paragraph for the dispatcher', () => {
  it('tells what is where, the rule with its version and basis, and who lost', async () => {
    const { forDispatcher, facts } = await decide(named('Lamp of Gent'));
    const day = facts[0]?.asOf ?? '';
    expect(forDispatcher.en).toBe(
      'At the thing that the report names the registers have ' +
        `lamp post Ghent's lamp just over the boundary (demo-assets, as of ${day}), ` +
        `pavement Grensstraat at 3 m (demo-ground, as of ${day}), Destelbergen (demo-areas, as of ${day}). ` +
        'City of Ghent follows from the rule "whoever manages a thing in the public domain handles the reports about it" ' +
        '(General rules for Flanders, version 1.1.0; basis: OSLO Openbaar Domein, attribute beheerder (manager)). ' +
        'Also applied, but less specific: "whoever manages the piece of land handles what is reported on it": Municipality of Destelbergen.',
    );
  });

  it('of a place says how well it is known', async () => {
    const { forDispatcher } = await decide(named('Broken bench along the regional road'));
    expect(forDispatcher.en).toMatch(/^At the place, known to within 5 m, the registers have bench/);
    expect(forDispatcher.nl).toMatch(/^Op de plek, gekend tot op 5 m, hebben de registers zitbank/);
  });

  it('names three of many rules that lost, those that lead elsewhere first', async () => {
    const { forDispatcher, runnersUp } = await decide(named('Full litter bin'));
    expect(runnersUp).toHaveLength(6);
    expect(forDispatcher.nl).toMatch(/minder specifiek: "de gemeente houdt .*": Stad Gent; .* en nog 3\.$/);
  });

  it('says that no register has the thing itself', async () => {
    const { forDispatcher } = await decide(named('Light out on a park path'));
    expect(forDispatcher.en).toContain('No register has the very thing that the report is about.');
  });

  it('of an open answer names the rule behind each candidate, and the question', async () => {
    const { forDispatcher, clarify } = await decide(named('Hole in the middle of the boundary street'));
    expect(forDispatcher.en).toMatch(
      /Open between Roads service, City of Ghent by the rule "the road manager .* and Municipality of Destelbergen by the same rule/,
    );
    expect(forDispatcher.en).toContain(clarify?.en ?? 'no question');
  });

  it('of rules that disagree names both, and that a person decides', async () => {
    const rule = (name: string, from: string, through: string): TestRule => ({
      name,
      conditions: `ww:category cat:zitbank-beschadigd ; ww:groundClass terrein:Groenvlak ;
        schema:validFrom "${from}"^^xsd:date ; schema:validThrough "${through}"^^xsd:date`,
      manager: `<urn:manager:${name}>`,
    });
    const graph = `${BASE}/id/rules/trial`;
    const rules = [rule('early', '2000-01-01', '2090-12-31'), rule('late', '2001-01-01', '2091-12-31')];
    const body = Buffer.from(ruleSetTurtle(graph, '7', rules));
    const lines = await parseTerms(body, 'text/turtle', graph, BASE);
    const supposed = await engine.responsibility.supposing({ ruleSets: [{ graph, lines }] });
    try {
      const decision = await decide(named('Broken bench on the grass'), supposed);
      expect(decision).toMatchObject({ outcome: 'ambiguous', ambiguity: 'rules', choices: [] });
      expect(decision.openRules.map(({ label }) => label.en)).toEqual(['rule early', 'rule late']);
      expect(decision.sentence.en).toContain('because two rules say so equally; a person looks into it');
      expect(decision.forDispatcher.en).toMatch(
        /Open between urn:manager:early by the rule "rule early" \(Trial, version 7; basis: proef; until 2090-12-31\).* and urn:manager:late by the rule "rule late".*none is more specific/,
      );
      expect(recordOf(decision)(`${WW}ambiguity`)).toEqual([`<${WW}ByRules>`]);
      expect(recordOf(decision)(`${WW}rule`)).toHaveLength(2);
    } finally {
      await supposed.close();
    }
  });

  it('of an agreement names it, its document and its last day, and what it derogates from', async () => {
    const graph = `${BASE}/id/rules/trial`;
    const party = `${BASE}/id/organisation/gent-groendienst`;
    const agreement: TestRule = {
      name: 'benches',
      conditions: `a ww:Agreement ; ww:assetClass infra:Zitbank ; ww:entrustedBy <${party}> ;
        foaf:page <https://example.org/agreements/17> ; schema:validThrough "2090-12-31"^^xsd:date`,
      manager: '<urn:manager:company>',
    };
    const body = Buffer.from(ruleSetTurtle(graph, '1', [agreement]));
    const lines = await parseTerms(body, 'text/turtle', graph, BASE);
    const supposed = await engine.responsibility.supposing({ ruleSets: [{ graph, lines }] });
    try {
      const { forDispatcher } = await decide(named('Broken bench on the grass'), supposed);
      expect(forDispatcher.nl).toContain(
        'company volgt uit de overeenkomst "regel benches" (Proef, versie 1; grond: proef; document: https://example.org/agreements/17; tot en met 2090-12-31).',
      );
      expect(forDispatcher.nl).toMatch(
        /De overeenkomst wijkt af van: "wie het terrein beheert.*": Groendienst Stad Gent/,
      );
    } finally {
      await supposed.close();
    }
  });

  it('names who was passed over after refusing', async () => {
    const manager = `${BASE}/id/organisation/fluvius`;
    const { forDispatcher } = await decide(named('Damaged electricity cabinet'), engine.responsibility, [
      manager,
    ]);
    expect(forDispatcher.en).toContain('Not chosen again, after refusing: Fluvius');
  });

  it('of a place in no municipality says which register was consulted', async () => {
    const decision = await decide(named('Rats in the North Sea'));
    expect(decision.facts).toMatchObject([
      { role: 'consulted', register: { iri: `${BASE}/id/register/demo-areas` } },
    ]);
    expect(decision.forDispatcher.nl).toMatch(
      /^Geen register heeft iets op de plek; geraadpleegd: demo-areas, stand van \d{4}-\d\d-\d\d\./,
    );
    expect(recordOf(decision)(`${WW}rule`)).toEqual([`<${WW}FallbackRule>`]);
  });

  it('knows the names of things also for decisions that are made at once', async () => {
    const again = await freshEngine({ demo: true });
    try {
      const { category, lon, lat, accuracy } = named('Broken bench on the grass');
      const iri = (await again.responsibility.categoryIri(category)) ?? '';
      const question = { category: iri, point: [lon, lat], accuracy } as const;
      const [first, second] = await Promise.all([
        again.responsibility.decide(question),
        again.responsibility.decide(question),
      ]);
      expect(second.forDispatcher).toEqual(first.forDispatcher);
      expect(second.sentence).toEqual(first.sentence);
    } finally {
      await again.close();
    }
  });
});
