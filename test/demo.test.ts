import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isDemoMissing, loadDemo } from '#wegwijzer/demo.js';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { ruleSetTurtle } from './rulesets/turtle.js';
import { BASE, PROJECT } from './support/engine.js';

let engine: Engine;
let directory: string;
const open = (): Promise<Engine> => startEngine({ directory, baseUrl: BASE, readers: 0, spare: false });
const isMissing = (): boolean => isDemoMissing(engine, BASE);
const agent = 'urn:test';

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wegwijzer-demo-'));
  engine = await open();
});
afterEach(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

it('the demo is for an empty data directory, where it is completed if it was cut short', async () => {
  expect(isMissing()).toBe(true);
  const path = join(PROJECT, 'demo', 'areas.ttl');
  await engine.loadRegister({ name: 'demo-areas', title: 'Demo: areas', files: [{ path }] });
  expect(isMissing()).toBe(true);
  await loadDemo(engine);
  expect(isMissing()).toBe(false);
  await engine.close();
  engine = await open();
  expect(isMissing()).toBe(false);
});

it('a data directory with rules of its own is left without the demo', async () => {
  const conditions = 'ww:groundClass terrein:Groenvlak ; ww:category cat:zitbank-beschadigd';
  const rule = { name: 'bench', conditions, manager: '<urn:org:a>', example: conditions };
  const path = join(directory, 'agreements.ttl');
  writeFileSync(path, ruleSetTurtle(`${BASE}/id/rules/agreements`, '1', [rule]));
  await engine.loadRules('agreements', path);
  expect(isMissing()).toBe(false);
});

it('a data directory with a register of its own is left without the demo', async () => {
  await engine.loadRegister({ name: 'own', files: [{ path: join(PROJECT, 'demo', 'areas.ttl') }] });
  expect(isMissing()).toBe(false);
});

it.each([
  ['a report', `${BASE}/doc/report/1`],
  ['reports in the archive', `${BASE}/graph/archive`],
  ['a graph of a client', `${BASE}/data/mine`],
  ['a graph with a name of someone else', 'https://partner.example/graph'],
])('a data directory with %s is left without the demo', async (_what, graph) => {
  await engine.store.commit({
    ...{ agent, reason: 'test', remove: [], create: [{ graph, access: 'public' }] },
    insert: [`<urn:s> <urn:p> "o" <${graph}> .`],
  });
  expect(isMissing()).toBe(false);
});
