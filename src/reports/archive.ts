import { setTimeout as pause } from 'node:timers/promises';
import { xsd } from '../rdf/namespaces.js';
import { literalTerm, readQuery } from '../rdf/query-text.js';
import type { GraphStore, Solution } from '../store/graph-store.js';
import { archiveLines, linesInArchive } from './archive-graph.js';
import { readLife, type ReportLife } from './life/life-of.js';
import type { LifeTable } from './life/life-table.js';
import { subscribersOf } from './notices/subscription.js';
import type { Turns } from './turns.js';

const closedQuery = readQuery('reports/closed-before.rq');
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** Reports that leave at a time. */
const AT_ONCE = 20;
/** Milliseconds that the search may take; it runs in a reader, which gives way to others. */
const LOOKING = 60_000;

/** What archiving works with. */
export interface ArchiveParts {
  readonly store: GraphStore;
  readonly baseUrl: string;
  readonly table: LifeTable;
  readonly turns: Turns;
  readonly now: () => Date;
  /** Days after the last step of a closed report; default and 0 for never. */
  readonly archiveAfterDays?: number | undefined;
  /** Milliseconds between two looks; default an hour, 0 for never by itself. */
  readonly archiveInterval?: number | undefined;
  /** Told how many reports went. */
  readonly onArchived?: ((reports: number) => void) | undefined;
  readonly onError: (error: unknown) => void;
}

/** Takes reports that are over out of what is queried, so that the service does not fill with its past. */
export interface Archive {
  /** Archives what is due. @returns how many reports went; 0 where nothing ever is to go */
  run(): Promise<number>;
  close(): Promise<void>;
}

/**
 * A closed report to which nothing happened for long leaves the memory of the graph workers. It stays in the journal, is
 * read under its IRI as before, and comes back when something happens to it. One that still holds personal data waits until
 * that is erased, which is a matter of its own.
 */
export function startArchive(parts: ArchiveParts): Archive {
  const ending = new AbortController();
  let running: Promise<number> | undefined;
  const run = (): Promise<number> =>
    (running ??= archiveAll(parts, ending.signal).finally(() => {
      running = undefined;
    }));
  const { archiveAfterDays: days = 0, archiveInterval: interval = HOUR } = parts;
  const timer =
    interval > 0 && days > 0
      ? setInterval(() => void run().catch(parts.onError), interval).unref()
      : undefined;
  return {
    run,
    close: async () => {
      clearInterval(timer);
      ending.abort();
      await running?.catch(() => undefined);
    },
  };
}

async function archiveAll(parts: ArchiveParts, signal: AbortSignal): Promise<number> {
  const { archiveAfterDays: days = 0, now, onArchived } = parts;
  if (days === 0) return 0;
  const moment = now().getTime() - days * DAY;
  const due = await closedReports(parts, moment, signal);
  let count = 0;
  for (let at = 0; at < due.length && !signal.aborted; at += AT_ONCE) {
    const begun = performance.now();
    // Together, so that they share a flush.
    const went = await Promise.all(
      due.slice(at, at + AT_ONCE).map((report) => archiveOne(parts, report, moment)),
    );
    count += went.filter(Boolean).length;
    // As long a rest as the work took: a first look may find years of reports.
    await pause(performance.now() - begun);
  }
  if (count > 0) onArchived?.(count);
  return count;
}

/** IRIs of closed reports to which nothing happened since a moment; none where the search is ended. */
async function closedReports(
  { store }: ArchiveParts,
  moment: number,
  signal: AbortSignal,
): Promise<string[]> {
  const since = literalTerm(new Date(moment).toISOString(), xsd('dateTime'));
  const sparql = closedQuery({ moment: [[since]] });
  try {
    const answer = await store.query(sparql, { timeout: LOOKING, fresh: false, signal });
    const { results } = JSON.parse(answer) as { results: { bindings: Solution[] } };
    return results.bindings.flatMap(({ report }) => report?.value ?? []);
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}

/**
 * @param moment after which nothing may have happened to it
 * @returns whether it went: not where it holds personal data, nor where something happened to it meanwhile
 */
function archiveOne(parts: ArchiveParts, report: string, moment: number): Promise<boolean> {
  const { store, baseUrl, turns, now } = parts;
  return turns.take(report, async () => {
    const life = readLife(store, baseUrl, report);
    if (!life || !isOver(parts, life) || happenedSince(life, moment)) return false;
    await store.commit({
      agent: `${baseUrl}/id/agent/service`,
      reason: 'Closed report archived',
      archive: [life.graph],
      // Of an earlier time, where it came back without a step in its life.
      remove: linesInArchive(store, life, baseUrl),
      insert: archiveLines(life, { time: now(), baseUrl }),
    });
    return true;
  });
}

/** Whether nobody has anything to do with it any more, nor is it about anyone. */
function isOver({ store, table }: ArchiveParts, { id, graph, state }: ReportLife): boolean {
  return (
    !table.state(state).open &&
    store.graphAccess(graph) === 'public' &&
    store.readRecord('personal', id) === undefined &&
    subscribersOf(store, id).length === 0
  );
}

/** Whether something happened to it: it may be over once more, since it was found. */
function happenedSince({ history }: ReportLife, moment: number): boolean {
  return history.some(({ time }) => Date.parse(time) >= moment);
}
