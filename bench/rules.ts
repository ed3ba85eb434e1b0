/**
 * What rules cost: deciding and loading with 100, 1 000 and 10 000 of them.
 *
 *     npm run bench:rules [-- --json] [--assets 1000000] [--rules 100,1000,10000] [--decisions 2000]
 *
 * Places and categories are random, so that nearly every decision meets a kind of situation that was not asked before:
 * the choice is made in SPARQL, not remembered. `again` decides the same questions once more, from memory. Growth is
 * the ratio of medians to that of ten times fewer rules, in the same run over the same register.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import type { Question } from '#wegwijzer/responsibility/index.js';
import { count, counts, json, readOptions } from './options.js';
import { percentile } from './statistics.js';
import { randomPlace, randomSequence, writeAssets } from './synthetic.js';
import { municipalities, syntheticRuleSet } from './synthetic-rules.js';

const BASE = 'http://localhost:8080';

const values = readOptions({
  command: 'npm run bench:rules',
  about: 'What rules cost: deciding and loading with ever more of them.',
  options: {
    json,
    assets: count(1_000_000, 'assets in the register'),
    rules: counts([100, 1000, 10_000], 'rules of each run, with commas between them'),
    decisions: count(2000, 'questions that are decided in each run'),
  },
});
const { assets, decisions } = values;
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-bench-rules-'));

interface Figures {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface RulesRun {
  readonly rules: number;
  readonly loadSeconds: number;
  /** Longest that the main thread was kept from other work during the load. */
  readonly longestBlockMs: number;
  readonly decision: Figures;
  readonly again: Figures;
  /** About things that reports name. */
  readonly named: Figures;
  readonly growth: number | undefined;
}

try {
  const engine = await prepare();
  const runs: RulesRun[] = [];
  for (const count of values.rules) {
    const run = await measure(engine, count, runs.at(-1));
    runs.push(run);
    if (!values.json) print(run);
  }
  await engine.close();
  if (values.json) console.log(JSON.stringify({ assets, runs }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function prepare(): Promise<Engine> {
  const engine = await startEngine({
    directory: join(folder, 'data'),
    baseUrl: BASE,
    readers: 0,
    spare: false,
  });
  const areas = join(folder, 'areas.ttl');
  writeFileSync(areas, municipalities(assets, BASE));
  await engine.loadRegister({ name: 'areas', files: [{ path: areas }] });
  const file = join(folder, 'assets.nq');
  await writeAssets(file, assets, BASE);
  if (!values.json) console.error(`loading ${String(assets)} assets`);
  await engine.loadRegister({ name: 'synthetic', files: [{ path: file }] });
  rmSync(file);
  // The event streams publish the register in the background.
  await engine.streams.caughtUp();
  return engine;
}

async function measure(engine: Engine, count: number, before: RulesRun | undefined): Promise<RulesRun> {
  const categories = await engine.responsibility.categoryKeys();
  const file = join(folder, 'synthetic.ttl');
  writeFileSync(file, syntheticRuleSet({ count, assets, categories, baseUrl: BASE }));
  const blocks = watchBlocks();
  const begun = performance.now();
  await engine.loadRules('synthetic', file);
  const loadSeconds = (performance.now() - begun) / 1000;
  const longestBlockMs = blocks.stop();
  await engine.redecide.settled();
  await engine.streams.caughtUp();
  // Tiles are remembered for as long as registers and rules stay; reading places is no part of what is measured.
  await decideAll(engine, categories, 5);
  const decision = await decideAll(engine, categories, 7);
  const again = await decideAll(engine, categories, 7);
  const named = await decideAll(engine, categories, 9, (random) => {
    const number = Math.floor(random() * assets);
    return { asset: `${BASE}/id/asset/synthetic-${String(number).padStart(7, '0')}` };
  });
  const growth = before && decision.p50Ms / before.decision.p50Ms;
  return { rules: count, loadSeconds, longestBlockMs, decision, again, named, growth };
}

async function decideAll(
  engine: Engine,
  categories: readonly string[],
  seed: number,
  placeOf = (random: () => number): Pick<Question, 'point' | 'asset'> => ({
    point: randomPlace(random, assets),
  }),
): Promise<Figures> {
  const random = randomSequence(seed);
  const times: number[] = [];
  for (let index = 0; index < decisions; index += 1) {
    const place = placeOf(random);
    const key = categories[Math.floor(random() * categories.length)] ?? '';
    const begun = performance.now();
    await engine.responsibility.decide({
      category: `https://w3id.org/wegwijzer/category/${key}`,
      ...place,
      accuracy: 10,
    });
    times.push(performance.now() - begun);
  }
  return { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
}

/** Watches how long timers have to wait. */
function watchBlocks(): { readonly stop: () => number } {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  return {
    stop: () => {
      clearInterval(timer);
      return Math.max(longest, performance.now() - last);
    },
  };
}

function print({ rules, loadSeconds, longestBlockMs, decision, again, named, growth }: RulesRun): void {
  const figures = ({ p50Ms, p99Ms }: Figures): string =>
    `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`;
  console.log(`\n${rules.toLocaleString('en')} rules, ${assets.toLocaleString('en')} assets`);
  console.log(
    `  load      ${loadSeconds.toFixed(1)} s, main thread busy ${longestBlockMs.toFixed(0)} ms at most`,
  );
  console.log(`  decision  ${figures(decision)}; again ${figures(again)}`);
  console.log(`  named     ${figures(named)}, about things by their IRI`);
  if (growth !== undefined) console.log(`  growth    ${growth.toFixed(2)} × the median of the rules before`);
}
