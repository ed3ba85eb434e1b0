import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { decisionLines, type Decision } from '#wegwijzer/responsibility/index.js';
import { BASE, demoScenarios, freshEngine, type Scenario } from '../support/engine.js';

const WW = 'https://w3id.org/wegwijzer#';

let engine: Engine;

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
});
afterAll(async () => {
  await engine.close();
});

async function decide({ category, lon, lat, accuracy, asset }: Scenario): Promise<Decision> {
  return engine.responsibility.decide({
    category: (await engine.responsibility.categoryIri(category)) ?? '',
    point: [lon, lat],
    accuracy,
    asset: asset === undefined ? undefined : `${BASE}/${asset}`,
  });
}

function named(start: string): Scenario {
  const found = demoScenarios().find(({ name }) => name.startsWith(start));
  if (!found) throw new Error(`The demo has no scenario "${start}".`);
  return found;
}

/** What the record of a decision says, property by property. */
function recordOf(decision: Decision): (property: string) => string[] {
  const iri = `${BASE}/id/decision/one`;
  const lines = decisionLines(decision, { iri, graph: `${BASE}/doc/report/one`, agent: `${BASE}/id/agent` });
  return (property) =>
    lines.filter((line) => line.includes(`<${iri}> <${property}> `)).map((line) => line.split(' ')[2] ?? '');
}

describe('every decision of the demo', () => {
  it.each(demoScenarios())(
    '$name: names a rule, a dated fact, and who else it might have been',
    async (one) => {
      const decision = await decide(one);
      const record = recordOf(decision);
      expect(record(`${WW}rule`).length).toBeGreaterThan(0);
      const dated = decision.facts.filter(({ register, asOf }) => register.iri && asOf);
      expect(dated.length).toBeGreaterThan(0);
      const others = decision.runnersUp.length + decision.candidates.length;
      expect(others === 0).toBe(record(`${WW}noOtherCandidate`).length === 1);
    },
  );

  it.each(demoScenarios())('$name: says all that in words, in both languages', async (one) => {
    const { forDispatcher, rule, openRules, facts, responsible, candidates, noOtherCandidate } =
      await decide(one);
    for (const language of ['nl', 'en'] as const) {
      const text = forDispatcher[language];
      for (const manager of responsible ? [responsible] : candidates)
        expect(text).toContain(manager.label[language]);
      for (const { label } of openRules) expect(text).toContain(label[language]);
      if (rule?.set !== undefined) expect(text).toContain(rule.label[language]);
      for (const { register, asOf } of facts) {
        expect(text).toContain(register.label[language]);
        expect(text).toContain(asOf);
      }
      const noOther = { nl: 'Geen andere kandidaat.', en: 'No other candidate.' }[language];
      expect(text.includes(noOther)).toBe(noOtherCandidate);
      expect(text).not.toContain('undefined');
    }
  });
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
