/**
 * Speed of the SPARQL endpoint, beside raw Oxigraph in the same process as its caller, on the same quads.
 *
 *     npm run bench:sparql [-- --json] [--quads 1000000] [--seconds 10] [--comunica-quads 20000]
 *                          [--oxigraph PATH] [--fuseki PATH]
 *
 * lookUp       look-ups of one asset per second over 16 connections, and what the way to the reader adds to one; beside a
 *              bare HTTP server that answers the same bytes, asked by the same client
 * aggregation  time beside in-process Oxigraph
 * path         the same, for property paths
 * streaming    the longest wait for /health while 100 000 triples stream out
 * spare        time of the next query after one that was ended at its time limit
 * attack       p99 of POST /reports while twenty clients ask for products of the whole graph, beside the quiet one
 */
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from 'oxigraph';
import { startEngine } from '#wegwijzer/engine.js';
import { exportQuads } from '#wegwijzer/store/embedded/export.js';
import { startBareServer } from '../bare-server.js';
import { count, json, readOptions, text } from '../options.js';
import { percentile } from '../statistics.js';
import { randomSequence, writeAssets } from '../synthetic.js';
import { measureAttack, measureSpare, measureStreaming } from './attack.js';
import { ask, throughput } from './client.js';
import { startComunica, startFuseki, startOurs, startOxigraph, type ServerProcess } from './processes.js';
import { heavyQueries, lookUp } from './queries.js';

const BASE = 'http://localhost:8080';
const RESULTS_JSON = 'application/sparql-results+json';
/** Quads that the journal keeps for each asset of six in the file: cells and provenance come on top. */
const QUADS_PER_ASSET = 8;
const LOOK_UPS = 1000;
const ROUNDS = 7;

const values = readOptions({
  command: 'npm run bench:sparql',
  about:
    'Speed of the SPARQL endpoint, beside raw Oxigraph in the same process, on the same quads; and under attack.',
  options: {
    json,
    quads: count(1_000_000, 'quads in the graph, about'),
    seconds: count(10, 'seconds of each measurement of throughput'),
    comunicaQuads: count(20_000, 'quads that Comunica is measured with'),
    oxigraph: text('path', undefined, 'program of an Oxigraph server to measure beside'),
    fuseki: text('path', undefined, 'program of a Fuseki server to measure beside'),
  },
});
const { seconds } = values;
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-sparql-'));

/** Median times of one engine, in milliseconds. */
interface EngineFigures {
  readonly lookUpMs: number;
  readonly heavy: Readonly<Record<string, number>>;
}

