import { iriTerm, readQuery } from '../rdf/query-text.js';
import { DEFAULT_ACCURACY, excludedIn, type Life, type ReportLife } from '../reports/index.js';
import type { Question } from '../responsibility/index.js';
import { parseWkt } from '../spatial/index.js';
import type { GraphStore, Solution } from '../store/graph-store.js';

const openQuery = readQuery('redecide/open-reports.rq');
const answersQuery = readQuery('redecide/answers.rq');

/** Official statuses after which nothing is done any more, for reports without a state of their own. */
const ENDED: ReadonlySet<string | undefined> = new Set(
  ['133', '138', '250', '475', '733', '751', '956'].map(
    (code) => `https://data.vlaanderen.be/id/concept/MeldingStatuswaarde/${code}`,
  ),
);

/** A report with what was asked and answered. */
export interface AnsweredReport {
  readonly report: string;
  /** IRI of the decision in force. */
  readonly decision: string;
  readonly question: Question;
  /** IRIs of whom the decision leads to, sorted. */
  readonly managers: readonly string[];
}

/** IRIs of all reports on which something may still be done, in order. */
export async function listOpenReports(store: GraphStore): Promise<string[]> {
  const open = new Set<string>();
  const ended = new Set<string>();
  for (const { report, status } of await store.select(openQuery()))
    if (report) (ENDED.has(status?.value) ? ended : open).add(report.value);
  return [...open].filter((report) => !ended.has(report)).sort();
}

/** What was asked and answered in each of these reports. */
export async function readAnswered(
  store: GraphStore,
  life: Life,
  reports: readonly string[],
): Promise<AnsweredReport[]> {
  const found = new Map<string, AnsweredReport & { readonly managers: string[] }>();
  const rows = await store.select(answersQuery({ report: reports.map((iri) => [iriTerm(iri)]) }));
  for (const row of rows) {
    const { report, category, decision } = row;
    if (!report || !category || !decision) continue;
    const known = found.get(report.value) ?? {
      report: report.value,
      decision: decision.value,
      question: questionIn(row, category.value, () => life.read(report.value)),
      managers: [],
    };
    found.set(report.value, known);
    const manager = row.responsible ?? row.candidate;
    if (manager && !known.managers.includes(manager.value)) known.managers.push(manager.value);
  }
  for (const { managers } of found.values()) managers.sort();
  return [...found.values()];
}

function questionIn(
  { wkt, accuracy, asset, special }: Solution,
  category: string,
  whole: () => ReportLife | undefined,
): Question {
  const life = special && whole();
  return {
    category,
    point: pointOf(wkt?.value),
    accuracy: Number(accuracy?.value ?? DEFAULT_ACCURACY),
    asset: asset?.value,
    ...(life && { chosen: life.question.chosen, excluded: excludedIn(life) }),
  };
}

function pointOf(wkt: string | undefined): Question['point'] {
  const geometry = wkt === undefined ? undefined : parseWkt(wkt);
  if (geometry?.type !== 'Point') return undefined;
  const [lon, lat] = geometry.coordinates;
  return lon === undefined || lat === undefined ? undefined : [lon, lat];
}
