import type { LogEntry } from '../graph-store.js';
import type { JournalCounters } from './journal-counters.js';
import type { JournalTables, LogHead } from './journal-tables.js';
import type { Line } from '../../rdf/nquads.js';
import { formatPatch, headerRows } from './rdf-patch.js';
import { partKey } from './segment-keys.js';

/** What an entry says beside its lines. */
export interface LogWords {
  readonly agent: string;
  readonly reason: string;
  readonly requestId?: string;
  readonly drop: readonly string[];
  readonly create: readonly string[];
}

/** The change log of the journal: RDF Patch, one entry for each change, each naming the one before. */
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
  append(words: LogWords, removed: readonly Line[], inserted: readonly Line[]): void {
    const { agent, reason, requestId } = words;
    const { sequence, id, previous } = this.#counters.takeLogPlace();
    const time = this.#now().toISOString();
    const patch = formatPatch({ ...words, id, previous, time }, removed, inserted);
    const head = { time, agent, reason, ...(requestId === undefined ? {} : { requestId }) };
    void this.#tables.log.put(sequence, { ...head, patch });
  }

  /**
   * Adds the entry of a bulk load, whose rows are in parts 1 to `count` already; inside a transaction. Part 0 is
   * written now.
   */
  appendParts(words: LogWords, segment: number, count: number): void {
    const { agent, reason } = words;
    const { sequence, id, previous } = this.#counters.takeLogPlace();
    const time = this.#now().toISOString();
    const header = headerRows({ ...words, id, previous, time });
    void this.#tables.logParts.put(partKey(segment, 0), `${header.join('\n')}\nTX .\n`);
    const parts = { segment, count: count + 1 };
    void this.#tables.log.put(sequence, { time, agent, reason, patch: '', parts });
  }

  /** Entries after `sequence`, in order. */
  *entries(sequence: number): Generator<LogEntry> {
    for (const { key, value } of this.#tables.log.getRange({ start: sequence + 1 })) {
      const { time, agent, reason, requestId } = value;
      const head = { sequence: key, time, agent, reason };
      const patch = (): Generator<string> => this.#partsOf(value);
      yield requestId === undefined ? { ...head, patch } : { ...head, requestId, patch };
    }
  }

  *#partsOf({ patch, parts }: LogHead): Generator<string> {
    if (!parts) yield patch;
    else
      for (let part = 0; part < parts.count; part += 1)
        yield this.#tables.logParts.get(partKey(parts.segment, part)) ?? '';
  }
}
