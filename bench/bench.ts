/**
 * Speed and size, each beside a raw baseline measured in the same run.
 *
 *     npm run bench [-- --json] [--assets 10000,1000000] [--seconds 10]
 *
 * decision  time of `decide` at random places in a register of synthetic assets, small and large
 * intake    reports per second through HTTP with 64 connections, the load generator on the same machine
 * import    quads per second from a file to a flushed journal and a graph that answers from it
 * startup   seconds per million quads until a restarted engine can decide
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { Store } from 'oxigraph';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { count, counts, json, readOptions } from './options.js';
import { percentile } from './statistics.js';
import { randomPlace, randomSequence, writeAssets } from './synthetic.js';

const BASE = 'http://localhost:8080';
const CONNECTIONS = 64;
const DECISIONS = 1000;
/** Bytes that the raw baseline loads at most. */
const LONGEST_RAW = 200 * 1024 * 1024;

const values = readOptions({
  command: 'npm run bench',
  about:
    'Speed and size of deciding, intake, loading and starting, each beside a raw baseline of the same run.',
  options: {
    json,
    assets: counts([10_000, 1_000_000], 'assets in the small register and in the large one'),
    seconds: count(10, 'seconds of the measurement of intake'),
  },
});
const [small = 10_000, large = 1_000_000] = values.assets;
/** Degrees around a place of the demo, some 70 metres, so that reports do not all stand on one spot. */
const SPREAD = 1e-3;
const scenarios = JSON.parse(readFileSync(new URL('../../demo/scenarios.json', import.meta.url), 'utf8')) as {
  lon: number;
  lat: number;
}[];
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-bench-'));

interface DecisionFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

