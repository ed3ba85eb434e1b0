import type { Client } from '../access/index.js';
import { ProblemError } from '../problem.js';
import { NotRedecided, type Held } from '../reports/index.js';
import { isAsked } from './note.js';
import type { ScanParts } from './scan.js';
import { workInSlices } from './slices.js';
import { linesAbout, readRedecision, redecisionLines } from './waiting-graph.js';

/**
 * Reports that get their new decision at once. They ask together, and their changes share a flush, each with an entry in
 * the log of its own; few enough that a report coming in waits for little.
 */
const AT_ONCE = 16;

/** Problems after which there is nothing to decide: the report is gone, or its place is. */
const SETTLING: readonly string[] = ['not-found', 'invalid-parameter'];

/** What became of what was to be applied. */
export interface Applied {
  /** Reports that have a new decision. */
  readonly applied: readonly string[];
  /** Reports that wait no longer, since their answer is the same again. */
  readonly settled: readonly string[];
  /** Reports that keep their decision, and why; they wait on. */
  readonly kept: readonly { readonly report: string; readonly reason: Held }[];
  /** Reports about which nothing waits, or which are closed: what waits about those counts when they are reopened. */
  readonly unknown: readonly string[];
}

/** What applying works with. */
export type ApplyParts = ScanParts;

/** Who has reports decided again. */
export interface ApplyOptions {
  readonly client: Client;
  readonly requestId?: string | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Gives reports the decision that they would get now, in the place of the one in force, which stays in the record, and
 * offers them to whoever comes out.
 * @param reports IRIs; what is none is among the unknown
 * @throws ProblemError with the outcome so far (`applied`, `settled`, `kept`, `unknown`), where one cannot be decided now
 */
export async function applyRedecisions(
  parts: ApplyParts,
  reports: readonly string[],
  options: ApplyOptions,
): Promise<Applied> {
  const outcome: { [K in keyof Applied]: Applied[K][number][] } = {
    applied: [],
    settled: [],
    kept: [],
    unknown: [],
  };
  const queue = new Set(reports).values();
  let done = 0;
  const giveWay = workInSlices();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const report of queue) {
      await giveWay();
      if (failures.length > 0) return;
      const became = await applyOne(parts, report, options);
      if (became === 'reassigned' || became === 'split') outcome.kept.push({ report, reason: became });
      else outcome[became].push(report);
      options.onProgress?.((done += 1));
    }
  };
  // After a failure nothing more is begun, and what is under way is waited for: who asked is told of all that was done.
  const worked = Array.from({ length: AT_ONCE }, () =>
    work().catch((error: unknown) => failures.push(error)),
  );
  await Promise.all(worked);
  if (failures.length > 0) throw withOutcome(failures[0], outcome);
  return outcome;
}

/** The failure, with what had been done by then. */
function withOutcome(error: unknown, outcome: Applied): unknown {
  if (!(error instanceof ProblemError)) return error;
  const before = `Reports that have their new decision: ${String(outcome.applied.length)}. Ask again for the others.`;
  return new ProblemError(
    error.type,
    `${error.message} ${before}`,
    { ...error.extra, ...outcome },
    { cause: error },
  );
}

async function applyOne(
  parts: ApplyParts,
  report: string,
  options: ApplyOptions,
): Promise<'applied' | 'settled' | 'unknown' | Held> {
  const { store, life, baseUrl } = parts;
  const { client, requestId } = options;
  if (!waitsAbout(parts, report)) return 'unknown';
  try {
    await life.carryOut({
      report,
      command: { name: 'redecide' },
      authorise: () => Promise.resolve(client),
      ...(requestId === undefined ? {} : { requestId }),
    });
    return 'applied';
  } catch (error) {
    // Closed meanwhile.
    if (error instanceof ProblemError && error.type === 'illegal-transition') return 'unknown';
    const why = whyNot(error);
    if (why !== 'same') return why;
    await store.commit(() => ({
      agent: client.id,
      reason: 'Nothing to decide again',
      remove: linesAbout(store, baseUrl, report),
    }));
    return 'settled';
  }
}

/** Whether something waits, or was dismissed, about a report that is open. */
function waitsAbout(parts: ScanParts, report: string): boolean {
  const known = readRedecision(parts.store, parts.baseUrl, report);
  return known !== undefined && isAsked(parts, report, known.decision);
}

/** What stood in the way of a new decision. A report that has no place any more needs none. */
function whyNot(error: unknown): NotRedecided['why'] {
  if (error instanceof NotRedecided) return error.why;
  if (error instanceof ProblemError && SETTLING.includes(error.type)) return 'same';
  throw error;
}

/**
 * Lets the decisions in force stay; the same change is not put to anyone again.
 * @returns the reports about which something waited
 */
export async function dismissRedecisions(
  parts: ScanParts,
  reports: readonly string[],
  agent: string,
): Promise<string[]> {
  const { store, baseUrl } = parts;
  const dismissed = reports.filter((report) => waitsAbout(parts, report));
  if (dismissed.length === 0) return dismissed;
  await store.commit(() => {
    const insert: string[] = [];
    const remove: string[] = [];
    for (const report of new Set(dismissed)) {
      // It may have got its new decision meanwhile.
      const known = readRedecision(store, baseUrl, report);
      if (known?.state !== 'waiting') continue;
      remove.push(...linesAbout(store, baseUrl, report));
      insert.push(...redecisionLines({ ...known, state: 'dismissed' }, baseUrl));
    }
    const kept = new Set(insert);
    return {
      agent,
      reason: 'Decisions kept as they are',
      insert,
      remove: remove.filter((line) => !kept.has(line)),
    };
  });
  return dismissed;
}
