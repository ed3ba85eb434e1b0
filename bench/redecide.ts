/**
 * Deciding again about open reports after another register, while new reports come in.
 *
 *     npm run bench:redecide [-- --json] [--reports 10000] [--assets 20000]
 *
 * Every asset gets another manager, so that every report would get another answer: the worst case. `scan` finds them,
 * `apply` gives each its new decision. Meanwhile one client files a report, waits for the answer and files the next;
 * `alone` is the same client before, and the baseline.
 */
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { serviceClient } from '#wegwijzer/reports/index.js';
import { count, json, readOptions } from './options.js';
import { percentile } from './statistics.js';
import { randomPlace, randomSequence, writeAssets } from './synthetic.js';
import { municipalities } from './synthetic-rules.js';

const BASE = 'http://localhost:8080';
const FILED_AT_ONCE = 32;

const values = readOptions({
  command: 'npm run bench:redecide',
  about: 'Deciding again about open reports after another register, while new reports come in.',
  options: {
    json,
    reports: count(10_000, 'open reports'),
    assets: count(20_000, 'assets in the register, each of which gets another manager'),
  },
});
const { reports, assets } = values;
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-bench-redecide-'));

interface IntakeFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
}

interface Phase {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly intake: IntakeFigures;
}

try {
  const engine = await startEngine({
    directory: join(folder, 'data'),
    baseUrl: BASE,
    readers: 0,
    spare: false,
  });
  const [first, second] = await registers();
  await engine.loadRegister({ name: 'areas', files: [{ path: join(folder, 'areas.ttl') }] });
  await engine.loadRegister({ name: 'synthetic', files: [{ path: first }] });
  await fileMany(engine);
  await quiet(engine);
  const alone = await fileUntil(engine, new Promise((resolve) => setTimeout(resolve, 3000)));
  await engine.loadRegister({ name: 'synthetic', files: [{ path: second }] });
  const scan = await during(engine, () => engine.redecide.settled());
  const found = engine.redecide.list().length;
  const apply = await during(engine, () => engine.redecide.apply({ client: serviceClient(BASE) }));
  await engine.close();
  if (values.json) console.log(JSON.stringify({ reports, found, alone, scan, apply }));
  else print(found, alone, { scan, apply });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The register, and the same with another manager for each asset. */
async function registers(): Promise<[string, string]> {
  writeFileSync(join(folder, 'areas.ttl'), municipalities(assets, BASE));
  const [first, second] = [join(folder, 'first.nq'), join(folder, 'second.nq')];
  await writeAssets(first, assets, BASE);
  const changed = createWriteStream(second);
  for await (const line of createInterface({ input: createReadStream(first) }))
    changed.write(
      `${line.replace(/manager-(\d+)>/, (_, number: string) => `manager-${String(Number(number) + 50)}>`)}\n`,
    );
  changed.end();
  await once(changed, 'finish');
  return [first, second];
}

/** Reports about named assets, so that each has one manager before and another after. */
async function fileOne(engine: Engine, random: () => number): Promise<void> {
  const [lon, lat] = randomPlace(random, assets);
  const number = String(Math.floor(random() * assets)).padStart(7, '0');
  const body = Buffer.from(
    JSON.stringify({
      '@context': `${BASE}/context/report.jsonld`,
      type: 'Report',
      category: 'defect-openbaar-domein',
      description: 'Kapot',
      asset: `${BASE}/id/asset/synthetic-${number}`,
      location: { lon, lat, accuracy: 5 },
    }),
  );
  await engine.intake.submit({ body, mediaType: 'application/ld+json' });
}

async function fileMany(engine: Engine): Promise<void> {
  const random = randomSequence(5);
  let left = reports;
  const work = async (): Promise<void> => {
    for (; left > 0; left -= 1) await fileOne(engine, random);
  };
  if (!values.json) console.error(`filing ${String(reports)} reports`);
  await Promise.all(Array.from({ length: FILED_AT_ONCE }, work));
}

/** Waits until nothing goes on in the background. */
async function quiet(engine: Engine): Promise<void> {
  await engine.redecide.settled();
  await engine.streams.caughtUp();
}

async function during(engine: Engine, action: () => Promise<unknown>): Promise<Phase> {
  const begun = performance.now();
  const before = process.cpuUsage();
  const done = action();
  const intake = await fileUntil(engine, done);
  await done;
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6, intake };
}

async function fileUntil(engine: Engine, end: Promise<unknown>): Promise<IntakeFigures> {
  let isOver = false;
  const over = end.then(() => (isOver = true));
  const random = randomSequence(13);
  const times: number[] = [];
  const begun = performance.now();
  for (const isDone = (): boolean => isOver; !isDone();) {
    const filed = performance.now();
    await fileOne(engine, random);
    times.push(performance.now() - filed);
  }
  await over;
  return {
    perSecond: times.length / ((performance.now() - begun) / 1000),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    longestMs: Math.max(...times),
  };
}

function print(found: number, alone: IntakeFigures, phases: Readonly<Record<string, Phase>>): void {
  const told = ({ perSecond, p50Ms, p99Ms, longestMs }: IntakeFigures): string =>
    `${perSecond.toFixed(0)} reports/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(0)} ms, longest ${longestMs.toFixed(0)} ms`;
  console.log(`${reports.toLocaleString('en')} open reports, ${found.toLocaleString('en')} would change`);
  console.log(`  intake alone  ${told(alone)}`);
  for (const [name, { seconds, cpuSeconds, intake }] of Object.entries(phases)) {
    console.log(`  ${name.padEnd(12)}  ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of processor)`);
    console.log(
      `    meanwhile   ${told(intake)}; p50 ${(intake.p50Ms / alone.p50Ms).toFixed(2)} × that of intake alone`,
    );
  }
}
