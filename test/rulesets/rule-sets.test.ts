import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { parseTerms, readTerms } from '#wegwijzer/registers/index.js';
import { packagedRuleSets, type RuleSetLoad } from '#wegwijzer/rulesets/index.js';
import { openEmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';
import { BASE, demoScenarios, freshEngine } from '../support/engine.js';
import { ruleSetTurtle, type TestRule } from './turtle.js';

const SET = `${BASE}/id/rules/trial`;
const ivago = `<${BASE}/id/organisation/ivago>`;
const fluvius = `<${BASE}/id/organisation/fluvius>`;
const BENCH: TestRule = {
  name: 'bench',
  conditions: 'ww:groundClass terrein:Groenvlak ; ww:category cat:zitbank-beschadigd',
  manager: ivago,
  example: 'ww:groundClass terrein:Groenvlak ; ww:category cat:zitbank-beschadigd',
};

let engine: Engine;
/** What the clock says, where it is not now. */
let clock: Date | undefined;
beforeAll(async () => {
  engine = await freshEngine({ demo: true, now: () => clock ?? new Date() });
});
afterAll(() => engine.close());

async function load(version: string, rules: TestRule[], more?: string): Promise<RuleSetLoad> {
  const body = Buffer.from(ruleSetTurtle(SET, version, rules, more));
  return engine.ruleSets.load('trial', await parseTerms(body, 'text/turtle', SET, BASE), {
    agent: `${BASE}/id/agent/steward`,
  });
}

async function benchManager(): Promise<string | undefined> {
  const [bench] = demoScenarios();
  const decision = await engine.responsibility.decide({
    category: (await engine.responsibility.categoryIri('zitbank-beschadigd')) ?? '',
    point: [bench?.lon ?? 0, bench?.lat ?? 0],
    accuracy: 5,
  });
  return decision.responsible?.iri;
}

/** When the set, and what is said of the versions of all sets, last changed. */
function whatRules(): unknown {
  const { store, ruleSets } = engine;
  return [SET, `${BASE}/id/rules`].map((graph) => [
    graph,
    store.graphChanged(graph),
    ruleSets.inForce('trial'),
  ]);
}

describe('loading a rule set', () => {
  it('puts it in force with its version, author, first day and change note, and says what changed', async () => {
    const loaded = await load('1', [BENCH]);
    expect(loaded).toMatchObject({ version: `${SET}/1`, switched: true, rules: 1, examples: 1 });
    expect(loaded.changes).toMatchObject([{ rule: `${SET}#bench`, change: 'added' }]);
    expect(await benchManager()).toBe(`${BASE}/id/organisation/ivago`);
    const [listed] = (await engine.ruleSets.list()).filter(({ set }) => set === SET);
    expect(listed).toMatchObject({
      version: '1',
      inForce: true,
      validFrom: '2026-01-01',
      authors: [`${BASE}/id/organisation/stad`],
      changeNote: { nl: 'Versie 1', en: 'Version 1' },
    });
  });

  it('keeps the version before readable, and its rules decide nothing', async () => {
    const before = engine.ruleSets.inForce('trial');
    await load('2', [{ ...BENCH, manager: fluvius }]);
    expect(engine.ruleSets.version('trial', '1')?.slice().sort()).toEqual(before?.slice().sort());
    expect(await benchManager()).toBe(`${BASE}/id/organisation/fluvius`);
    const [second] = (await engine.ruleSets.list()).filter(({ set }) => set === SET);
    expect(second).toMatchObject({ version: '2', prior: `${SET}/1` });
    const changes = await engine.ruleSets.compare('trial', '1', engine.ruleSets.inForce('trial') ?? []);
    expect(changes).toMatchObject([{ change: 'changed' }]);
    expect(changes[0]?.properties).toContain('https://w3id.org/wegwijzer#manager');
  });

  it('can go back to an earlier version, and loading what is in force changes nothing', async () => {
    await load('1', [BENCH]);
    expect(await benchManager()).toBe(`${BASE}/id/organisation/ivago`);
    const before = whatRules();
    expect(await load('1', [BENCH])).toMatchObject({ switched: false });
    expect(whatRules()).toEqual(before);
  });
});

describe('a rule set that is refused', () => {
  const refused = async (...args: Parameters<typeof load>): Promise<string> => {
    const before = whatRules();
    const error = await load(...args).then(
      () => new Error('It was loaded.'),
      (reason: unknown) => reason as Error,
    );
    expect(whatRules()).toEqual(before);
    expect(error).toMatchObject({ type: 'invalid-rules' });
    return error.message;
  };

  it('names the rule and the example that did not come out, and what came out instead', async () => {
    const wrong = {
      ...BENCH,
      example: 'ww:groundClass terrein:Trottoir ; ww:category cat:zitbank-beschadigd',
    };
    const message = await refused('3', [wrong]);
    expect(message).toContain(`${SET}#bench`);
    expect(message).toContain('terreindeel#Trottoir');
    expect(message).toMatch(/must lead to .*ivago.*came out as .*#Ground> by .*flanders#terrain/s);
  });

  it('tells of an example at a real place that someone else comes out of', async () => {
    const [bench] = demoScenarios();
    const point = `POINT(${String(bench?.lon)} ${String(bench?.lat)})`;
    const elsewhere = { ...BENCH, conditions: 'ww:groundClass terrein:Speelterrein', example: at(point) };
    expect(await refused('3', [elsewhere])).toMatch(/point 3\.\d+ 51\.\d+.*came out as .*groendienst/s);
  });

  it.each([
    ['a rule without example', [{ ...BENCH, example: undefined }], undefined, 'ww:example'],
    ['no change note', [BENCH], 'changeNote', 'skos:changeNote'],
    ['a first day yet to come', [BENCH], '2999-01-01', '2999-01-01'],
    ['a place that is no point', [{ ...BENCH, example: at('LINESTRING(0 0,1 1)') }], undefined, 'POINT('],
  ])('is one with %s', async (_name, rules, change, word) => {
    expect(await refused('3', rules as TestRule[], change)).toContain(word);
  });

  const valid = (property: string, date: string): TestRule => ({
    ...BENCH,
    conditions: `${BENCH.conditions} ; schema:${property} "${date}"^^xsd:date`,
  });
  const on = (date: string): TestRule => ({
    ...BENCH,
    example: `${BENCH.example ?? ''} ; ww:on "${date}"^^xsd:date`,
  });
  it.each([
    ['31 June as last day', valid('validThrough', '2026-06-31')],
    ['a last day in month 31', valid('validThrough', '2026-31-12')],
    ['30 February as first day', valid('validFrom', '2027-02-30')],
    ['an example in month 13', on('2026-13-01')],
  ])('is one with a day that the calendar has not: %s', async (_name, rule) => {
    expect(await refused('3', [rule])).toMatch(/trial#bench>: "20\d\d-\d\d-\d\d" .* no day of the calendar/);
  });

  it.each([
    ['the last day of a rule', '"2026-06-30"', [valid('validThrough', '2026-06-30Z')], undefined],
    ['the day of an example', '"2026-06-01"', [on('2026-06-01+02:00')], undefined],
    ['the first day of the set', '"2026-01-01"', [BENCH], '2026-01-01Z'],
  ])('is one with a time zone in %s, and is told to leave it out', async (_name, word, rules, first) => {
    const message = await refused('3', rules, first);
    expect(message).toContain('time zone');
    expect(message).toContain(`${word}^^xsd:date`);
  });

  it('is one that says something else under a version that exists', async () => {
    expect(await refused('1', [{ ...BENCH, manager: fluvius }])).toContain('owl:versionInfo');
  });

  it('is one whose version cannot be part of an address', async () => {
    expect(await refused('1/2', [BENCH])).toContain('address');
  });
});

describe('a version of a set under another name', () => {
  const linesFor = async (name: string, iri: string): Promise<string[]> => {
    const body = Buffer.from(ruleSetTurtle(iri, '1.1', [BENCH]));
    return parseTerms(body, 'text/turtle', engine.ruleSets.graphOf(name), BASE);
  };
  const conditions = { agent: `${BASE}/id/agent/steward` };

  it('is refused, also by a look, and says under which name to load it', async () => {
    const lines = await linesFor('trial-1.1', SET);
    const words =
      /trial> and 1 more are in force in rule set trial already.*--set trial .*PUT \/rules\/trial\)/;
    const refusal = { type: 'invalid-rules', message: expect.stringMatching(words) as string };
    await expect(engine.ruleSets.load('trial-1.1', lines, conditions)).rejects.toMatchObject(refusal);
    await expect(engine.ruleSets.check('trial-1.1', lines)).rejects.toMatchObject(refusal);
    expect(engine.ruleSets.inForce('trial-1.1')).toBeUndefined();
  });

  it('is only warned of where rules stand in both already, so that either can be mended', async () => {
    const graph = `${BASE}/id/rules/elder`;
    const type = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
    const rule = `<${SET}#bench> <${type}> <https://w3id.org/wegwijzer#ResponsibilityRule> <${graph}> .`;
    await engine.store.commit({ agent: conditions.agent, reason: 'An older release', insert: [rule] });
    const { warnings } = await engine.ruleSets.check('trial', await linesFor('trial', SET));
    expect(warnings.join('\n')).toContain(`<${SET}#bench> is in force in rule set elder as well`);
    // There is no command that takes a set away.
    const empty = Buffer.from(ruleSetTurtle(graph, '2', []));
    await engine.ruleSets.load('elder', await parseTerms(empty, 'text/turtle', graph, BASE), conditions);
    expect((await engine.ruleSets.check('trial', await linesFor('trial', SET))).warnings).toEqual([]);
  });

  it('keeps no release of the rules that come with the software from being put in force at start', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-release-'));
    const warnings: string[] = [];
    const listen = ({ message }: Error): number => warnings.push(message);
    process.on('warning', listen);
    onTestFinished(() => {
      process.off('warning', listen);
      rmSync(directory, { recursive: true, force: true });
    });
    // Somebody took them from the new release, before it was installed.
    const store = await openEmbeddedStore({ directory, readers: 0, spare: false });
    const [flanders] = packagedRuleSets();
    const graph = `${BASE}/id/rules/flanders-1.1`;
    const insert = await readTerms([flanders?.path ?? ''], graph, BASE);
    await store.commit({ ...conditions, reason: 'Rules of the next release', insert });
    await store.close();
    const started = await startEngine({ directory, baseUrl: BASE, readers: 0, spare: false });
    expect(started.ruleSets.versionInForce('flanders')).toMatch(/^\d/);
    await started.close();
    await vi.waitFor(() => {
      expect(warnings.join('\n')).toContain('in force in rule set flanders-1.1 as well');
    });
  });

  it('is refused to one of two that are loaded at once', async () => {
    const set = `${BASE}/id/rules/at-once`;
    const [one, two] = [await linesFor('one', set), await linesFor('two', set)];
    const ended = await Promise.allSettled([
      engine.ruleSets.load('one', one, conditions),
      engine.ruleSets.load('two', two, conditions),
    ]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('the first day of a version', () => {
  it('begins at midnight in Belgium', async () => {
    clock = new Date('2026-06-30T21:59:59Z');
    await expect(load('7', [BENCH], '2026-07-01')).rejects.toThrow('2026-07-01');
    clock = new Date('2026-06-30T22:00:00Z');
    expect(await load('7', [BENCH], '2026-07-01')).toMatchObject({ switched: true });
    clock = undefined;
  });
});

function at(wkt: string): string {
  return `ww:category cat:zitbank-beschadigd ; locn:geometry [ a locn:Geometry ; geo:asWKT "${wkt}"^^geo:wktLiteral ]`;
}
