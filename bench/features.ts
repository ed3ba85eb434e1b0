/**
 * Registers of features: GeoJSON and CSV through a mapping, beside a raw stream parse of the same file in the same run.
 *
 *     npm run bench:features [-- --json] [--features 1000000]
 *
 * Each part runs in a process of its own, with a heap that does not grow with the file: where memory were not bounded, the
 * load would fail. A load reads, maps, checks, compares and switches; the raw parse counts records with the parser alone.
 * What is resident grows with the graph, which lies outside of the heap: a tenth of the features is loaded for comparison.
 * Event streams follow the load, beside it as soon as it has switched, and then alone: `published` is when they have it all.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JSONParser } from '@streamparser/json';
import { parse } from 'csv-parse';
import { startEngine } from '#wegwijzer/engine.js';
import { count, internal, json, readOptions } from './options.js';
import { randomPlace, randomSequence, SYNTHETIC_CLASSES } from './synthetic.js';

const BASE = 'http://localhost:8080';
const FORMATS = ['geojson', 'csv'] as const;
type Format = (typeof FORMATS)[number];
/** Megabytes that the heap of the thread that loads may have, whatever is loaded. */
const HEAP = 256;
/** Milliseconds between two looks at the memory. */
const LOOK = 50;

const values = readOptions({
  command: 'npm run bench:features',
  about:
    'Registers of GeoJSON and CSV through a mapping, in a heap of a given size, beside a raw parse of the same file.',
  options: {
    json,
    features: count(1_000_000, 'features of each file'),
    part: internal(),
    folder: internal(),
  },
});

/** What a part took. */
interface Part {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMegabytes: number;
  /** Most that the thread that loads held; the graph lies outside. */
  readonly peakHeapMegabytes: number;
}

/** What a load took. */
interface Load extends Part {
  /** Processor time until event streams have all of it, too. */
  readonly publishedCpuSeconds: number;
}

interface FormatRun {
  readonly format: Format;
  readonly features: number;
  readonly raw: Part;
  readonly load: Load;
  /** The load of a tenth. */
  readonly small: Load;
}

if (values.part === undefined) await measureAll(values.features);
else await runPart(values.part, values.folder ?? '');

