/**
 * How long coverage takes over the 300 municipalities of Flanders of 2021, beside a baseline of the same run: one
 * decision after the other at the same sample points.
 *
 *     npm run bench:coverage [-- --json] [--folder ../shared/flanders]
 *
 * Every category and every municipality; where no register knows the ground, one place in each municipality.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countsOf, findCoverage } from '#wegwijzer/coverage/index.js';
import { startEngine } from '#wegwijzer/engine.js';
import { json, readOptions, text } from './options.js';

const REGISTERS = ['organisations', 'municipalities', 'road-segments'];
/** Cells of which the sample points are decided about one by one. */
const COMPARED = 500;

const values = readOptions({
  command: 'npm run bench:coverage',
  about:
    'How long coverage takes over the 300 municipalities of Flanders, beside one decision after the other.',
  options: {
    json,
    folder: text(
      'path',
      '../shared/flanders',
      'folder with organisations.ttl, municipalities.ttl and road-segments.ttl',
    ),
  },
});

const files = REGISTERS.map((name) => ({ name, path: join(values.folder, `${name}.ttl`) }));
const absent = files.find(({ path }) => !existsSync(path));
if (absent) {
  console.error(`There is no ${absent.path}; name the folder of the registers with --folder.`);
  process.exit(2);
}

const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-coverage-'));
const engine = await startEngine({ directory, baseUrl: 'http://localhost:8080', readers: 0, spare: false });
try {
  for (const { name, path } of files) await engine.loadRegister({ name, files: [{ path }] });
  let longest = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const begun = { cpu: process.cpuUsage(), wall: performance.now() };
  const report = await findCoverage(engine, { unrecorded: true });
  const wall = performance.now() - begun.wall;
  const { user, system } = process.cpuUsage(begun.cpu);
  clearInterval(watch);

  const { cells } = report;
  const step = Math.max(1, Math.floor(cells.length / COMPARED));
  const compared = cells.filter((_, index) => index % step === 0);
  const before = performance.now();
  for (const { category, sample } of compared)
    await engine.responsibility.decide({ category: category.iri, ...sample, accuracy: 1 });
  const decision = (performance.now() - before) / compared.length;

  const result = {
    areas: report.areas,
    categories: report.categories,
    places: report.places,
    cells: cells.length,
    ...countsOf(report),
    seconds: wall / 1000,
    cpuSeconds: (user + system) / 1e6,
    longestTurnMs: longest,
    msPerCell: wall / cells.length,
    /** Time of one decision, and how many times a cell costs that. */
    decisionMs: decision,
    cellPerDecision: wall / cells.length / decision,
  };
  if (values.json) console.log(JSON.stringify(result));
  else console.table(result);
} finally {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
}
