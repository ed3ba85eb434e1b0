import type { GraphStore, KeptRecord } from '../store/graph-store.js';

/** One line of the audit log: no address, no token, no body. */
export interface AuditEntry {
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly outcome: 'unauthenticated' | 'forbidden' | 'done';
  readonly action: string;
  /** IRI of the client, as far as it is known. */
  readonly client: string;
  readonly reason: string;
  readonly requestId?: string;
  /** What the action would have touched: organisation, area or report. */
  readonly owner?: object;
}

/** An attempt that was refused. */
export type Refusal = AuditEntry & { readonly outcome: 'unauthenticated' | 'forbidden' };

/** Refusals that are written to disk in one minute; more are counted, so that nobody can fill the disk with them. */
const MOST_PER_MINUTE = 600;
/** Refusals that are kept at all; the oldest go first. What was done is kept for good. */
const MOST_KEPT = 100_000;
const MINUTE = 60_000;
const REFUSED = { start: 'refused ', end: 'refused!' };
const DONE = { start: 'done ', end: 'done!' };

type AuditStore = Pick<GraphStore, 'commit' | 'readRecords'>;

/** Keeps refused attempts. */
export interface AuditLog {
  /** Logs an attempt at once, and writes it beside the graph. @throws ProblemError `storage-unavailable` */
  refused(refusal: Refusal): Promise<void>;
}

/** @param options.log where each refusal goes as a structured line */
export function createAuditLog(
  store: AuditStore,
  options: {
    readonly agent: string;
    readonly now: () => Date;
    readonly log: (entry: object, message: string) => void;
  },
): AuditLog {
  let kept: number | undefined;
  let [minute, written, skipped, serial] = [0, 0, 0, 0];
  return {
    refused: async (refusal) => {
      options.log({ audit: refusal }, 'refused');
      const current = Math.floor(options.now().getTime() / MINUTE);
      if (current !== minute) [minute, written] = [current, 0];
      written += 1;
      if (written > MOST_PER_MINUTE) {
        skipped += 1;
        return;
      }
      const value = JSON.stringify(skipped > 0 ? { ...refusal, notWrittenBefore: skipped } : refusal);
      skipped = 0;
      serial = (serial + 1) % 1_000_000;
      kept ??= [...store.readRecords('audit', REFUSED)].length;
      const superfluous = kept < MOST_KEPT ? [] : oldest(store);
      kept += 1 - superfluous.length;
      const key = `refused ${refusal.time} ${String(serial).padStart(6, '0')}`;
      await store.commit({
        agent: options.agent,
        reason: 'Attempt refused',
        keep: [{ table: 'audit', key, value }, ...superfluous],
      });
    },
  };
}

/** The record of something done that leaves no trace in the graph, to be committed with it. @param id sets it apart */
export function doneRecord(entry: Omit<AuditEntry, 'outcome'>, id: string): KeptRecord {
  const value = JSON.stringify({ ...entry, outcome: 'done' });
  return { table: 'audit', key: `done ${entry.time} ${id}`, value };
}

function oldest(store: AuditStore): KeptRecord[] {
  return [...store.readRecords('audit', { ...REFUSED, limit: 1 })].map(({ key }) => ({
    table: 'audit',
    key,
    value: undefined,
  }));
}

/** What the audit log holds, the newest first. @param limit most entries */
export function readAudit(store: Pick<GraphStore, 'readRecords'>, limit: number): AuditEntry[] {
  return [REFUSED, DONE]
    .flatMap(({ start, end }) => [
      ...store.readRecords('audit', { start: end, end: start, reverse: true, limit }),
    ])
    .map(({ value }) => JSON.parse(value) as AuditEntry)
    .sort((a, b) => b.time.localeCompare(a.time))
    .slice(0, limit);
}
