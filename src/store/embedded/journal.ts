import { lineSubject, UnstorableTermError, type Line } from '../../rdf/nquads.js';
import { ProblemError } from '../../problem.js';
import type { Change, ChangeSource, LogEntry, RecordRange, RecordTable } from '../graph-store.js';
import { ChangeWriter, type JournalCommit } from './change-writer.js';
import {
  beginDataDirectory,
  finishDataDirectory,
  inspectDataDirectory,
  journalFolder,
  requireData,
} from './data-directory.js';
import { GroupCommit } from './group-commit.js';
import { JournalCounters } from './journal-counters.js';
import { JournalLog } from './journal-log.js';
import { takeSnapshot, type JournalSnapshot } from './journal-snapshot.js';
import {
  EMPTY_STATE,
  openTables,
  type GraphEntry,
  type JournalState,
  type JournalTables,
} from './journal-tables.js';
import { splitBlock } from './line-blocks.js';
import { segmentRange, subjectKey, wholeKey } from './segment-keys.js';
import { spreadBlock } from './whole-graphs.js';
import { clearSegment, firstObsolete, retireStaged } from './segments.js';

const READ_ONLY =
  'The data directory is open for reading only. Mend its permissions, then restart the service.';

export type { JournalCommit, TouchedGraph } from './change-writer.js';
export type { JournalSnapshot } from './journal-snapshot.js';

/**
 * The durable truth: current quads, list of graphs, change log and the records beside the graph, in one LMDB
 * environment. Changes that arrive together share one transaction and one flush (see decision 0002).
 */