try {
  const smallRun = await measureRegister(small);
  const largeRun = await measureRegister(large);
  const intake = await measureIntake(values.seconds);
  const growth10kTo1M = largeRun.nearP50Ms / smallRun.nearP50Ms;
  if (values.json) {
    console.log(
      JSON.stringify({
        decision: { ...largeRun.decision, growth10kTo1M },
        intake: { perSecond: intake.perSecond },
        import: { quadsPerSecond: largeRun.quadsPerSecond },
        startup: { secondsPerMillionQuads: largeRun.secondsPerMillionQuads },
      }),
    );
  } else {
    print(smallRun, largeRun, growth10kTo1M, intake);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function progress(text: string): void {
  if (!values.json) console.error(text);
}

interface RegisterRun {
  readonly assets: number;
  readonly quads: number;
  readonly decision: DecisionFigures;
  /** Median at places in a square as large as the smallest register's. */
  readonly nearP50Ms: number;
  readonly rawLookupMs: number;
  readonly quadsPerSecond: number;
  readonly rawLoadQuadsPerSecond: number;
  readonly secondsPerMillionQuads: number;
  /** Most that the importer's own thread took; the graph lies outside. */
  readonly heapMegabytes: number;
  readonly residentMegabytes: number;
}

async function measureRegister(assets: number): Promise<RegisterRun> {
  const file = join(folder, `assets-${String(assets)}.nq`);
  const directory = join(folder, `data-${String(assets)}`);
  const written = await writeAssets(file, assets, BASE);
  progress(`${String(assets)} assets, ${String(written)} quads in the file`);
  const raw = measureRaw(file);
  const options = { directory, baseUrl: BASE, readers: 0, spare: false };

  let engine = await startEngine(options);
  const begun = performance.now();
  let heapMegabytes = 0;
  const { quads } = await engine.loadRegister({
    name: 'synthetic',
    files: [{ path: file }],
    onProgress: () => {
      heapMegabytes = Math.max(heapMegabytes, process.memoryUsage().heapUsed / 1e6);
    },
  });
  const imported = performance.now() - begun;
  const residentMegabytes = process.memoryUsage().rss / 1e6;
  // Otherwise event streams publish the register beside what is measured.
  progress('  imported; event streams');
  await engine.streams.caughtUp();
  await engine.close();

  const restarted = performance.now();
  engine = await startEngine(options);
  await decideAt(engine, randomPlace(randomSequence(1), assets));
  const startup = (performance.now() - restarted) / 1000;
  // Tiles that were asked for are remembered: growth is that of the graph, so both look at an area of one size.
  const { p50Ms: nearP50Ms } = await measureDecisions(engine, small);
  const decision = await measureDecisions(engine, assets);
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
  progress(
    `  imported in ${(imported / 1000).toFixed(1)} s, started in ${startup.toFixed(1)} s, decided in ${decision.p50Ms.toFixed(2)} ms`,
  );
  return {
    assets,
    quads,
    decision,
    nearP50Ms,
    rawLookupMs: raw.lookupMs,
    quadsPerSecond: quads / (imported / 1000),
    rawLoadQuadsPerSecond: raw.quadsPerSecond,
    secondsPerMillionQuads: startup / (quads / 1e6),
    heapMegabytes,
    residentMegabytes,
  };
}

/** The baseline: Oxigraph alone, in memory, loading the (beginning of the) file in blocks and looking subjects up. */
function measureRaw(file: string): { quadsPerSecond: number; lookupMs: number } {
  const store = new Store();
  const lines = readBeginning(file).split('\n');
  const begun = performance.now();
  for (let start = 0; start < lines.length; start += 20_000)
    store.load(lines.slice(start, start + 20_000).join('\n'), {
      format: 'application/n-quads',
      no_transaction: true,
    });
  const loaded = performance.now() - begun;
  const times: number[] = [];
  for (let index = 0; index < 1000; index += 1) {
    const query = `SELECT * WHERE { <${BASE}/id/asset/synthetic-${String(index).padStart(7, '0')}> ?p ?o }`;
    const asked = performance.now();
    store.query(query, { results_format: 'application/sparql-results+json' });
    times.push(performance.now() - asked);
  }
  return { quadsPerSecond: (lines.length - 1) / (loaded / 1000), lookupMs: percentile(times, 0.5) };
}

/** As much of a file as fits in a string, in whole lines. */
function readBeginning(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(statSync(file).size, LONGEST_RAW));
    readSync(handle, bytes, 0, bytes.length, 0);
    const text = bytes.toString('utf8');
    return text.slice(0, text.lastIndexOf('\n') + 1);
  } finally {
    closeSync(handle);
  }
}

async function measureDecisions(engine: Engine, assets: number): Promise<DecisionFigures> {
  const random = randomSequence(7);
  for (let index = 0; index < 200; index += 1) await decideAt(engine, randomPlace(random, assets));
  const times: number[] = [];
  for (let index = 0; index < DECISIONS; index += 1) {
    const place = randomPlace(random, assets);
    const begun = performance.now();
    await decideAt(engine, place);
    times.push(performance.now() - begun);
  }
  return { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
}

async function decideAt(engine: Engine, point: [number, number]): Promise<void> {
  const category = 'https://w3id.org/wegwijzer/category/zitbank-beschadigd';
  await engine.responsibility.decide({ category, point, accuracy: 10 });
}

interface IntakeFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
  readonly rawPerSecond: number;
}

/** The real service in a process of its own, against a bare HTTP server that answers the same number of bytes. */
async function measureIntake(seconds: number): Promise<IntakeFigures> {
  const bare = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(201).end('x'.repeat(4500)));
  }).listen(0, '127.0.0.1');
  await once(bare, 'listening');
  const raw = await load(
    `http://127.0.0.1:${String((bare.address() as AddressInfo).port)}`,
    Math.min(5, seconds),
  );
  bare.close();

  const { service, url } = await startService();
  try {
    await load(url, 3);
    const figures = await load(url, seconds);
    return {
      perSecond: figures.requests.average,
      p50Ms: figures.latency.p50,
      p99Ms: figures.latency.p99,
      failed: figures.non2xx + figures.errors,
      rawPerSecond: raw.requests.average,
    };
  } finally {
    service.kill('SIGTERM');
    await once(service, 'exit');
  }
}

