import type { Transaction } from 'lmdb';
import type { LogEntry } from '../graph-store.js';
import type { JournalCounters } from './journal-counters.js';
import type { JournalTables, LogHead } from './journal-tables.js';
import { splitBlock } from './line-blocks.js';
import { formatPatch, patchRows, type PatchHeader } from './rdf-patch.js';
import { partKey } from './segment-keys.js';

/** What an entry says; its place and time are given by the log. */
export type LogWords = Omit<LogHead, keyof Pick<PatchHeader, 'id' | 'previous' | 'time'>>;

/** The change log of the journal: one entry for each change, each naming the one before, told as RDF Patch. */
export class JournalLog {
  readonly #tables: JournalTables;
  readonly #counters: JournalCounters;
  readonly #now: () => Date;

  constructor(tables: JournalTables, counters: JournalCounters, now: () => Date) {
    this.#tables = tables;
    this.#counters = counters;
    this.#now = now;
  }

  /** Adds an entry; inside a transaction. */
  append(words: LogWords): void {
    const { sequence, id, previous } = this.#counters.takeLogPlace();
    void this.#tables.log.put(sequence, { id, previous, time: this.#now().toISOString(), ...words });
  }

  /** Entries after `sequence`, in order. */
  *entries(sequence: number): Generator<LogEntry> {
    for (const { key, value } of this.#tables.log.getRange({ start: sequence + 1 })) {
      const { time, agent, reason, requestId } = value;
      const head = { sequence: key, time, agent, reason };
      let held: readonly string[] | undefined;
      // Who follows the log looks at a patch more than once; only those of bulk loads are too long to hold.
      const patch = (): Iterable<string> =>
        value.parts ? patchOf(this.#tables, value) : (held ??= [...patchOf(this.#tables, value)]);
      yield requestId === undefined ? { ...head, patch } : { ...head, requestId, patch };
    }
  }
}

/**
 * The patch of an entry, in parts.
 * @throws Error where a part is missing
 */
export function patchOf(tables: JournalTables, head: LogHead, transaction?: Transaction): Generator<string> {
  return formatPatch(head, rowsOf(tables, head, transaction));
}

function* rowsOf(
  tables: JournalTables,
  { id, removed, inserted, parts }: LogHead,
  transaction: Transaction | undefined,
): Generator<string> {
  if (!parts) {
    yield patchRows('D', splitBlock(removed));
    yield patchRows('A', splitBlock(inserted));
    return;
  }
  for (let part = 1; part <= parts.count; part += 1) {
    const rows = tables.logParts.get(partKey(parts.segment, part), transaction ? { transaction } : {});
    if (rows === undefined) throw new Error(`Part ${String(part)} of the patch ${id} is missing.`);
    yield rows;
  }
}
