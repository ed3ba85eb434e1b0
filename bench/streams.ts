/**
 * Event streams of a running service: closed pages at a steady rate beside intake, how soon a report is visible, memory,
 * and a whole replication.
 *
 *     npm run bench:streams [-- --json] [--members 20000] [--seconds 10] [--rate 200]
 *
 * `bare` is a Node server in a process of its own that answers the same bytes, at the same rate, and the baseline of
 * `pages`. `walk` reads every page one after the other and parses it, and is the baseline of `ldes-client`, which is
 * installed in a temporary folder; without a registry it is left out.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Parser } from 'n3';
import { startBareServer } from './bare-server.js';
import { count, json, readOptions } from './options.js';
import { percentile } from './statistics.js';
import { randomPlace, randomSequence, writeAssets } from './synthetic.js';

const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const CLIENT = 'ldes-client@0.3.0';
const LAGS = 30;
const NODE = 'https://w3id.org/tree#node';
const MEMBER = 'https://w3id.org/tree#member';

const values = readOptions({
  command: 'npm run bench:streams',
  about:
    'Event streams of a running service: closed pages beside intake, how soon a report is visible, memory, replication.',
  options: {
    json,
    members: count(20_000, 'members of the stream'),
    seconds: count(10, 'seconds of each measurement'),
    rate: count(200, 'requests per second for closed pages'),
  },
});
const { members } = values;
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-bench-streams-'));
const children: ChildProcess[] = [];
const agent = new Agent({ keepAlive: true });

interface WithCpu extends Times {
  /** Milliseconds of processor time of the server for each request, which a busy machine does not change. */
  readonly cpuMs: number;
}

