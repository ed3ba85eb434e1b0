import type { GraphStore, KeptRecord, RecordRange, RecordTable } from '../store/graph-store.js';

/** The tables that streams are made of (see `RecordTable`). */
export type StreamTable = Extract<RecordTable, `stream-${string}`>;

/** Digits of a number in a key, so that keys stand in the order of their numbers. */
const DIGITS = 12;

/** A number as part of a key. */
export function numberKey(number: number): string {
  return String(number).padStart(DIGITS, '0');
}

type Waiting = KeptRecord | (Pick<KeptRecord, 'table' | 'key'> & { readonly json: unknown });

function textOf(waiting: Waiting): string | undefined {
  return 'json' in waiting ? JSON.stringify(waiting.json) : waiting.value;
}

/** Records of the streams, with writes that wait until they are flushed together. */
export class StreamTables {
  readonly #store: GraphStore;
  readonly #agent: string;
  #waiting = new Map<string, Waiting>();

  /** @param agent IRI of the service, in whose name records are kept */
  constructor(store: GraphStore, agent: string) {
    this.#store = store;
    this.#agent = agent;
  }

  /** Writes that wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  read(table: StreamTable, key: string): string | undefined {
    const waiting = this.#waiting.get(`${table} ${key}`);
    return waiting ? textOf(waiting) : this.#store.readRecord(table, key);
  }

  /** A record that `writeJson` wrote; `undefined` where there is none. */
  readJson(table: StreamTable, key: string): unknown {
    const waiting = this.#waiting.get(`${table} ${key}`);
    if (waiting && 'json' in waiting) return waiting.json;
    const text = waiting ? waiting.value : this.#store.readRecord(table, key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** What is flushed; what waits is not in it. */
  range(table: StreamTable, range: RecordRange): Iterable<{ key: string; value: string }> {
    return this.#store.readRecords(table, range);
  }

  /** @param value `undefined` removes the record */
  write(table: StreamTable, key: string, value: string | undefined): void {
    this.#waiting.set(`${table} ${key}`, { table, key, value });
  }

  /** Writes a value that does not change any more; it becomes text when it is flushed, as most are soon replaced. */
  writeJson(table: StreamTable, key: string, json: unknown): void {
    this.#waiting.set(`${table} ${key}`, { table, key, json });
  }

  /** Puts all that waits on disk, in one transaction. @throws ProblemError `storage-unavailable`; it then waits on */
  async flush(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const flushed = this.#waiting;
    const keep = [...flushed.values()].map((waiting): KeptRecord => ({
      table: waiting.table,
      key: waiting.key,
      value: textOf(waiting),
    }));
    await this.#store.commit({ agent: this.#agent, reason: 'Event streams', keep });
    this.#waiting = new Map([...this.#waiting].filter(([key, record]) => flushed.get(key) !== record));
  }

  /** Forgets what waits. */
  discard(): void {
    this.#waiting.clear();
  }
}
