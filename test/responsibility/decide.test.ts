import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import type { Decision } from '#wegwijzer/responsibility/index.js';
import { BASE, demoScenarios, freshEngine, type Scenario } from '../support/engine.js';

let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
  folder = mkdtempSync(join(tmpdir(), 'wegwijzer-rules-'));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function decide(scenario: Scenario | undefined): Promise<Decision> {
  if (!scenario) throw new Error('The demo has no such scenario.');
  const category = await engine.responsibility.categoryIri(scenario.category);
  return engine.responsibility.decide({
    category: category ?? '',
    point: [scenario.lon, scenario.lat],
    accuracy: scenario.accuracy,
    asset: scenario.asset === undefined ? undefined : `${BASE}/${scenario.asset}`,
  });
}

describe('the worked examples of the demo', () => {
  it.each(demoScenarios())('$name', async (scenario) => {
    const decision = await decide(scenario);
    expect({ outcome: decision.outcome, manager: decision.responsible?.label.nl ?? null }).toEqual({
      outcome: scenario.outcome,
      manager: scenario.manager,
    });
  });
});

describe('decisions that are made at once', () => {
  it('ask together which rules hold, whatever the kinds of their places', async () => {
    const fresh = await freshEngine({ demo: true });
    const categories = await fresh.responsibility.categoryKeys();
    const asked = vi.spyOn(fresh.store, 'select');
    const decisions = await Promise.all(
      categories.map(async (key) => {
        const category = (await fresh.responsibility.categoryIri(key)) ?? '';
        return fresh.responsibility.weigh({ category, point: [3.7255, 51.0565], accuracy: 5 });
      }),
    );
    const queries = asked.mock.calls.filter(([sparql]) => sparql.includes('ww:whenCategory'));
    expect(decisions.length).toBeGreaterThan(5);
    expect(queries.length).toBeLessThan(3);
    await fresh.close();
  });
});

describe('a place where nothing is known', () => {
  it.each([
    ['the pole', [0, 90]],
    ['a place far north of all maps', [3.7, 86]],
    ['the sea', [2, 53]],
  ] as const)('is answered with nobody: %s', async (_name, point) => {
    const category = (await engine.responsibility.categoryIri('zitbank-beschadigd')) ?? '';
    const decision = await engine.responsibility.decide({ category, point, accuracy: 250 });
    expect(decision).toMatchObject({ outcome: 'undecided', responsible: undefined, candidates: [] });
  });
});

