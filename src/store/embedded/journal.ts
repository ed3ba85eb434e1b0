import { randomUUID } from 'node:crypto';
import type { Transaction } from 'lmdb';
import { lineGraph, UnstorableTermError, type Line } from '../../rdf/nquads.js';
import { ProblemError } from '../../problem.js';
import type { Change, Committed, GraphAccess, KeptRecord, LogEntry, RecordTable } from '../graph-store.js';
import {
  beginDataDirectory,
  DataDirectoryError,
  finishDataDirectory,
  inspectDataDirectory,
  journalFolder,
} from './data-directory.js';
import { graphDelta, type GraphDelta } from './graph-delta.js';
import { checkNames } from './journal-names.js';
import {
  EMPTY_STATE,
  openTables,
  type GraphEntry,
  type JournalState,
  type JournalTables,
} from './journal-tables.js';
import { groupLines, splitBlock, textLength } from './line-blocks.js';
import { formatPatch } from './rdf-patch.js';
import { partKey, segmentRange, subjectKey } from './segment-keys.js';

/** A graph that a change touched, with the access it has. */
export interface TouchedGraph {
  readonly graph: string;
  readonly access: GraphAccess;
}

/** What a commit did, with what the graph workers need to follow. */
export interface JournalCommit extends Committed {
  readonly created: readonly TouchedGraph[];
  readonly dropped: readonly string[];
  /** Graphs among those touched that are not public. */
  readonly internal: ReadonlySet<string>;
  /** Lines that stayed and that an engine may take for one of those removed (see `GraphDelta.twins`). */
  readonly twins: readonly Line[];
}

/** A consistent look at the journal at one moment, for building a graph worker or a backup. */
export interface JournalSnapshot {
  readonly sequence: number;
  /** To be given with every reading of a table that must be of the same moment. */
  readonly transaction: Transaction;
  /** Graphs, in order of their IRI. */
  graphs(): Iterable<TouchedGraph & { readonly entry: GraphEntry }>;
  /** The lines of a graph in blocks of text, each line ended by a line feed. */
  blocks(entry: GraphEntry): Iterable<string>;
  release(): void;
}

/** A change, or what works it out inside the transaction, from the graph as it is by then. */
export type ChangeSource = Change | (() => Change);

interface WaitingCommit {
  readonly change: ChangeSource;
  readonly resolve: (commit: JournalCommit) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The durable truth: current quads, list of graphs, change log and the records beside the graph, in one LMDB
 * environment. Changes that arrive together share one transaction and one flush (see decision 0002).
 */
export class Journal {
  readonly tables: JournalTables;
  #state: JournalState;
  #waiting: WaitingCommit[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  #closed = false;

  private constructor(
    tables: JournalTables,
    readonly readOnly: boolean,
    private readonly now: () => Date,
  ) {
    this.tables = tables;
    this.#state = tables.state.get('journal') ?? EMPTY_STATE;
  }

  /**
   * Opens the journal of a data directory, or makes a new one.
   * @param options.readOnly look without writing, also beside a running writer
   * @throws DataDirectoryError where the directory is foreign, torn or of another version
   */
  static open(directory: string, options: { readOnly?: boolean; now?: () => Date } = {}): Journal {
    const readOnly = options.readOnly ?? false;
    const fresh = inspectDataDirectory(directory) === 'fresh';
    if (fresh && readOnly) throw new DataDirectoryError(`${directory} holds no data yet.`);
    if (fresh) beginDataDirectory(directory);
    const journal = new Journal(
      openTables(journalFolder(directory), readOnly),
      readOnly,
      options.now ?? (() => new Date()),
    );
    if (fresh) journal.#begin(directory);
    if (!readOnly) journal.#retireStagedSegments();
    return journal;
  }

  #begin(directory: string): void {
    this.write(() => {
      this.#state = { ...EMPTY_STATE };
    });
    finishDataDirectory(directory);
  }

  get state(): JournalState {
    return this.#state;
  }

  /** What the journal knows of a graph. */
  graph(graph: string): GraphEntry | undefined {
    return this.tables.graphs.get(graph);
  }

  /** The lines of a graph. */
  *lines(entry: GraphEntry): Generator<Line> {
    for (const { value } of this.tables.quads.getRange(segmentRange(entry.segment))) yield* splitBlock(value);
  }

  record(table: RecordTable, key: string): string | undefined {
    return this.tables.records[table].get(key);
  }