export class Journal {
  readonly tables: JournalTables;
  readonly readOnly: boolean;
  readonly counters: JournalCounters;
  readonly log: JournalLog;
  readonly #writer: ChangeWriter;
  readonly #commits = new GroupCommit<ChangeSource, JournalCommit>((group) =>
    this.write(() =>
      group.map((change) =>
        this.apply(typeof change === 'function' ? change(this.state.sequence + 1) : change),
      ),
    ),
  );
  #closed = false;
  #isBroken = false;

  private constructor(tables: JournalTables, readOnly: boolean, now: () => Date) {
    this.tables = tables;
    this.readOnly = readOnly;
    this.counters = new JournalCounters(tables.state.get('journal'));
    this.log = new JournalLog(tables, this.counters, now);
    this.#writer = new ChangeWriter(tables, this.counters, this.log);
  }

  /**
   * Opens the journal of a data directory, or makes a new one.
   * @param options.readOnly look without writing, also beside a running writer
   * @throws DataDirectoryError where the directory is foreign, torn or of another version
   */
  static open(
    directory: string,
    options: { readOnly?: boolean; restoring?: boolean; now?: () => Date } = {},
  ): Journal {
    const { readOnly = false, restoring = false } = options;
    if (readOnly && !restoring) requireData(directory);
    const fresh = !restoring && inspectDataDirectory(directory) === 'fresh';
    if (fresh) beginDataDirectory(directory);
    const tables = openTables(journalFolder(directory), readOnly);
    const journal = new Journal(tables, readOnly, options.now ?? (() => new Date()));
    if (fresh) journal.#begin(directory);
    if (!readOnly) journal.#retireStaged();
    return journal;
  }

  #begin(directory: string): void {
    this.write(() => {
      this.counters.restore({ ...EMPTY_STATE });
    });
    finishDataDirectory(directory);
  }

  #retireStaged(): void {
    if (firstOf(this.tables.segments.getKeys()) === undefined) return;
    this.write(() => {
      retireStaged(this.tables);
    });
  }

  /** Whether no write can succeed before the data directory is opened anew. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  get state(): JournalState {
    return this.counters.state;
  }

  /** All graphs, in order. */
  *graphNames(): Generator<string> {
    for (const key of this.tables.graphs.getKeys()) yield key;
  }

  /** Graphs that everyone may query, in order. */
  *publicGraphs(): Generator<string> {
    for (const { key, value } of this.tables.graphs.getRange()) if (value.access === 'public') yield key;
  }

  /** What the journal knows of a graph. */
  graph(graph: string): GraphEntry | undefined {
    return this.tables.graphs.get(graph);
  }

  /** The lines of a graph. */
  *lines(entry: GraphEntry): Generator<Line> {
    for (const { value } of this.tables.quads.getRange(segmentRange(entry.segment))) yield* splitBlock(value);
  }

  /** The same, all at once; a small graph is one block, which needs no walk. */
  allLines(entry: GraphEntry): Line[] {
    return entry.whole
      ? splitBlock(this.tables.quads.get(wholeKey(entry.segment)) ?? '')
      : [...this.lines(entry)];
  }

  /** The lines of a graph about one subject, given in N-Quads notation. */
  linesAbout({ segment, whole }: GraphEntry, subject: string): Line[] {
    const key = whole ? wholeKey(segment) : subjectKey(segment, subject);
    return splitBlock(this.tables.quads.get(key) ?? '').filter((line) => lineSubject(line) === subject);
  }

  record(table: RecordTable, key: string): string | undefined {
    return this.tables.records[table].get(key);
  }

  /** Records of a table in the order of their keys. */
  *records(table: RecordTable, range: RecordRange): Generator<{ key: string; value: string }> {
    for (const { key, value } of this.tables.records[table].getRange(range)) yield { key, value };
  }

  /** Entries of the change log after `sequence`, in order. */
  entries(sequence: number): Generator<LogEntry> {
    return this.log.entries(sequence);
  }

  /** A consistent look at everything committed so far. */
  snapshot(): JournalSnapshot {
    return takeSnapshot(this.tables);
  }

  /**
   * Commits a change; resolves when it is on disk. All changes of one turn of the event loop share a flush.
   * @throws ProblemError `storage-unavailable` where the disk is full or cannot be written; nothing is changed then
   */
  commit(change: ChangeSource): Promise<JournalCommit> {
    return this.#commits.add(change);
  }

  /** Writes a change, inside a transaction. */
  apply(change: Change): JournalCommit {
    return this.#writer.apply(change);
  }

  /** Keeps a graph by subject from now on, as large ones are. */
  spread(graph: string): void {
    const entry = this.graph(graph);
    if (!entry?.whole) return;
    this.write(() => {
      for (const { value } of this.tables.quads.getRange(segmentRange(entry.segment)))
        spreadBlock(this.tables, entry.segment, value);
      void this.tables.graphs.put(graph, { ...entry, whole: false });
    });
  }

  /**
   * Runs `action` in one flushed transaction; on any failure the journal is as it was before.
   * @throws ProblemError `storage-unavailable`
   */
  write<T>(action: () => T): T {
    if (this.#closed) throw new ProblemError('storage-unavailable', 'The service is stopping.');
    if (this.readOnly) throw new ProblemError('storage-unavailable', READ_ONLY);
    const before = this.state;
    try {
      return this.tables.environment.transactionSync(() => {
        const result = action();
        if (this.state !== before) void this.tables.state.put('journal', this.state);
        return result;
      });
    } catch (error) {
      this.counters.restore(before);
      this.log.forgetAfter(before.sequence);
      if (isOurs(error)) throw error;
      const { message } = error as Error;
      // What LMDB says of every write once the disk has failed it: it does not look at the disk again.
      this.#isBroken ||= message.includes('MDB_PANIC');
      const remedy = this.#isBroken
        ? 'Look after the disk, then restart the service.'
        : 'Make room or mend its permissions, then try again.';
      throw new ProblemError(
        'storage-unavailable',
        `The data directory cannot be written: ${message}. Nothing of this change was kept. ${remedy}`,
        {},
        { cause: error },
      );
    }
  }

  /** Clears a bounded amount of what segments out of use hold. Returns whether there is more to clear. */
  clearObsolete(limit = 5000): boolean {
    const segment = firstObsolete(this.tables);
    if (segment === undefined) return false;
    this.write(() => {
      clearSegment(this.tables, segment, limit);
    });
    return firstObsolete(this.tables) !== undefined;
  }

  /** Flushes what waits and closes the environment. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#commits.flush();
    this.#closed = true;
    await this.tables.environment.close();
  }
}

function firstOf<T>(items: Iterable<T>): T | undefined {
  for (const item of items) return item;
  return undefined;
}

/** Whether a failure is in the change itself, and not in the disk. */
function isOurs(error: unknown): boolean {
  return [ProblemError, UnstorableTermError, TypeError, RangeError].some((kind) => error instanceof kind);
}
