import { ProblemError } from '../problem.js';
import type { TouchedPlaces } from '../registers/index.js';
import { pointCells } from '../spatial/index.js';
import type { Responsibility } from '../responsibility/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { heldBecause, otherAnswer, type Life } from '../reports/index.js';
import { listOpenReports, readAnswered, type AnsweredReport } from './open-reports.js';
import { workInSlices } from './slices.js';
import { linesAbout, readRedecision, redecisionLines, type Redecision } from './waiting-graph.js';

/** Reports of which the outcome is committed at once. */
const BATCH = 100;
/**
 * Decisions that are under way at once: what they ask of the graph is asked together, so that the more of them there are,
 * the fewer queries it takes; few enough that a report coming in waits for little.
 */
const AT_ONCE = 32;
/** Metres around a report within which a change may matter to it: as far as deciding ever looks. */
const REACH = 250;

/** What a change may have touched, and what it was. */
export interface ScanRequest {
  /** IRI of the register or rule set that changed. */
  readonly cause?: string | undefined;
  /** Where it changed; everywhere where not given. */
  readonly touched?: TouchedPlaces | undefined;
}

/** How far a scan is. */
export interface ScanProgress {
  /** Open reports looked at, and all of them. */
  readonly done: number;
  readonly total: number;
  /** Those decided anew, since the change may touch them. */
  readonly decided: number;
  /** Those whose answer would be another one. */
  readonly found: number;
}

/** What a scan works with. */
export interface ScanParts {
  readonly store: GraphStore;
  readonly responsibility: Responsibility;
  readonly life: Life;
  readonly baseUrl: string;
  /** IRI of the service, which notes what waits. */
  readonly agent: string;
  readonly now: () => Date;
}

/**
 * Decides anew about the open reports that a change may touch, and notes those whose answer would be another one.
 * Nothing of a report changes. It goes on in portions, between which other work has its turn.
 * @param signal ends it after the portion under way
 */
export async function scanOpenReports(
  parts: ScanParts,
  request: ScanRequest,
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: ScanProgress) => void },
): Promise<ScanProgress> {
  const { store, life } = parts;
  const open = await listOpenReports(store);
  let progress: ScanProgress = { done: 0, total: open.length, decided: 0, found: 0 };
  for (let start = 0; start < open.length && !options.signal.aborted; start += BATCH) {
    const batch = open.slice(start, start + BATCH);
    const answered = await readAnswered(store, life, batch);
    const affected = await touchedAmong(parts, request.touched, answered);
    const found = await decideAll(parts, request, affected);
    await note(parts, affected, found);
    progress = {
      done: progress.done + batch.length,
      total: open.length,
      decided: progress.decided + affected.length,
      found: progress.found + found.length,
    };
    options.onProgress(progress);
    await new Promise(setImmediate);
  }
  return progress;
}

/** The reports about which a change may matter: things that are named are looked up together. */
async function touchedAmong(
  { responsibility }: ScanParts,
  touched: TouchedPlaces | undefined,
  reports: readonly AnsweredReport[],
): Promise<AnsweredReport[]> {
  const cells = touched?.cells;
  if (!cells) return [...reports];
  const isTouched = await Promise.all(
    reports.map(async ({ question }) => {
      if (question.asset !== undefined && touched.features.has(question.asset)) return true;
      // What is named and has not changed is where it was when the report was decided about.
      const place = await responsibility.placeAsked(question);
      return place === undefined || pointCells(place, REACH).some((cell) => cells.has(cell));
    }),
  );
  return reports.filter((_, index) => isTouched[index]);
}

async function decideAll(
  parts: ScanParts,
  request: ScanRequest,
  reports: readonly AnsweredReport[],
): Promise<Redecision[]> {
  const found: Redecision[] = [];
  const queue = reports.values();
  const giveWay = workInSlices();
  const work = async (): Promise<void> => {
    for (const report of queue) {
      const redecision = await decideAnew(parts, request, report);
      if (redecision) found.push(redecision);
      await giveWay();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

async function decideAnew(
  { responsibility, life: lives, now }: ScanParts,
  { cause }: ScanRequest,
  { report, decision, question, managers }: AnsweredReport,
): Promise<Redecision | undefined> {
  const first = await responsibility.weigh(question).catch(withoutPlace);
  // Without a place, as when a register has lost the thing that was named, there is nothing better to say.
  if (!first || first.managers.join(' ') === managers.join(' ')) return undefined;
  const life = lives.read(report);
  if (life?.decision !== decision) return undefined;
  const asked = question.excluded ?? [];
  const next = await otherAnswer(life, managers, (excluded) =>
    excluded.length === asked.length
      ? Promise.resolve(first)
      : responsibility.weigh({ ...question, excluded }),
  );
  if (!next) return undefined;
  const { sentence } = await next.explain();
  return {
    report,
    decision,
    from: managers,
    to: next.managers,
    why: sentence,
    cause,
    created: now().toISOString(),
    state: 'waiting',
    held: heldBecause(life),
  };
}

/** Anything else, as a query that took too long, says nothing about the answer. */
function withoutPlace(error: unknown): undefined {
  if (error instanceof ProblemError && error.type === 'invalid-parameter') return undefined;
  throw error;
}

/** Writes what waits now about these reports in the place of what waited. */
async function note(
  { store, baseUrl, agent }: ScanParts,
  looked: readonly AnsweredReport[],
  found: readonly Redecision[],
): Promise<void> {
  const byReport = new Map(found.map((redecision) => [redecision.report, redecision]));
  const insert: string[] = [];
  const remove: string[] = [];
  for (const { report } of looked) {
    const known = readRedecision(store, baseUrl, report);
    const next = byReport.get(report);
    if (known && next && isSame(known, next)) continue;
    if (known) remove.push(...linesAbout(store, baseUrl, report));
    if (next) insert.push(...redecisionLines(next, baseUrl));
  }
  const kept = new Set(insert);
  const gone = remove.filter((line) => !kept.has(line));
  if (insert.length + gone.length === 0) return;
  await store.commit({ agent, reason: 'Answers that would be others now', insert, remove: gone });
}

/** The same step from the same decision is not put to anyone again, nor what was dismissed. */
function isSame(a: Redecision, b: Redecision): boolean {
  return a.decision === b.decision && a.to.join(' ') === b.to.join(' ') && a.held === b.held;
}
