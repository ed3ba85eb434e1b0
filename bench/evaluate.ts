/**
 * How often the answer is right, on points of which the manager is known.
 *
 *     npm run evaluate -- --registers FILE… --points FILE [--json] [--accuracy METRES] [--category KEY]
 *
 * Loads the registers into a fresh graph, files a report for each point, and compares the manager found with the one
 * expected. The points file is CSV with the columns `lon,lat,noise_m,expected_manager`, where the last holds the
 * `skos:notation` of the manager's `adms:identifier`. Each report says the accuracy that its noise gives it, unless
 * `--accuracy` sets one for all.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { iriTerm } from '#wegwijzer/rdf/query-text.js';
import { amount, json, readOptions, requiredText, requiredTexts, text } from './options.js';
import { percentile } from './statistics.js';

type Verdict = 'right' | 'wrong' | 'ambiguous' | 'fallback' | 'undecided';
type Tally = Record<Verdict, number>;

interface Point {
  readonly lon: number;
  readonly lat: number;
  readonly noise: number;
  readonly expected: string;
}

const values = readOptions({
  command: 'npm run evaluate',
  about: 'How often the answer is right, on points of which the manager is known.',
  options: {
    registers: requiredTexts('files', 'files of registers, each loaded under its own name'),
    points: requiredText('file', 'CSV with the columns lon, lat, noise_m and expected_manager'),
    accuracy: amount('metres of accuracy that every report says; that of its noise where not given'),
    category: text('key', 'put-in-wegdek', 'category of the reports'),
    json,
  },
});

const knownCodes = new Map<string, readonly string[]>();
const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-evaluate-'));
const engine = await startEngine({ directory, baseUrl: 'http://localhost:8080', readers: 0, spare: false });
try {
  for (const path of values.registers) {
    const name = basename(path, extname(path));
    const { quads } = await engine.loadRegister({ name, files: [{ path }] });
    progress(`${name}: ${String(quads)} quads`);
  }
  report(await evaluate(engine, readPoints(values.points)));
} finally {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
}

function progress(text: string): void {
  if (!values.json) console.error(text);
}

function readPoints(path: string): Point[] {
  const [header = '', ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const columns = header.split(',');
  const cell = (row: string[], name: string): string => row[columns.indexOf(name)] ?? '';
  return rows
    .map((line) => line.split(','))
    .map((row) => ({
      lon: Number(cell(row, 'lon')),
      lat: Number(cell(row, 'lat')),
      noise: Number(cell(row, 'noise_m') || 0),
      expected: cell(row, 'expected_manager'),
    }));
}

async function evaluate(
  service: Engine,
  points: readonly Point[],
): Promise<{ noise: Record<string, Tally>; latencies: number[] }> {
  const noise: Record<string, Tally> = {};
  const latencies: number[] = [];
  for (const [index, point] of points.entries()) {
    const begun = performance.now();
    const answer = await service.intake.submit({ body: reportOf(point), mediaType: 'application/ld+json' });
    latencies.push(performance.now() - begun);
    const tally = (noise[String(point.noise)] ??= {
      right: 0,
      wrong: 0,
      ambiguous: 0,
      fallback: 0,
      undecided: 0,
    });
    tally[await judge(service, answer.json, point)] += 1;
    if (index % 1000 === 999) progress(`${String(index + 1)} of ${String(points.length)} points`);
  }
  return { noise, latencies };
}

function reportOf({ lon, lat, noise }: Point): Buffer {
  const accuracy = values.accuracy ?? noise;
  return Buffer.from(
    JSON.stringify({
      '@context': 'https://w3id.org/wegwijzer/context/report.jsonld',
      type: 'Report',
      category: values.category,
      description: 'Put in het wegdek',
      location: { lon, lat, accuracy },
    }),
  );
}

async function judge(service: Engine, json: string, { expected }: Point): Promise<Verdict> {
  const { decision } = JSON.parse(json) as { decision: { outcome: string; responsible?: { id: string } } };
  if (decision.outcome !== 'decided') return decision.outcome as Verdict;
  const codes = await codesOf(service, decision.responsible?.id ?? '');
  return codes.includes(expected) ? 'right' : 'wrong';
}

async function codesOf(service: Engine, organisation: string): Promise<readonly string[]> {
  const known = knownCodes.get(organisation);
  if (known) return known;
  const codes = await identifiersOf(service, organisation);
  knownCodes.set(organisation, codes);
  return codes;
}

async function identifiersOf(service: Engine, organisation: string): Promise<string[]> {
  const rows = await service.store.select(
    `SELECT ?code WHERE { ${iriTerm(organisation)} <http://www.w3.org/ns/adms#identifier>/<http://www.w3.org/2004/02/skos/core#notation> ?code }`,
  );
  return rows.flatMap(({ code }) => (code ? [code.value] : []));
}

function report({ noise, latencies }: { noise: Record<string, Tally>; latencies: number[] }): void {
  const latencyMs = { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
  if (values.json) {
    console.log(JSON.stringify({ noise, latencyMs }));
    return;
  }
  console.log('noise   right    wrong    ambiguous  fallback  undecided  right or ambiguous');
  for (const [metres, tally] of Object.entries(noise)) {
    const total = Object.values(tally).reduce((sum, count) => sum + count, 0);
    const share = (count: number): string => `${((100 * count) / total).toFixed(2)} %`.padStart(8);
    console.log(
      `${metres.padStart(3)} m  ${share(tally.right)} ${share(tally.wrong)} ${share(tally.ambiguous)}   ${share(tally.fallback)}  ${share(tally.undecided)}   ${share(tally.right + tally.ambiguous)}`,
    );
  }
  console.log(
    `report to stored decision: p50 ${latencyMs.p50.toFixed(2)} ms, p99 ${latencyMs.p99.toFixed(2)} ms`,
  );
}
