import { setImmediate as nextTurn } from 'node:timers/promises';
import { iriTerm, readQuery } from '../../rdf/query-text.js';
import type { GraphStore } from '../../store/graph-store.js';
import { readLife } from '../life/life-of.js';
import { lifeKey, type LifeTable } from '../life/life-table.js';
import { subscribedReports } from '../notices/subscription.js';
import type { Erased } from './erasure.js';
import { reportId } from './personal-graph.js';
import type { Policies } from './policies.js';

const termsQuery = readQuery('reports/personal-data-terms.rq');
const DAY = 24 * 60 * 60 * 1000;
/** Reports that are looked at with one query. */
const AT_ONCE = 200;

/** Personal data that may no longer be kept, and why. */
export interface DueErasure {
  /** IRI of the report. */
  readonly report: string;
  /** IRI of its category; `undefined` where the report itself is gone. */
  readonly category?: string;
  readonly ground: 'ended' | 'too-old' | 'report-gone';
  /** Days for which it might have been kept. */
  readonly days: number;
  /** When they were over, ISO 8601 in UTC. */
  readonly since: string;
}

/** What says how long the data of a report may be kept. */
interface ReportDates {
  /** IRI. */
  readonly category: string;
  /** Key of its state. */
  readonly state: string;
  /** When it was filed, and when something last happened to it; ISO 8601. */
  readonly filed: string;
  readonly last: string;
}

/** What looking for expired data works with. */
export interface ExpiryParts {
  readonly store: GraphStore;
  readonly baseUrl: string;
  readonly table: LifeTable;
  readonly policies: Policies;
  readonly erase: (report: string) => Promise<Erased>;
  /** Erases files that no report named. */
  readonly eraseUnused: () => Promise<number>;
  readonly now: () => Date;
  /** Milliseconds between two looks; 0 for never by itself. */
  readonly interval: number;
  /** Told of each erasure. */
  readonly onExpired: (due: DueErasure) => void;
  /** Told of each that cannot be erased, and of a look that fails. */
  readonly onError: (error: unknown) => void;
}

/** Erases personal data when it was kept as long as it may be. */
export interface Expiry {
  /** What would be erased now. */
  due(): AsyncGenerator<DueErasure>;
  /** Erases it. What cannot be erased is told of, holds up nothing else, and is due the next time. @returns how many were erased */
  expire(): Promise<number>;
  close(): Promise<void>;
}

export function startExpiry(parts: ExpiryParts): Expiry {
  const ending = new AbortController();
  let looking: Promise<number> | undefined;
  const expire = (): Promise<number> =>
    (looking ??= expireAll(parts, ending.signal).finally(() => {
      looking = undefined;
    }));
  const timer =
    parts.interval > 0
      ? setInterval(() => void expire().catch(parts.onError), parts.interval).unref()
      : undefined;
  return {
    due: () => dueNow(parts),
    expire,
    close: async () => {
      clearInterval(timer);
      ending.abort();
      await looking?.catch(() => undefined);
    },
  };
}

async function expireAll(parts: ExpiryParts, signal: AbortSignal): Promise<number> {
  let count = 0;
  await parts.eraseUnused().catch(parts.onError);
  for await (const due of dueNow(parts)) {
    if (signal.aborted) break;
    try {
      await parts.erase(due.report);
    } catch (error) {
      parts.onError(error);
      continue;
    }
    parts.onExpired(due);
    count += 1;
  }
  return count;
}

async function* dueNow(parts: ExpiryParts): AsyncGenerator<DueErasure> {
  const { store, baseUrl } = parts;
  for (let start: string | undefined = ''; start !== undefined;) {
    const keys: string[] = [...store.readRecords('personal', { start, limit: AT_ONCE + 1 })].map(
      ({ key }) => key,
    );
    start = keys.length > AT_ONCE ? keys.pop() : undefined;
    yield* await dueAmong(
      parts,
      keys.map((key) => `${baseUrl}/id/report/${key}`),
    );
    await nextTurn();
  }
  // Reports whose reporter left nothing, or nothing any more: others follow them, or have files of them.
  const others = [
    ...new Set([...subscribedReports(store, baseUrl), ...reportsWithFiles(store, baseUrl)]),
  ].filter((report) => store.readRecord('personal', reportId(report)) === undefined);
  for (let at = 0; at < others.length; at += AT_ONCE) {
    yield* await dueAmong(parts, others.slice(at, at + AT_ONCE));
    await nextTurn();
  }
}

/** IRIs of reports with files, by the entries that find those of a report: `of`, the report's key and the file's. */
function* reportsWithFiles(store: Pick<GraphStore, 'readRecords'>, baseUrl: string): Generator<string> {
  for (const { key } of store.readRecords('attachment', { start: 'of ', end: 'of!' }))
    yield `${baseUrl}/id/report/${key.split(' ')[1] ?? ''}`;
}

async function dueAmong(parts: ExpiryParts, reports: readonly string[]): Promise<DueErasure[]> {
  if (reports.length === 0) return [];
  const { store, now } = parts;
  const known = await datesOf(store, reports);
  const due: DueErasure[] = [];
  for (const report of reports) {
    const dates = known.get(report) ?? datesInGraph(parts, report);
    if (dates) {
      const over = await overSince(parts, dates);
      if (over) due.push({ report, ...over });
    } else if (store.graphAccess(graphOf(report)) === undefined)
      // Without the report there is nothing that the data could be for; one that has no dates is left alone.
      due.push({ report, ground: 'report-gone', days: 0, since: now().toISOString() });
  }
  return due;
}

/** The dates of those reports that are queried. */
async function datesOf(store: GraphStore, reports: readonly string[]): Promise<Map<string, ReportDates>> {
  const rows = await store.select(termsQuery({ report: reports.map((report) => [iriTerm(report)]) }));
  const known = new Map<string, ReportDates>();
  for (const { report, category, state, filed, last } of rows)
    if (report && category && state && filed && last)
      known.set(report.value, {
        category: category.value,
        state: lifeKey(state.value),
        filed: filed.value,
        last: last.value,
      });
  return known;
}

/** The dates of a report that no query sees, since it is in the archive: someone may have left an address afterwards. */
function datesInGraph({ store, baseUrl }: ExpiryParts, report: string): ReportDates | undefined {
  if (store.graphAccess(graphOf(report)) !== 'archived') return undefined;
  const life = readLife(store, baseUrl, report);
  const [first] = life?.history ?? [];
  const last = life?.history.at(-1);
  if (!life || !first?.time || !last?.time || life.question.category === '') return undefined;
  return { category: life.question.category, state: life.state, filed: first.time, last: last.time };
}

function graphOf(report: string): string {
  return report.replace('/id/report/', '/doc/report/');
}

/** Which term of a report was over first, and when; `undefined` where none is. */
async function overSince(
  { table, policies, now }: ExpiryParts,
  { category, state, filed, last }: ReportDates,
): Promise<Omit<DueErasure, 'report'> | undefined> {
  const { keepAfterEnd, keepAtMost } = await policies.policyFor(category);
  const terms = [
    { ground: 'too-old', days: keepAtMost, from: filed } as const,
    ...(table.state(state).open ? [] : [{ ground: 'ended', days: keepAfterEnd, from: last } as const]),
  ].map(({ from, days, ground }) => ({ ground, days, end: Date.parse(from) + days * DAY }));
  const [first] = terms.sort((a, b) => a.end - b.end);
  if (!first || first.end > now().getTime()) return undefined;
  return { category, ground: first.ground, days: first.days, since: new Date(first.end).toISOString() };
}
