import type { Transaction } from 'lmdb';
import type { LogEntry } from '../graph-store.js';
import type { JournalCounters } from './journal-counters.js';
import type { JournalTables, LogHead } from './journal-tables.js';
import { splitBlock } from './line-blocks.js';
import { formatPatch, patchRows, type PatchHeader } from './rdf-patch.js';
import { partKey } from './segment-keys.js';

/** What an entry says; its place and time are given by the log. */
export type LogWords = Omit<LogHead, keyof Pick<PatchHeader, 'id' | 'previous' | 'time'>>;

/** Entries that are held for those who follow the log closely, and characters that one of them has at most. */
const HELD = 256;
const LONGEST_HELD = 65_536;

/** The change log of the journal: one entry for each change, each naming the one before, told as RDF Patch. */
export class JournalLog {
  readonly #tables: JournalTables;
  readonly #counters: JournalCounters;
  readonly #now: () => Date;
  /** The last entries by number, with those of a transaction that is not over yet. */
  readonly #recent = new Map<number, LogHead>();

  constructor(tables: JournalTables, counters: JournalCounters, now: () => Date) {
    this.#tables = tables;
    this.#counters = counters;
    this.#now = now;
  }

  /** Adds an entry; inside a transaction. */
  append(words: LogWords): void {
    const { sequence, id, previous } = this.#counters.takeLogPlace();
    const head: LogHead = { id, previous, time: this.#now().toISOString(), ...words };
    void this.#tables.log.put(sequence, head);
    this.#recent.delete(sequence - HELD);
    if (words.inserted.length + words.removed.length <= LONGEST_HELD) this.#recent.set(sequence, head);
  }

  /** Forgets what a transaction appended after `sequence` that did not come about. */
  forgetAfter(sequence: number): void {
    for (const number of this.#recent.keys()) if (number > sequence) this.#recent.delete(number);
  }

  /** Entries after `sequence`, in order; outside of a transaction. */
  *entries(sequence: number): Generator<LogEntry> {
    let next = sequence + 1;
    for (let head; (head = this.#recent.get(next)); next += 1) yield this.#entry(next, head);
    for (const { key, value } of this.#tables.log.getRange({ start: next })) yield this.#entry(key, value);
  }

  #entry(sequence: number, head: LogHead): LogEntry {
    const { time, agent, reason, requestId } = head;
    let held: readonly string[] | undefined;
    // Who follows the log looks at a patch more than once; only those of bulk loads are too long to hold.
    const patch = (): Iterable<string> =>
      head.parts ? patchOf(this.#tables, head) : (held ??= [...patchOf(this.#tables, head)]);
    const entry = { sequence, time, agent, reason, patch };
    return requestId === undefined ? entry : { ...entry, requestId };
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
