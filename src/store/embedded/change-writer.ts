import { lineGraph, type Line } from '../../rdf/nquads.js';
import type { Change, Committed, GraphAccess, KeptRecord } from '../graph-store.js';
import { graphDelta, type GraphDelta } from './graph-delta.js';
import type { JournalCounters } from './journal-counters.js';
import type { JournalLog, LogWords } from './journal-log.js';
import { checkNames } from './journal-names.js';
import type { GraphEntry, JournalTables } from './journal-tables.js';
import { groupLines, splitBlock, textLength } from './line-blocks.js';
import { segmentRange, subjectKey } from './segment-keys.js';

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

/** Writes changes into the tables of the journal, inside a transaction that someone else begins and ends. */
export class ChangeWriter {
  readonly #tables: JournalTables;
  readonly #counters: JournalCounters;
  readonly #log: JournalLog;

  constructor(tables: JournalTables, counters: JournalCounters, log: JournalLog) {
    this.#tables = tables;
    this.#counters = counters;
    this.#log = log;
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
      if (lines.insert.length === 0 && !this.#tables.graphs.get(graph)) continue;
      touched.push(graph);
      const entry = this.#ensureGraph(graph, 'public', created);
      const delta = graphDelta(this.#tables, entry.segment, lines);
      this.#writeDelta(graph, entry, delta);
      append(removed, delta.removed);
      append(inserted, delta.inserted);
      append(twins, delta.twins);
    }
    for (const record of change.keep ?? []) this.#keep(record);
    if (inserted.length + removed.length + created.length + dropped.length > 0)
      this.#log.append(wordsOf(change, created, dropped), removed, inserted);
    return {
      sequence: this.#counters.state.sequence,
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
    if (value === undefined) void this.#tables.records[table].remove(key);
    else void this.#tables.records[table].put(key, value);
  }

  #isInternal(graph: string): boolean {
    return this.#tables.graphs.get(graph)?.access === 'internal';
  }

  #ensureGraph(graph: string, access: GraphAccess, created: TouchedGraph[]): GraphEntry {
    const existing = this.#tables.graphs.get(graph);
    if (existing) return existing;
    const segment = this.#counters.takeSegment();
    const entry: GraphEntry = {
      segment,
      access,
      quads: 0,
      bytes: 0,
      changed: this.#counters.state.sequence + 1,
    };
    void this.#tables.graphs.put(graph, entry);
    created.push({ graph, access });
    return entry;
  }

  #drop(graph: string, removed: Line[]): boolean {
    const entry = this.#tables.graphs.get(graph);
    if (!entry) return false;
    for (const { key, value } of this.#tables.quads.getRange(segmentRange(entry.segment))) {
      append(removed, splitBlock(value));
      void this.#tables.quads.remove(key);
    }
    void this.#tables.graphs.remove(graph);
    this.#counters.addTotals(-entry.quads, -entry.bytes);
    return true;
  }

  #writeDelta(graph: string, entry: GraphEntry, delta: GraphDelta): void {
    if (delta.blocks.size === 0) return;
    for (const [subject, block] of delta.blocks) {
      const key = subjectKey(entry.segment, subject);
      if (block === '') void this.#tables.quads.remove(key);
      else void this.#tables.quads.put(key, block);
    }
    const quads = delta.inserted.length - delta.removed.length;
    const bytes = textLength(delta.inserted) - textLength(delta.removed);
    void this.#tables.graphs.put(graph, {
      ...entry,
      quads: entry.quads + quads,
      bytes: entry.bytes + bytes,
      changed: this.#counters.state.sequence + 1,
    });
    this.#counters.addTotals(quads, bytes);
  }
}

function wordsOf(
  { agent, reason, requestId }: Change,
  created: readonly TouchedGraph[],
  drop: readonly string[],
): LogWords {
  return {
    agent,
    reason,
    ...(requestId === undefined ? {} : { requestId }),
    drop,
    create: created.map(({ graph }) => graph),
  };
}

/** Adds many items; spreading them as arguments would exhaust the stack from some 100 000 on. */
function append<T>(list: T[], more: readonly T[]): void {
  for (const item of more) list.push(item);
}