async function measureAll(features: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-bench-features-'));
  try {
    writeFileSync(join(folder, 'geojson.yaml'), mappingText(''));
    writeFileSync(join(folder, 'csv.yaml'), mappingText('geometry: { lon: lon, lat: lat }\n'));
    const runs: FormatRun[] = [];
    for (const format of FORMATS) {
      await writeFeatures(folder, format, { name: 'whole', features });
      await writeFeatures(folder, format, { name: 'small', features: Math.ceil(features / 10) });
      const raw = (await inProcess(`raw-${format}-whole`, folder)) as Part;
      const small = (await inProcess(`load-${format}-small`, folder)) as Load;
      const load = (await inProcess(`load-${format}-whole`, folder)) as Load;
      const run = { format, features, raw, load, small };
      runs.push(run);
      if (!values.json) print(run);
    }
    if (values.json) console.log(JSON.stringify({ features, runs }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A mapping as the open data of a city takes. */
function mappingText(geometry: string): string {
  return `iri: id/asset/feature-{nr}
class: infra:Zitbank
${geometry}only: { status: in use }
lookups:
  teams: { values: { Green: groendienst, Roads: wegendienst } }
columns:
  team: { key: '{owner}', lookup: teams, default: unknown }
properties:
  - { property: obd:beheerder, iri: 'id/organisation/{team}', required: true }
  - { property: skos:prefLabel, value: '{name}', language: nl, if: name }
`;
}

async function writeFeatures(
  folder: string,
  format: Format,
  { name, features }: { readonly name: string; readonly features: number },
): Promise<void> {
  const stream = createWriteStream(join(folder, `${name}.${format}`));
  const random = randomSequence(features);
  stream.write(
    format === 'csv' ? 'nr,status,owner,name,lon,lat\n' : '{"type":"FeatureCollection","features":[\n',
  );
  for (let nr = 0; nr < features; nr += 1) {
    const [lon, lat] = randomPlace(random, features).map((degrees) => Number(degrees.toFixed(7)));
    const owner = nr % 2 === 0 ? 'Green' : 'Roads';
    const label = `${SYNTHETIC_CLASSES[nr % SYNTHETIC_CLASSES.length] ?? ''} ${String(nr)}`;
    const record =
      format === 'csv'
        ? `${String(nr)},in use,${owner},${label},${String(lon)},${String(lat)}\n`
        : `${nr === 0 ? '' : ',\n'}${JSON.stringify({
            type: 'Feature',
            geometry: { type: 'Point', coordinates: [lon, lat] },
            properties: { nr, status: 'in use', owner, name: label },
          })}`;
    if (!stream.write(record)) await once(stream, 'drain');
  }
  stream.end(format === 'csv' ? '' : '\n]}\n');
  await once(stream, 'finish');
}

/** Runs one part in a process of its own. */
async function inProcess(part: string, folder: string): Promise<unknown> {
  if (!values.json) console.error(part);
  const program = fileURLToPath(import.meta.url);
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${String(HEAP)}`, program, '--part', part, '--folder', folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let out = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${part} ended with ${String(child.exitCode)}.`);
  return JSON.parse(out);
}

async function runPart(part: string, folder: string): Promise<void> {
  const [kind, format, name = ''] = part.split('-');
  if (format !== 'geojson' && format !== 'csv') throw new Error(`There is no part ${part}.`);
  const path = join(folder, `${name}.${format}`);
  const measured =
    kind === 'raw'
      ? await measure(() => (format === 'csv' ? countCsv(path) : countGeoJson(path)))
      : await measureLoad(folder, { format, path, part });
  console.log(JSON.stringify(measured));
}

async function measureLoad(
  folder: string,
  { format, path, part }: { readonly format: Format; readonly path: string; readonly part: string },
): Promise<Load> {
  const directory = join(folder, part);
  const engine = await startEngine({ directory, baseUrl: BASE, readers: 0, spare: false });
  const mapping = join(folder, `${format}.yaml`);
  const loaded = await measure(() => engine.loadRegister({ name: 'features', files: [{ path }], mapping }));
  const published = await measure(() => engine.streams.caughtUp());
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
  return {
    ...loaded,
    publishedCpuSeconds: loaded.cpuSeconds + published.cpuSeconds,
    peakRssMegabytes: published.peakRssMegabytes,
    peakHeapMegabytes: Math.max(loaded.peakHeapMegabytes, published.peakHeapMegabytes),
  };
}

async function measure(work: () => Promise<unknown>): Promise<Part> {
  let peakHeap = 0;
  const watch = setInterval(() => {
    peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
  }, LOOK);
  const [begun, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  clearInterval(watch);
  return {
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: (user + system) / 1e6,
    // Of the whole process, in kilobytes.
    peakRssMegabytes: process.resourceUsage().maxRSS / 1e3,
    peakHeapMegabytes: peakHeap / 1e6,
  };
}

async function countCsv(path: string): Promise<number> {
  let count = 0;
  const records = createReadStream(path).pipe(parse({ columns: true }));
  records.on('data', () => {
    count += 1;
  });
  await once(records, 'end');
  return count;
}

async function countGeoJson(path: string): Promise<number> {
  let count = 0;
  const parser = new JSONParser({ paths: ['$.features.*'], keepStack: false });
  parser.onValue = () => {
    count += 1;
  };
  for await (const chunk of createReadStream(path)) parser.write(chunk as Buffer);
  return count;
}

function print({ format, features, raw, load, small }: FormatRun): void {
  const rate = ({ seconds, cpuSeconds }: Part): string =>
    `${(features / seconds).toFixed(0)} features/s, ${(features / cpuSeconds).toFixed(0)} per second of processor`;
  const megabytes = (value: number): string => `${value.toFixed(0)} MB`;
  console.log(`\n${format}, ${features.toLocaleString('en')} features`);
  console.log(`  raw parse  ${rate(raw)}`);
  console.log(
    `  load       ${rate(load)}: ${(load.cpuSeconds / raw.cpuSeconds).toFixed(1)} × the processor time of the raw parse`,
  );
  console.log(
    `  published  ${(features / load.publishedCpuSeconds).toFixed(0)} per second of processor, until event streams have them too`,
  );
  console.log(
    `  memory     ${megabytes(load.peakRssMegabytes)} resident at most (${megabytes(small.peakRssMegabytes)} for a tenth), ` +
      `heap of the loading thread ${megabytes(load.peakHeapMegabytes)} (${megabytes(small.peakHeapMegabytes)})`,
  );
}