  /** Entries of the change log after `sequence`, in order. */
  *log(sequence: number): Generator<LogEntry> {
    for (const { key, value } of this.tables.log.getRange({ start: sequence + 1 })) {
      const { patch, parts, ...head } = value;
      yield { sequence: key, ...head, patch: () => (parts ? this.#partsOf(parts) : [patch]) };
    }
  }

  *#partsOf(parts: { segment: number; count: number }): Generator<string> {
    for (let part = 0; part < parts.count; part += 1)
      yield this.tables.logParts.get(partKey(parts.segment, part)) ?? '';
  }

  /**
   * Commits a change; resolves when it is on disk. All changes of one turn of the event loop share a flush.
   * @throws ProblemError `storage-unavailable` where the disk is full or cannot be written; nothing is changed then
   */
  commit(change: ChangeSource): Promise<JournalCommit> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      this.#scheduled ??= setImmediate(() => {
        this.#flush();
      });
    });
  }

  /** Commits what waits in one transaction; where that fails, each change alone, so that one cannot fail the others. */
  #flush(): void {
    this.#scheduled = undefined;
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length > 1 && this.#commitGroup(group) === undefined) return;
    for (const waiting of group) {
      const failure = this.#commitGroup([waiting]);
      if (failure) waiting.reject(failure.error);
    }
  }

  #commitGroup(group: readonly WaitingCommit[]): { readonly error: unknown } | undefined {
    try {
      const commits = this.write(() =>
        group.map(({ change }) => this.apply(typeof change === 'function' ? change() : change)),
      );
      group.forEach(({ resolve }, i) => {
        const commit = commits[i];
        if (commit) resolve(commit);
      });
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  /**
   * Runs `action` in one flushed transaction; on any failure the journal is as it was before.
   * @throws ProblemError `storage-unavailable`
   */
  write<T>(action: () => T): T {
    if (this.#closed) throw new ProblemError('storage-unavailable', 'The service is stopping.');
    if (this.readOnly)
      throw new ProblemError('storage-unavailable', 'The data directory is open for reading only.');
    const before = this.#state;
    try {
      return this.tables.environment.transactionSync(() => {
        const result = action();
        if (this.#state !== before) void this.tables.state.put('journal', this.#state);
        return result;
      });
    } catch (error) {
      this.#state = before;
      if (isOurs(error)) throw error;
      throw new ProblemError(
        'storage-unavailable',
        `The data directory cannot be written: ${(error as Error).message}. Nothing of this change was kept. Make room or mend its permissions, then try again.`,
        {},
        { cause: error },
      );
    }
  }

  /** The heart of a commit, inside a transaction: first compute what really changes, then write it. */
  apply(change: Change): JournalCommit {
    checkNames(change);
    const created: TouchedGraph[] = [];
    const dropped: string[] = [];
    const inserted: Line[] = [];
    const removed: Line[] = [];
    const twins: Line[] = [];
    const touched: string[] = [];
    for (const graph of change.drop ?? []) if (this.#drop(graph, removed)) dropped.push(graph);
    for (const { graph, access } of change.create ?? []) this.#ensureGraph(graph, access, created);
    for (const [graph, lines] of groupLines(change.remove ?? [], change.insert ?? [], lineGraph)) {
      if (lines.insert.length === 0 && !this.graph(graph)) continue;
      touched.push(graph);
      const entry = this.#ensureGraph(graph, 'public', created);
      const delta = graphDelta(this.tables, entry.segment, lines);
      this.#writeDelta(graph, entry, delta);
      append(removed, delta.removed);
      append(inserted, delta.inserted);
      append(twins, delta.twins);
    }
    for (const record of change.keep ?? []) this.#keep(record);
    if (inserted.length + removed.length + created.length + dropped.length > 0)
      this.#appendToLog(change, created, dropped, removed, inserted);
    return {
      sequence: this.#state.sequence,
      inserted,
      removed,
      created,
      dropped,
      twins,
      internal: new Set(
        [...touched, ...created.map(({ graph }) => graph)].filter((graph) => this.#isInternal(graph)),
      ),
    };
  }

  #keep({ table, key, value }: KeptRecord): void {
    if (value === undefined) void this.tables.records[table].remove(key);
    else void this.tables.records[table].put(key, value);
  }

  #isInternal(graph: string): boolean {
    return this.graph(graph)?.access === 'internal';
  }

  #ensureGraph(graph: string, access: GraphAccess, created: TouchedGraph[]): GraphEntry {
    const existing = this.graph(graph);
    if (existing) return existing;
    const segment = this.takeSegment();
    const entry: GraphEntry = { segment, access, quads: 0, bytes: 0, changed: this.#state.sequence + 1 };
    void this.tables.graphs.put(graph, entry);
    created.push({ graph, access });
    return entry;
  }

  /** A number for a new segment; inside a transaction. */
  takeSegment(): number {
    const segment = this.#state.nextSegment;
    this.#state = { ...this.#state, nextSegment: segment + 1 };
    return segment;
  }

  #drop(graph: string, removed: Line[]): boolean {
    const entry = this.graph(graph);
    if (!entry) return false;
    for (const { key, value } of this.tables.quads.getRange(segmentRange(entry.segment))) {
      append(removed, splitBlock(value));
      void this.tables.quads.remove(key);
    }
    void this.tables.graphs.remove(graph);
    this.addTotals(-entry.quads, -entry.bytes);
    return true;
  }

  #writeDelta(graph: string, entry: GraphEntry, delta: GraphDelta): void {
    if (delta.blocks.size === 0) return;
    for (const [subject, block] of delta.blocks) {
      const key = subjectKey(entry.segment, subject);
      if (block === '') void this.tables.quads.remove(key);
      else void this.tables.quads.put(key, block);
    }
    const quads = delta.inserted.length - delta.removed.length;
    const bytes = textLength(delta.inserted) - textLength(delta.removed);
    void this.tables.graphs.put(graph, {
      ...entry,
      quads: entry.quads + quads,
      bytes: entry.bytes + bytes,
      changed: this.#state.sequence + 1,
    });
    this.addTotals(quads, bytes);
  }

  /** Adds to the totals of the journal; inside a transaction. */
  addTotals(quads: number, bytes: number): void {
    this.#state = { ...this.#state, quads: this.#state.quads + quads, bytes: this.#state.bytes + bytes };
  }

  #appendToLog(
    change: Change,
    created: readonly TouchedGraph[],
    drop: readonly string[],
    removed: readonly Line[],
    inserted: readonly Line[],
  ): void {
    const { id, previous, time } = this.nextLogEntry();
    const create = created.map(({ graph }) => graph);
    const header = { id, previous, time, agent: change.agent, reason: change.reason, drop, create };
    void this.tables.log.put(this.#state.sequence, {
      time,
      agent: change.agent,
      reason: change.reason,
      patch: formatPatch(header, removed, inserted),
    });
  }

  /** Takes the next number of the log; inside a transaction. */
  nextLogEntry(): { id: string; previous: string; time: string } {
    const previous = this.#state.head;
    const id = `urn:uuid:${randomUUID()}`;
    this.#state = { ...this.#state, sequence: this.#state.sequence + 1, head: id };
    return { id, previous, time: this.now().toISOString() };
  }

  /** A consistent look at everything committed so far. Release it soon: while it lives, LMDB cannot reuse pages. */
  snapshot(): JournalSnapshot {
    const { tables } = this;
    const transaction = tables.environment.useReadTransaction();
    return {
      transaction,
      sequence: (tables.state.get('journal', { transaction }) ?? EMPTY_STATE).sequence,
      *graphs() {
        for (const { key, value } of tables.graphs.getRange({ transaction }))
          yield { graph: key, access: value.access, entry: value };
      },
      *blocks(entry) {
        for (const { value } of tables.quads.getRange({ ...segmentRange(entry.segment), transaction }))
          yield value;
      },
      release() {
        transaction.done();
      },
    };
  }

  /** Segments that an interrupted load left behind hold nothing that counts. */
  #retireStagedSegments(): void {
    const staged = [...this.tables.segments.getRange()].filter(({ value }) => value === 'staged');
    if (staged.length === 0) return;
    this.write(() => {
      for (const { key } of staged) void this.tables.segments.put(key, 'abandoned');
    });
  }

  /** Clears a bounded amount of what segments out of use hold. Returns whether there is more to clear. */
  clearObsolete(limit = 5000): boolean {
    const obsolete = [...this.tables.segments.getRange()].filter(({ value }) => value !== 'staged');
    const first = obsolete[0];
    if (!first) return false;
    const range = { ...segmentRange(first.key), limit };
    return this.write(() => {
      const { quads, logParts, segments } = this.tables;
      const keys = [...quads.getKeys(range)];
      for (const key of keys) void quads.remove(key);
      // The patch of a load that was finished stays in the log; one that was abandoned is in no log.
      const parts = first.value === 'abandoned' ? [...logParts.getKeys(range)] : [];
      for (const key of parts) void logParts.remove(key);
      const cleared = keys.length < limit && parts.length < limit;
      if (cleared) void segments.remove(first.key);
      return !cleared || obsolete.length > 1;
    });
  }

  /** Flushes what waits and closes the environment. */
  async close(): Promise<void> {
    if (this.#closed) return;
    if (this.#scheduled) {
      clearImmediate(this.#scheduled);
      this.#flush();
    }
    this.#closed = true;
    await this.tables.environment.close();
  }
}

/** Whether a failure is in the change itself, and not in the disk. */
function isOurs(error: unknown): boolean {
  return [ProblemError, UnstorableTermError, TypeError, RangeError].some((kind) => error instanceof kind);
}

/** Adds many items; spreading them as arguments would exhaust the stack from some 100 000 on. */
function append<T>(list: T[], more: readonly T[]): void {
  for (const item of more) list.push(item);
}