interface Times {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

try {
  const port = await freePort();
  const url = `http://localhost:${String(port)}`;
  const settings = ['--data-directory', join(folder, 'data'), '--port', String(port)];
  const assets = join(folder, 'assets.nq');
  // An asset and its geometry are a member each.
  await writeAssets(assets, members / 2, url);
  const loaded = spawnSync(
    process.execPath,
    [MAIN, 'load', assets, '--register', 'synthetic', '--yes', ...settings],
    { stdio: 'inherit' },
  );
  if (loaded.status !== 0) throw new Error('The register could not be loaded.');
  const service = await start(MAIN, 'serve', ...settings, '--demo', 'false', '--log-level', 'error');
  const stream = `${url}/ldes/register/synthetic`;
  // Seldom, since publishing a bulk load gives way to those who ask.
  const published = await timed(() => until(500, () => isThere(`${stream}/version/${String(members)}`)));
  const before = memory(service);
  const page = `${stream}/by-time/0/0`;
  const bare = await startBareServer(await (await fetch(page)).text(), 'text/turtle');
  children.push(bare.child);
  const alone = await withCpu(bare.child, () => atRate(bare.url));
  const quiet = await withCpu(service, () => atRate(page));
  const beside = await besideIntake(url, () => atRate(page));
  const lag = await lags(url);
  const walk = await timed(() => walkAll(`${stream}/by-time`));
  const client = await replicate(stream);
  const rate = (ms: number): number => Math.round((members * 1000) / ms);
  const figures = {
    members,
    publishedPerSecond: rate(published),
    bare: alone,
    quietPages: quiet,
    pages: beside.pages,
    pagesToBare: beside.pages.p50Ms / alone.p50Ms,
    intakeBesidePages: beside.intake,
    lag,
    walkPerSecond: rate(walk),
    clientPerSecond: client === undefined ? null : rate(client),
    memoryMiB: { before, after: memory(service) },
  };
  if (values.json) console.log(JSON.stringify(figures));
  else print(figures);
} finally {
  agent.destroy();
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

async function start(program: string, ...programArguments: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, ...programArguments], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

/** Asks at a steady rate, whether or not answers have come. */
async function atRate(url: string): Promise<Times> {
  const times: number[] = [];
  const asked: Promise<number>[] = [];
  const { rate, seconds } = values;
  const began = performance.now();
  for (let count = 0; count < rate * seconds; count += 1) {
    const due = began + (count * 1000) / rate;
    if (due > performance.now()) await wait(due - performance.now());
    asked.push(fetchWhole(url).then((ms) => times.push(ms)));
  }
  await Promise.all(asked);
  return summary(times);
}

/** Reads what comes and does not decode it, as that would be measured too. @returns milliseconds */
function fetchWhole(url: string): Promise<number> {
  const headers = { accept: 'text/turtle', 'accept-encoding': 'gzip' };
  return timed(
    () =>
      new Promise((resolve, reject) => {
        get(url, { agent, headers }, (response) => {
          response.resume().once('end', resolve).once('error', reject);
        }).once('error', reject);
      }),
  );
}

async function besideIntake(
  url: string,
  action: () => Promise<Times>,
): Promise<{ readonly pages: Times; readonly intake: Times & { readonly perSecond: number } }> {
  const random = randomSequence(7);
  const times: number[] = [];
  const began = performance.now();
  const done = new AbortController();
  const filing = (async (): Promise<void> => {
    while (!done.signal.aborted) times.push(await timed(() => fileReport(url, random)));
  })();
  const pages = await action();
  done.abort();
  await filing;
  const perSecond = Math.round((times.length * 1000) / (performance.now() - began));
  return { pages, intake: { ...summary(times), perSecond } };
}

/** Milliseconds from the answer to a report until its first version is in the stream. */
async function lags(url: string): Promise<Times> {
  const random = randomSequence(8);
  const times: number[] = [];
  let last = 0;
  while (await isThere(`${url}/ldes/reports/version/${String(last + 1)}`)) last += 1;
  for (let count = 0; count < LAGS; count += 1) {
    await fileReport(url, random);
    last += 1;
    times.push(await timed(() => until(2, () => isThere(`${url}/ldes/reports/version/${String(last)}`))));
  }
  return summary(times);
}

async function fileReport(url: string, random: () => number): Promise<void> {
  const [lon, lat] = randomPlace(random, members / 2);
  const response = await fetch(`${url}/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/ld+json' },
    body: JSON.stringify({
      '@context': 'https://w3id.org/wegwijzer/context/report.jsonld',
      type: 'Report',
      category: 'zitbank-beschadigd',
      body: { type: 'Body', description: 'Stuk.', location: { type: 'Geometry', lon, lat } },
    }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`A report was answered with ${String(response.status)}.`);
}

async function walkAll(root: string): Promise<void> {
  const found = new Set<string>();
  const pages = new Set([root]);
  for (const page of pages) {
    const text = await (await fetch(page, { headers: { accept: 'text/turtle' } })).text();
    for (const { predicate, object } of new Parser({ baseIRI: page }).parse(text))
      if (predicate.value === NODE) pages.add(object.value);
      else if (predicate.value === MEMBER) found.add(object.value);
  }
  if (found.size !== members) throw new Error(`The pages list ${String(found.size)} members.`);
}

/** @returns milliseconds, or `undefined` where the client cannot be installed */
async function replicate(stream: string): Promise<number | undefined> {
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, CLIENT];
  if (spawnSync('npm', install, { stdio: 'ignore' }).status !== 0) return undefined;
  const client = spawn(join(folder, 'node_modules/.bin/ldes-client'), [stream, '--ordered', 'none'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  children.push(client);
  return timed(async () => {
    const [code] = (await once(client, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`ldes-client ended with ${String(code)}.`);
  });
}

async function isThere(url: string): Promise<boolean> {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.ok;
}

/** @param pause milliseconds between two questions */
async function until(pause: number, condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(pause);
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

function summary(times: readonly number[]): Times {
  return { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
}

/** @param child the server that is asked */
async function withCpu(child: ChildProcess, action: () => Promise<Times>): Promise<WithCpu> {
  const before = cpuMs(child);
  const times = await action();
  return { ...times, cpuMs: (cpuMs(child) - before) / (values.rate * values.seconds) };
}

/** Processor time of a process so far; the kernel counts it in hundredths of a second. */
function cpuMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** What a process holds in memory, in MiB. */
function memory({ pid }: ChildProcess): number {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
  return Math.round(Number(kib) / 1024);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Figures {
  readonly members: number;
  readonly publishedPerSecond: number;
  readonly bare: WithCpu;
  readonly quietPages: WithCpu;
  readonly pages: Times;
  readonly pagesToBare: number;
  readonly intakeBesidePages: Times & { readonly perSecond: number };
  readonly lag: Times;
  readonly walkPerSecond: number;
  readonly clientPerSecond: number | null;
  readonly memoryMiB: { readonly before: number; readonly after: number };
}

function print(figures: Figures): void {
  const { bare, quietPages, pages, lag, intakeBesidePages: intake, memoryMiB, clientPerSecond } = figures;
  const times = ({ p50Ms, p99Ms }: Times): string => `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
  console.log(
    `${String(figures.members)} members, published at ${String(figures.publishedPerSecond)}/s after the start`,
  );
  console.log(
    `bare server, ${String(values.rate)} requests/s     ${times(bare)}, ${bare.cpuMs.toFixed(2)} ms of processor each`,
  );
  console.log(
    `closed page alone                 ${times(quietPages)}, ${quietPages.cpuMs.toFixed(2)} ms of processor each`,
  );
  console.log(
    `closed page, ${String(values.rate)} requests/s     ${times(pages)} (${figures.pagesToBare.toFixed(1)} × bare), beside ${String(intake.perSecond)} reports/s, each ${times(intake)}`,
  );
  console.log(`report answered → in the stream   ${times(lag)}`);
  console.log(`all pages, fetched and parsed     ${String(figures.walkPerSecond)} members/s`);
  console.log(
    clientPerSecond === null
      ? `${CLIENT} could not be installed`
      : `${CLIENT}                 ${String(clientPerSecond)} members/s (${(clientPerSecond / figures.walkPerSecond).toFixed(2)} × that)`,
  );
  console.log(
    `memory of the service             ${String(memoryMiB.before)} MiB → ${String(memoryMiB.after)} MiB`,
  );
}
