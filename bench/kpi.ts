/**
 * Figures over many open reports, over HTTP.
 *
 *     npm run bench:kpi [-- --json] [--reports 100000] [--rounds 15]
 *
 * changed   the overview after a report has just come in, which nothing is remembered for
 * again     the same once more
 * started   the first overview, asked for as soon as the service is there again after a stop
 * health    the longest wait for /health while figures are worked out
 * filing    how long a report takes that comes in at that moment, beside one in quiet
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createKey } from '#wegwijzer/access/index.js';
import { readConfig } from '#wegwijzer/config.js';
import { startService } from '#wegwijzer/main.js';
import { count, json, readOptions } from './options.js';
import { send } from './sparql/client.js';
import { fillWithReports } from './many-reports.js';
import { percentile } from './statistics.js';

const BASE = 'http://localhost:8080';

const values = readOptions({
  command: 'npm run bench:kpi',
  about:
    'Figures over many open reports over HTTP: the overview after a change and again, and what it costs others.',
  options: {
    json,
    reports: count(100_000, 'open reports in the graph'),
    rounds: count(15, 'times that each is measured'),
  },
});
const { reports, rounds } = values;
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-kpi-'));

try {
  const service = await start();
  const { engine, url } = service;
  await fillWithReports(engine, {
    baseUrl: BASE,
    reports,
    onProgress: (done) => {
      if (!values.json && done % 20_000 === 0) console.error(`… ${String(done)} reports`);
    },
  });
  await engine.streams.caughtUp();
  const about = { agent: `${BASE}/id/agent/bench`, now: new Date() };
  const { key } = await createKey(engine.store, { name: 'bench', roles: ['administrator'] }, about);
  const figures = await measure(url, key);
  await service.close();
  const again = await start();
  const { milliseconds: startedMs } = await overview(again.url, key);
  await again.close();
  if (values.json) console.log(JSON.stringify({ reports, ...figures, startedMs }));
  else print({ ...figures, startedMs });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function start(): ReturnType<typeof startService> {
  const flags = { port: 0, baseUrl: BASE, dataDirectory: join(folder, 'data'), readers: 1, spare: false };
  return startService(readConfig({ flags }), { logger: pino({ level: 'silent' }) });
}

async function overview(url: string, key: string): ReturnType<typeof send> {
  const answer = await send(`${url}/kpi`, {
    headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
  });
  if (answer.status !== 200) throw new Error(`The figures were answered with ${String(answer.status)}.`);
  return answer;
}

interface KpiFigures {
  readonly changedMs: { readonly median: number; readonly longest: number };
  readonly againMs: number;
  readonly healthMs: number;
  readonly filingMs: { readonly quiet: number; readonly meanwhile: number };
}

async function measure(url: string, key: string): Promise<KpiFigures> {
  const [changed, again, health, quiet, meanwhile]: number[][] = [[], [], [], [], []];
  await overview(url, key);
  for (let n = 0; n < rounds; n += 1) {
    quiet?.push(await fileOne(url));
    const asked = overview(url, key);
    const filed = fileOne(url);
    health?.push((await send(`${url}/health`)).milliseconds);
    changed?.push((await asked).milliseconds);
    meanwhile?.push(await filed);
    await overview(url, key);
    again?.push((await overview(url, key)).milliseconds);
  }
  return {
    changedMs: { median: percentile(changed ?? [], 0.5), longest: Math.max(...(changed ?? [])) },
    againMs: percentile(again ?? [], 0.5),
    healthMs: Math.max(...(health ?? [])),
    filingMs: { quiet: percentile(quiet ?? [], 0.5), meanwhile: percentile(meanwhile ?? [], 0.5) },
  };
}

async function fileOne(url: string): Promise<number> {
  const report = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 },
  };
  const { status, milliseconds } = await send(`${url}/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/ld+json' },
    body: JSON.stringify(report),
  });
  if (status !== 201) throw new Error(`A report was answered with ${String(status)}.`);
  return milliseconds;
}

function print(figures: KpiFigures & { readonly startedMs: number }): void {
  const { changedMs, againMs, startedMs, healthMs, filingMs } = figures;
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  console.log(`${String(reports)} open reports`);
  console.log(`  changed   ${ms(changedMs.median)} at the median, ${ms(changedMs.longest)} at most`);
  console.log(`  again     ${ms(againMs)}`);
  console.log(`  started   ${ms(startedMs)}`);
  console.log(`  health    ${ms(healthMs)} at most`);
  console.log(`  filing    ${ms(filingMs.meanwhile)} meanwhile, ${ms(filingMs.quiet)} in quiet`);
}