try {
  const assets = Math.round(values.quads / QUADS_PER_ASSET);
  const { directory, file, quads } = await prepareData(assets);
  const raw = await measure(rawEngine(file), assets);
  const ours = await startOurs(directory, BASE);
  const service = ours.url.replace(/\/sparql$/, '');
  const own = await measured(ours, async () => {
    const random = randomSequence(5);
    const query = (): string => lookUp(BASE, Math.floor(random() * assets));
    const figures = await measure((text) => ask(ours.url, text), assets);
    progress('look-ups over 16 connections');
    await throughput(ours.url, query, 2);
    const perSecond = await throughput(ours.url, query, seconds);
    const bare = await measureBare(ours.url, query);
    progress('streaming, spare, attack');
    const streaming = await measureStreaming(service);
    const spare = await measureSpare(ours.url, 3);
    const attack = await measureAttack(service, seconds);
    return { ...figures, perSecond, bare, streaming, spare, attack };
  });
  const others = await measureOthers(file, assets);
  print({ quads, raw, own, others });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function progress(text: string): void {
  if (!values.json) console.error(`… ${text}`);
}

/**
 * A data directory with synthetic assets and the demo, and all its quads as a file. The event streams have them too, since
 * they would work beside what is measured for minutes, as they do once after a load of that size.
 */
async function prepareData(assets: number): Promise<{ directory: string; file: string; quads: number }> {
  progress(`loading ${String(assets)} assets`);
  const source = join(folder, 'assets.nq');
  const file = join(folder, 'graph.nq');
  const directory = join(folder, 'data');
  await writeAssets(source, assets, BASE);
  const engine = await startEngine({ directory, baseUrl: BASE, readers: 0, spare: false });
  await engine.loadRegister({ name: 'synthetic', files: [{ path: source }] });
  progress('event streams');
  await engine.streams.caughtUp();
  await engine.close();
  const output = createWriteStream(file);
  const { quads } = await exportQuads(directory, async (text) => {
    if (!output.write(text)) await once(output, 'drain');
  });
  output.end();
  await once(output, 'finish');
  return { directory, file, quads };
}

/** Oxigraph in this process, loaded in blocks. */
function rawEngine(file: string): (query: string) => void {
  progress('raw Oxigraph');
  const store = new Store();
  const lines = readFileSync(file, 'utf8').split('\n');
  for (let at = 0; at < lines.length; at += 20_000)
    store.load(lines.slice(at, at + 20_000).join('\n'), {
      format: 'application/n-quads',
      no_transaction: true,
    });
  return (query) =>
    void store.query(query, { results_format: RESULTS_JSON, use_default_graph_as_union: true });
}

async function measure(
  run: (query: string) => unknown,
  assets: number,
  lookUps = LOOK_UPS,
): Promise<EngineFigures> {
  const random = randomSequence(9);
  const timed = async (query: string): Promise<number> => {
    const begun = performance.now();
    const answer = await run(query);
    const took = performance.now() - begun;
    if (typeof answer === 'object' && answer !== null && 'status' in answer && answer.status !== 200)
      throw new Error(`A query was answered with ${String(answer.status)}.`);
    return took;
  };
  const times: number[] = [];
  for (let n = 0; n < lookUps * 1.2; n += 1)
    times.push(await timed(lookUp(BASE, Math.floor(random() * assets))));
  const heavy: Record<string, number> = {};
  for (const [name, query] of Object.entries(heavyQueries)) {
    const rounds: number[] = [];
    for (let n = 0; n < ROUNDS; n += 1) rounds.push(await timed(query));
    heavy[name] = percentile(rounds, 0.5);
  }
  return { lookUpMs: percentile(times.slice(lookUps * 0.2), 0.5), heavy };
}

/** The same look-ups of a server that knows the answer already. */
async function measureBare(
  endpoint: string,
  query: () => string,
): Promise<{ readonly lookUpMs: number; readonly perSecond: number }> {
  const headers = { accept: RESULTS_JSON };
  const sample = await fetch(`${endpoint}?${new URLSearchParams({ query: query() }).toString()}`, {
    headers,
  });
  const bare = await startBareServer(await sample.text(), RESULTS_JSON);
  return measured(bare, async () => {
    const times: number[] = [];
    for (let n = 0; n < LOOK_UPS; n += 1) times.push((await ask(bare.url, query())).milliseconds);
    await throughput(bare.url, query, 2);
    const perSecond = await throughput(bare.url, query, seconds);
    return { lookUpMs: percentile(times.slice(LOOK_UPS * 0.2), 0.5), perSecond };
  });
}

async function measured<T>(server: Pick<ServerProcess, 'stop'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await server.stop();
  }
}

/** The endpoints that people would take instead. Comunica gets fewer quads: it reads its file for each query anew. */
async function measureOthers(
  file: string,
  assets: number,
): Promise<Record<string, EngineFigures & { quads: number }>> {
  const others: Record<string, EngineFigures & { quads: number }> = {};
  const add = async (name: string, server: ServerProcess, quads: number, lookUps?: number): Promise<void> => {
    progress(name);
    others[name] = await measured(server, async () => ({
      ...(await measure((query) => ask(server.url, query), assets, lookUps)),
      quads,
    }));
  };
  const lines = readFileSync(file, 'utf8').split('\n');
  const some = lines.slice(0, values.comunicaQuads);
  if (some.length > 0) {
    const small = join(folder, 'small.nq');
    writeFileSync(small, `${some.join('\n')}\n`);
    await add('comunica', await startComunica(small), some.length, 20);
  }
  if (values.oxigraph !== undefined)
    await add(
      'oxigraphServer',
      await startOxigraph(values.oxigraph, file, join(folder, 'oxigraph')),
      lines.length,
    );
  if (values.fuseki !== undefined) await add('fuseki', await startFuseki(values.fuseki, file), lines.length);
  return others;
}