async function startService(): Promise<{ service: ChildProcess; url: string }> {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  // An address that is not local: the service then says where it really listens.
  const address = ['--port', '0', '--base-url', 'https://wegwijzer.example'];
  const settings = [...address, '--data-directory', join(folder, 'intake'), '--log-level', 'warn'];
  const service = spawn(process.execPath, [main, 'serve', ...settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of service.stdout) {
    text += String(chunk);
    const url = /listens at (\S+)/.exec(text)?.[1];
    if (url !== undefined) {
      service.stdout.resume();
      return { service, url };
    }
  }
  throw new Error(`The service did not start: ${text}`);
}

/** A place in the corner of Gent that the demo draws. */
function somewhere(random: () => number): { lon: number; lat: number } {
  const { lon, lat } = scenarios[Math.floor(random() * scenarios.length)] ?? {
    lon: 3.7099224,
    lat: 51.0453067,
  };
  return { lon: lon + (random() - 0.5) * SPREAD, lat: lat + (random() - 0.5) * SPREAD };
}

function load(url: string, duration: number): Promise<autocannon.Result> {
  const random = randomSequence(3);
  const body = (): string =>
    JSON.stringify({
      '@context': 'https://w3id.org/wegwijzer/context/report.jsonld',
      type: 'Report',
      category: 'zitbank-beschadigd',
      description: 'De rugleuning van de bank is gebroken.',
      location: { ...somewhere(random), accuracy: 5 },
    });
  return new Promise((resolve, reject) => {
    autocannon(
      {
        url: `${url}/reports`,
        connections: CONNECTIONS,
        duration,
        method: 'POST',
        headers: { 'content-type': 'application/ld+json' },
        requests: [{ setupRequest: (request) => ({ ...request, body: body() }) }],
      },
      (error: Error | null, result) => {
        if (error) reject(error);
        else resolve(result);
      },
    );
  });
}

function print(smallRun: RegisterRun, largeRun: RegisterRun, growth: number, intake: IntakeFigures): void {
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const count = (value: number): string => Math.round(value).toLocaleString('en');
  for (const run of [smallRun, largeRun]) {
    console.log(`\n${count(run.assets)} assets, ${count(run.quads)} quads`);
    console.log(
      `  decision   p50 ${ms(run.decision.p50Ms)}, p99 ${ms(run.decision.p99Ms)}; ${(run.decision.p50Ms / run.rawLookupMs).toFixed(1)} × a raw look-up of one subject (${ms(run.rawLookupMs)})`,
    );
    console.log(
      `  import     ${count(run.quadsPerSecond)} quads/s durable; ${(run.quadsPerSecond / run.rawLoadQuadsPerSecond).toFixed(2)} × a raw load into memory (${count(run.rawLoadQuadsPerSecond)}/s)`,
    );
    console.log(
      `  start-up   ${run.secondsPerMillionQuads.toFixed(2)} s per million quads; ${(run.secondsPerMillionQuads / (1e6 / run.rawLoadQuadsPerSecond)).toFixed(2)} × a raw load`,
    );
    console.log(
      `  memory     ${count(run.heapMegabytes)} MB of heap at most during the import, ${count(run.residentMegabytes)} MB resident after it, the graph included`,
    );
  }
  console.log(
    `\ndecision growth ${count(smallRun.assets)} → ${count(largeRun.assets)} assets: ${growth.toFixed(2)} ×`,
  );
  console.log(
    `intake     ${count(intake.perSecond)} reports/s with ${String(CONNECTIONS)} connections, p50 ${ms(intake.p50Ms)}, p99 ${ms(intake.p99Ms)}, ${String(intake.failed)} failed; ${(intake.perSecond / intake.rawPerSecond).toFixed(2)} × a bare HTTP server (${count(intake.rawPerSecond)}/s)`,
  );
}
