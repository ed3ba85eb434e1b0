import { ProblemError } from '../problem.js';
import type { TouchedPlaces } from '../registers/index.js';
import { pointCells } from '../spatial/index.js';
import type { Responsibility } from '../responsibility/index.js';
import { heldBecause, otherAnswer, type Life } from '../reports/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { listOpenReports, readAnswered, type AnsweredReport } from './open-reports.js';
import { note, strikeEnded, type Looked } from './note.js';
import { workInSlices } from './slices.js';
import type { Redecision } from './waiting-graph.js';

/** Reports that are read at once. */
const BATCH = 200;
/** Reports of which the outcome is committed at once. */
const NOTED_AT_ONCE = 100;
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
 * Nothing of a report changes. Other work has its turn all the while.
 * @param signal ends it after the decisions under way
 * @throws what one could not be decided about for; what came of those before it is noted
 */
export async function scanOpenReports(
  parts: ScanParts,
  request: ScanRequest,
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: ScanProgress) => void },
): Promise<ScanProgress> {
  const open = await listOpenReports(parts.store);
  let progress: ScanProgress = { done: 0, total: open.length, decided: 0, found: 0 };
  const tell = (more: Partial<ScanProgress>): void => {
    options.onProgress((progress = { ...progress, ...more }));
  };
  const queue = affectedAmong(parts, request.touched, open, (untouched) => {
    tell({ done: progress.done + untouched });
  });
  const giveWay = workInSlices();
  let looked: Looked[] = [];
  const noteAll = (): Promise<void> => {
    const noted = looked;
    looked = [];
    return note(parts, noted);
  };
  const work = async (): Promise<void> => {
    for await (const answered of queue) {
      if (options.signal.aborted) return;
      const found = await decideAnew(parts, request, answered);
      looked.push({ report: answered.report, decision: answered.decision, found });
      const { done, decided } = progress;
      tell({ done: done + 1, decided: decided + 1, found: progress.found + (found ? 1 : 0) });
      if (looked.length >= NOTED_AT_ONCE) await noteAll();
      await giveWay();
    }
  };
  const worked = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  await noteAll();
  for (const outcome of worked) if (outcome.status === 'rejected') throw outcome.reason;
  if (!options.signal.aborted) await strikeEnded(parts, open);
  return progress;
}

/**
 * The reports about which a change may matter, read in portions, each while those before it are decided about.
 * @param onUntouched told how many the change is of no matter to
 */
async function* affectedAmong(
  parts: ScanParts,
  touched: TouchedPlaces | undefined,
  open: readonly string[],
  onUntouched: (reports: number) => void,
): AsyncGenerator<AnsweredReport, void, undefined> {
  const read = (start: number): Promise<AnsweredReport[]> => {
    const batch = open.slice(start, start + BATCH);
    const reading = readAffected(parts, touched, batch);
    // Of the portion that nobody comes for after a failure.
    reading.catch(() => undefined);
    return reading;
  };
  let next = read(0);
  for (let start = 0; start < open.length; start += BATCH) {
    const affected = await next;
    if (start + BATCH < open.length) next = read(start + BATCH);
    onUntouched(Math.min(BATCH, open.length - start) - affected.length);
    yield* affected;
  }
}

async function readAffected(
  parts: ScanParts,
  touched: TouchedPlaces | undefined,
  batch: readonly string[],
): Promise<AnsweredReport[]> {
  return touchedAmong(parts, touched, await readAnswered(parts.store, parts.life, batch));
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