interface Outcome {
  readonly quads: number;
  readonly raw: EngineFigures;
  readonly own: EngineFigures & {
    readonly perSecond: number;
    readonly bare: Awaited<ReturnType<typeof measureBare>>;
    readonly streaming: Awaited<ReturnType<typeof measureStreaming>>;
    readonly spare: Awaited<ReturnType<typeof measureSpare>>;
    readonly attack: Awaited<ReturnType<typeof measureAttack>>;
  };
  readonly others: Record<string, EngineFigures & { quads: number }>;
}

function print({ quads, raw, own, others }: Outcome): void {
  const ratios = Object.fromEntries(
    Object.entries(own.heavy).map(([name, time]) => [name, time / (raw.heavy[name] ?? NaN)]),
  );
  const figures = {
    quads,
    lookUp: {
      perSecond: own.perSecond,
      medianMs: own.lookUpMs,
      rawMs: raw.lookUpMs,
      overheadMs: own.lookUpMs - raw.lookUpMs,
      barePerSecond: own.bare.perSecond,
      bareMs: own.bare.lookUpMs,
    },
    ratios,
    heavyMs: { ours: own.heavy, raw: raw.heavy },
    streaming: own.streaming,
    spare: own.spare,
    attack: own.attack,
    others,
  };
  if (values.json) {
    console.log(JSON.stringify(figures));
    return;
  }
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  console.log(`\n${quads.toLocaleString('en')} quads, one reader`);
  console.log(
    `  look-up      ${Math.round(own.perSecond).toLocaleString('en')}/s; median ${ms(own.lookUpMs)}, in-process ${ms(raw.lookUpMs)}: ${ms(own.lookUpMs - raw.lookUpMs)} more`,
  );
  console.log(
    `  bare server  ${Math.round(own.bare.perSecond).toLocaleString('en')}/s; median ${ms(own.bare.lookUpMs)}: ours does ${(own.perSecond / own.bare.perSecond).toFixed(2)} × as many`,
  );
  for (const [name, ratio] of Object.entries(ratios))
    console.log(
      `  ${name.padEnd(12)} ${ms(own.heavy[name] ?? NaN)}; ${ratio.toFixed(2)} × in-process (${ms(raw.heavy[name] ?? NaN)})`,
    );
  const { streaming, spare, attack } = own;
  console.log(
    `  streaming    100 000 triples, ${(streaming.bytes / 1e6).toFixed(1)} MB in ${ms(streaming.milliseconds)}; /health waits at most ${ms(streaming.worstMs)} (quiet ${ms(streaming.quietWorstMs)})`,
  );
  console.log(
    `  spare        the next query after one that was ended: ${spare.afterMs.map(ms).join(', ')} (quiet ${ms(spare.quietMs)})`,
  );
  console.log(
    `  attack       p99 of POST /reports ${ms(attack.attackP99Ms)}, quiet ${ms(attack.quietP99Ms)}: ${attack.ratio.toFixed(2)} ×; ${String(attack.readersEnded)} readers ended, ${String(attack.failed)} reports failed`,
  );
  for (const [name, { quads: held, lookUpMs, heavy }] of Object.entries(others))
    console.log(
      `  ${name.padEnd(12)} ${held.toLocaleString('en')} quads: look-up ${ms(lookUpMs)}, ${Object.entries(
        heavy,
      )
        .map(([query, time]) => `${query} ${ms(time)}`)
        .join(', ')}`,
    );
}
