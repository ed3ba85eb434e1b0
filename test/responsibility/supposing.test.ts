import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { readTerms } from '#wegwijzer/registers/index.js';
import type { Question, Responsibility } from '#wegwijzer/responsibility/index.js';
import { BASE, demoScenarios, freshEngine } from '../support/engine.js';

const SET = `${BASE}/id/rules/extra`;
const PREFIXES = `
  @prefix ww: <https://w3id.org/wegwijzer#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
  @prefix dct: <http://purl.org/dc/terms/> . @prefix schema: <http://schema.org/> .
  @prefix cat: <https://w3id.org/wegwijzer/category/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
  @prefix terrein: <https://data.vlaanderen.be/ns/openbaardomein/terreindeel#> .`;
const rule = (name: string, more: string): string =>
  `<${SET}#${name}> a ww:ResponsibilityRule ; dct:isPartOf <${SET}> ; skos:prefLabel "regel ${name}"@nl ; ${more} .`;
const BENCH_TO_IVAGO = `ww:groundClass terrein:Groenvlak ; ww:category cat:zitbank-beschadigd ; ww:manager <id/organisation/ivago>`;

let engine: Engine;
let folder: string;
let question: Question;

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
  folder = mkdtempSync(join(tmpdir(), 'wegwijzer-supposing-'));
  const [bench] = demoScenarios();
  question = {
    category: (await engine.responsibility.categoryIri(bench?.category ?? '')) ?? '',
    point: [bench?.lon ?? 0, bench?.lat ?? 0],
    accuracy: bench?.accuracy ?? 0,
  };
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function linesOf(text: string): Promise<string[]> {
  const path = join(folder, 'rules.ttl');
  writeFileSync(path, PREFIXES + text);
  return readTerms([path], SET, BASE);
}

async function managerUnder(supposed: Responsibility): Promise<string | undefined> {
  try {
    return (await supposed.decide(question)).responsible?.label.nl;
  } finally {
    await supposed.close();
  }
}

describe('supposing other rules', () => {
  it('decides as if they were in force, names them, and changes nothing', async () => {
    const before = engine.store.sequence;
    const lines = await linesOf(rule('bench', BENCH_TO_IVAGO));
    const supposed = await engine.responsibility.supposing({ ruleSets: [{ graph: SET, lines }] });
    const decision = await supposed.decide(question);
    await supposed.close();
    expect(decision.responsible?.iri).toBe(`${BASE}/id/organisation/ivago`);
    expect(decision.rule?.label.nl).toBe('regel bench');
    expect(decision.responsible?.label.nl).not.toContain('http');
    expect((await engine.responsibility.decide(question)).responsible?.label.nl).toBe(
      'Groendienst Stad Gent',
    );
    expect(engine.store.sequence).toBe(before);
  });

  it('a set can be supposed gone', async () => {
    const graph = `${BASE}/id/rules/flanders`;
    const general = await engine.responsibility.supposing({ ruleSets: [{ graph, lines: [] }] });
    const decision = await general.decide(question);
    await general.close();
    expect(decision.outcome).toBe('fallback');
  });

  it('rules that would contradict each other are refused, as when they are loaded', async () => {
    const lines = await linesOf(
      rule('a', BENCH_TO_IVAGO) + rule('b', BENCH_TO_IVAGO.replace('ivago', 'fluvius')),
    );
    await expect(
      engine.responsibility.supposing({ ruleSets: [{ graph: SET, lines }] }),
    ).rejects.toMatchObject({ type: 'conflicting-rules' });
  });

  it('another day can be supposed', async () => {
    const lines = await linesOf(rule('bench', `${BENCH_TO_IVAGO} ; schema:validFrom "2031-01-01"^^xsd:date`));
    const ruleSets = [{ graph: SET, lines }];
    const at = async (day: string): Promise<string | undefined> =>
      managerUnder(await engine.responsibility.supposing({ ruleSets, at: new Date(day) }));
    expect(await at('2030-12-31')).toBe('Groendienst Stad Gent');
    expect(await at('2031-01-01')).not.toBe('Groendienst Stad Gent');
  });
});
