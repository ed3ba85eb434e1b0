/**
 * How many duplicates are found, and how many of those offered are none: on generated clusters of reports.
 *
 *     npm run bench:duplicates
 */
import { findDuplicates, type OpenReport } from '#wegwijzer/reports/index.js';
import { readOptions } from './options.js';

readOptions({
  command: 'npm run bench:duplicates',
  about:
    'How many duplicates are found, and how many of those offered are none: on generated clusters of reports.',
  options: {},
});

const DAY = 86_400_000;
const METRES_PER_DEGREE = { lon: 70_000, lat: 111_200 };
const CATEGORIES = [
  ['afval', 'zwerfvuil'],
  ['afval', 'sluikstort'],
  ['defect', 'zitbank'],
  ['defect', 'verlichting'],
  ['weg', 'put'],
] as const;

interface Generated extends OpenReport {
  readonly problem: number;
}

/** Mulberry32: the same clusters at each run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Problems at random places of a square kilometre for each 400, each reported once to five times within two weeks,
 * with a noise of 8 m (1 sigma); one reporter in ten takes the wrong category of the right family.
 */
function generate(problems: number, random: () => number): Generated[] {
  const normal = (): number => Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
  const side = Math.sqrt(problems / 400) * 1000;
  const start = Date.parse('2026-09-01T00:00:00Z');
  return Array.from({ length: problems }, (_, problem) => {
    const [x, y] = [random() * side, random() * side];
    const [family, leaf] = CATEGORIES[Math.floor(random() * CATEGORIES.length)] ?? CATEGORIES[0];
    const begun = start + random() * 45 * DAY;
    return Array.from({ length: 1 + Math.floor(random() ** 2 * 5) }, (__, index): Generated => {
      const wrong = random() < 0.1;
      const siblings = CATEGORIES.filter(([theirs, other]) => theirs === family && other !== leaf);
      const chosen = wrong ? (siblings[0]?.[1] ?? leaf) : leaf;
      return {
        problem,
        report: `urn:report:${String(problem)}:${String(index)}`,
        state: 'offered',
        category: `${family}/${chosen}`,
        handler: '',
        asset: undefined,
        point: [
          3.7 + (x + 8 * normal()) / METRES_PER_DEGREE.lon,
          51 + (y + 8 * normal()) / METRES_PER_DEGREE.lat,
        ],
        filed: begun + random() * 14 * DAY,
        answerBy: undefined,
        solveBy: undefined,
        reminded: false,
      };
    });
  })
    .flat()
    .sort((a, b) => a.filed - b.filed);
}

/** Files the reports in order, and looks what each would have been offered. */
async function measure(reports: readonly Generated[]): Promise<{ precision: number; recall: number }> {
  const cells = new Map<string, Generated[]>();
  const cellOf = ([lon, lat]: readonly number[], dx = 0, dy = 0): string =>
    `${String(Math.floor((lon ?? 0) * 500) + dx)} ${String(Math.floor((lat ?? 0) * 800) + dy)}`;
  const around = (point: readonly number[]): Generated[] =>
    [-1, 0, 1].flatMap((dx) =>
      [-1, 0, 1].flatMap((dy) => (cells.get(cellOf(point, dx, dy)) ?? []).slice(-50)),
    );
  const filed = new Set<number>();
  let [offered, right, wanted, found] = [0, 0, 0, 0];
  for (const report of reports) {
    const point = report.point ?? [0, 0];
    const duplicates = await findDuplicates(
      { category: report.category, point: report.point, accuracy: 10 },
      {
        open: { around, about: () => [], unplaced: () => [], place: () => undefined },
        responsibility: {
          placeOf: () => Promise.resolve(undefined),
          categoryFamilies: () => Promise.resolve((iri: string) => [iri, iri.split('/')[0] ?? '']),
        },
        now: new Date(report.filed),
      },
    );
    const problemOf = (iri: string): number => Number(iri.split(':')[2]);
    offered += duplicates.length;
    right += duplicates.filter((one) => problemOf(one.report) === report.problem).length;
    if (filed.has(report.problem)) {
      wanted += 1;
      if (duplicates.some((one) => problemOf(one.report) === report.problem)) found += 1;
    }
    filed.add(report.problem);
    const cell = cellOf(point);
    cells.set(cell, [...(cells.get(cell) ?? []), report]);
  }
  return { precision: right / offered, recall: found / wanted };
}

for (const problems of [400, 2000, 8000]) {
  const reports = generate(problems, randomFrom(problems));
  const { precision, recall } = await measure(reports);
  process.stdout.write(
    `${String(reports.length)} reports of ${String(problems)} problems: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}\n`,
  );
}