describe('what a decision says', () => {
  const [bench] = demoScenarios();

  it('names the rule, its version, the facts with register and date, and both sentences', async () => {
    const decision = await decide(bench);
    expect(decision.rule?.iri).toBe('https://w3id.org/wegwijzer/rules/flanders#terrain');
    expect(decision.rule?.version).toBe('1.1.0');
    const ground = decision.facts.find(({ role }) => role === 'ground');
    expect(ground?.register.iri).toBe(`${BASE}/id/register/demo-ground`);
    expect(ground?.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(ground?.distance).toBe(0);
    expect(decision.sentence.nl).toContain('Groendienst Stad Gent is verantwoordelijk');
    expect(decision.sentence.en).toContain('is responsible');
  });

  it('says of each rule that lost which one was more specific', async () => {
    const litter = demoScenarios().find(({ name }) => name.startsWith('Litter on the grass'));
    const { runnersUp } = await decide(litter);
    expect(runnersUp.map(({ rule }) => rule.iri)).toContain(
      'https://w3id.org/wegwijzer/rules/flanders#terrain',
    );
    for (const { why } of runnersUp) {
      expect(why.nl).toContain('minder specifiek');
      expect(why.en).toContain('less specific');
    }
  });

  it('asks one question in the names of things where the place is not precise enough', async () => {
    const edge = demoScenarios().find(({ outcome }) => outcome === 'ambiguous');
    const decision = await decide(edge);
    expect(decision.candidates.length).toBeGreaterThan(1);
    expect(decision.responsible).toBeUndefined();
    expect(decision.clarify?.nl).toMatch(/^Gaat het om .+ of om .+\?$/);
    expect(decision.clarify?.nl).not.toContain('dienst');
  });
});

describe('rules that change', () => {
  let version = 0;
  const header = (): string => `
    @prefix ww: <https://w3id.org/wegwijzer#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix cat: <https://w3id.org/wegwijzer/category/> .
    @prefix terrein: <https://data.vlaanderen.be/ns/openbaardomein/terreindeel#> .
    @prefix schema: <http://schema.org/> .
    <id/rules/extra> a ww:RuleSet ; dct:title "Proef"@nl, "Trial"@en ; owl:versionInfo "${String((version += 1))}" ;
      dct:issued "2026-01-01"^^xsd:date ; dct:creator <id/organisation/gent-groendienst> ;
      schema:validFrom "2026-01-01"^^xsd:date ; skos:changeNote "Proef"@nl, "Trial"@en .`;
  const exampleOf = (conditions: string, manager: string): string => {
    const told = conditions.match(/ww:(groundClass|category) [\w:-]+/g) ?? [];
    return `[ a ww:Example ; ${told.join(' ; ')} ; ww:expects <id/organisation/${manager}> ]`;
  };
  const rule = (name: string, conditions: string, manager = 'ivago'): string => `
    <id/rules/extra#${name}> a ww:ResponsibilityRule ; dct:isPartOf <id/rules/extra> ;
      skos:prefLabel "regel ${name}"@nl, "rule ${name}"@en ; dct:source "proef"@nl ;
      ${conditions} ; ww:manager <id/organisation/${manager}> ; ww:example ${exampleOf(conditions, manager)} .`;
  const load = async (...rules: string[]): Promise<void> => {
    const path = join(folder, 'extra.ttl');
    writeFileSync(path, header() + rules.join('\n'));
    await engine.loadRules('extra', path);
  };
  const [bench] = demoScenarios();

  it('a narrower rule takes over at once, and leaves when it is taken away', async () => {
    await load(rule('bench', 'ww:groundClass terrein:Groenvlak ; ww:category cat:zitbank-beschadigd'));
    expect((await decide(bench)).responsible?.iri).toBe(`${BASE}/id/organisation/ivago`);
    await load(rule('other', 'ww:category cat:wespennest ; ww:groundClass terrein:Groenvlak'));
    expect((await decide(bench)).responsible?.label.nl).toBe('Groendienst Stad Gent');
  });

  it('a rule out of its period does not count', async () => {
    await load(
      rule(
        'past',
        'ww:groundClass terrein:Groenvlak ; ww:category cat:zitbank-beschadigd ; schema:validThrough "2020-12-31"^^xsd:date',
      ),
    );
    expect((await decide(bench)).responsible?.label.nl).toBe('Groendienst Stad Gent');
  });

  it('a set that contradicts itself is refused, the pair is named, and the old set stays in force', async () => {
    await load(rule('bench', 'ww:groundClass terrein:Groenvlak ; ww:category cat:zitbank-beschadigd'));
    const conditions = 'ww:groundClass terrein:Groenvlak ; ww:category cat:zitbank-beschadigd';
    await expect(load(rule('a', conditions), rule('b', conditions, 'fluvius'))).rejects.toMatchObject({
      type: 'conflicting-rules',
      message: expect.stringMatching(/extra#a>.*extra#b>/s) as string,
    });
    expect((await decide(bench)).responsible?.iri).toBe(`${BASE}/id/organisation/ivago`);
  });

  it('a rule that does not meet the shapes is refused by name', async () => {
    await expect(load(rule('two', 'ww:category cat:ratten, cat:wespennest'))).rejects.toMatchObject({
      type: 'invalid-rules',
      message: expect.stringContaining('extra#two') as string,
    });
  });
});
