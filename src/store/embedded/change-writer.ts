import type { Line } from '../../rdf/nquads.js';
import type { Change, Committed, GraphAccess, KeptRecord } from '../graph-store.js';
import { vocabularyOf } from '../vocabulary.js';
import { graphDelta, type GraphDelta } from './graph-delta.js';
import type { JournalCounters } from './journal-counters.js';
import type { JournalLog } from './journal-log.js';
import { checkNames } from './journal-names.js';
import type { GraphEntry, JournalTables } from './journal-tables.js';
import { groupByGraph, joinBlock, splitBlock, textLength, type LineGroup } from './line-blocks.js';
import { segmentRange } from './segment-keys.js';
import { LARGEST_WHOLE, spreadBlock } from './whole-graphs.js';

/** A graph that a change touched, with the access it has. */
export interface TouchedGraph {
  readonly graph: string;
  readonly access: GraphAccess;
}

/** What a commit did, with what the graph workers need to follow. */
export interface JournalCommit extends Committed {
  /** The lines of `inserted` as one block of text. */
  readonly insertedText: string;
  /** Graphs that were made and that nothing was put in. */
  readonly createdEmpty: readonly TouchedGraph[];
  readonly dropped: readonly string[];
  /** Graphs that left for the archive, and the quads of all of them. */
  readonly archived: { readonly graphs: readonly string[]; readonly quads: number };
  /** The lines of graphs that came back from the archive, as they are now; as one block of text. */
  readonly restoredText: string;
  /** Graphs among those touched that are not public. */
  readonly internal: ReadonlySet<string>;
  /** Lines that stayed and that an engine may take for one of those removed (see `GraphDelta.twins`). */
  readonly twins: readonly Line[];
}

/** A change as it takes shape. */
class Effect {
  readonly created = new Map<string, GraphAccess>();
  readonly filled = new Set<string>();
  readonly dropped: string[] = [];
  readonly archived = { graphs: [] as string[], quads: 0 };
  readonly restored: GraphEntry[] = [];
  readonly internal = new Set<string>();
  readonly inserted: Line[] = [];
  readonly removed: Line[] = [];
  readonly twins: Line[] = [];
  #blocks = 0;
  #text = '';

  add(graph: string, { inserted, removed, twins, blocks }: GraphDelta): void {
    append(this.inserted, inserted);
    append(this.removed, removed);
    append(this.twins, twins);
    if (inserted.length > 0) this.filled.add(graph);
    this.#blocks += blocks.length;
    this.#text = blocks[0]?.block ?? '';
  }

  get changesGraphs(): boolean {
    return (
      this.inserted.length + this.removed.length > 0 ||
      this.created.size + this.dropped.length + this.archived.graphs.length > 0
    );
  }

  /** Where all that came is one new block, as of a report, that block is the text. */
  insertedText(): string {
    const isOneNewBlock = this.#blocks === 1 && this.#text.length === textLength(this.inserted);
    return isOneNewBlock ? this.#text : joinBlock(this.inserted);
  }

  createdEmpty(): TouchedGraph[] {
    return [...this.created]
      .filter(([graph]) => !this.filled.has(graph))
      .map(([graph, access]) => ({ graph, access }));
  }
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

  /** The heart of a commit: first compute what really changes, then write it. */
  apply(change: Change): JournalCommit {
    const groups = groupByGraph(change.remove ?? [], change.insert ?? []);
    checkNames(change, groups.keys());
    const effect = new Effect();
    for (const graph of change.drop ?? []) this.#drop(graph, effect);
    this.#writeGraphs(change.create ?? [], groups, effect);
    for (const graph of change.archive ?? []) this.#archive(graph, effect);
    for (const record of change.keep ?? []) this.#keep(record);
    const insertedText = effect.insertedText();
    if (effect.changesGraphs) this.#appendToLog(change, effect, insertedText);
    const { inserted, removed, dropped, archived, internal, twins } = effect;
    const restoredText = effect.restored.map((entry) => this.#textOf(entry)).join('');
    const { sequence } = this.#counters.state;
    const createdEmpty = effect.createdEmpty();
    let words: ReadonlySet<string> | undefined;
    const vocabulary = (): ReadonlySet<string> => (words ??= vocabularyOf(inserted, removed));
    return {
      sequence,
      inserted,
      insertedText,
      removed,
      vocabulary,
      createdEmpty,
      dropped,
      archived,
      restoredText,
      internal,
      twins,
    };
  }

  #writeGraphs(
    create: readonly TouchedGraph[],
    groups: ReadonlyMap<string, LineGroup>,
    effect: Effect,
  ): void {
    const entries = new Map<string, GraphEntry>();
    for (const { graph, access } of create) entries.set(graph, this.#ensureGraph(graph, access, effect));
    for (const [graph, lines] of groups) {
      // To remove lines makes no graph.
      if (lines.insert.length === 0 && !entries.has(graph) && !this.#tables.graphs.doesExist(graph)) continue;
      const entry = entries.get(graph) ?? this.#ensureGraph(graph, 'public', effect);
      entries.set(graph, this.#writeLines(graph, entry, lines, effect));
    }
    for (const [graph, entry] of entries) void this.#tables.graphs.put(graph, entry);
  }

  #appendToLog({ agent, reason, requestId }: Change, effect: Effect, inserted: string): void {
    const { created, dropped: drop, removed } = effect;
    this.#log.append({
      agent,
      reason,
      ...(requestId === undefined ? {} : { requestId }),
      drop,
      create: [...created.keys()],
      ...(effect.archived.graphs.length === 0 ? {} : { archive: effect.archived.graphs }),
      removed: joinBlock(removed),
      inserted,
    });
  }

  #keep({ table, key, value }: KeptRecord): void {
    if (value === undefined) void this.#tables.records[table].remove(key);
    else void this.#tables.records[table].put(key, value);
  }

  /** The entry of a graph, made where there is none; the caller writes it. */
  #ensureGraph(graph: string, access: GraphAccess, effect: Effect): GraphEntry {
    const existing = this.#tables.graphs.get(graph);
    if ((existing?.access ?? access) === 'internal') effect.internal.add(graph);
    if (existing) return existing;
    effect.created.set(graph, access);
    const changed = this.#counters.state.sequence + 1;
    return { segment: this.#counters.takeSegment(), whole: true, access, quads: 0, bytes: 0, changed };
  }

  #drop(graph: string, effect: Effect): void {
    const entry = this.#tables.graphs.get(graph);
    if (!entry) return;
    for (const { key, value } of this.#tables.quads.getRange(segmentRange(entry.segment))) {
      append(effect.removed, splitBlock(value));
      void this.#tables.quads.remove(key);
    }
    void this.#tables.graphs.remove(graph);
    if (entry.access !== 'archived') this.#counters.addTotals(-entry.quads, -entry.bytes);
    effect.dropped.push(graph);
  }

  /** Totals are those of what workers hold. */
  #archive(graph: string, effect: Effect): void {
    const entry = this.#tables.graphs.get(graph);
    if (entry?.access !== 'public') return;
    void this.#tables.graphs.put(graph, { ...entry, access: 'archived' });
    this.#counters.addTotals(-entry.quads, -entry.bytes);
    effect.archived.graphs.push(graph);
    effect.archived.quads += entry.quads;
  }

  #textOf({ segment }: GraphEntry): string {
    return [...this.#tables.quads.getRange(segmentRange(segment))].map(({ value }) => value).join('');
  }

  /** Writes the blocks that change. @returns the new entry of the graph, the old one where nothing changes */
  #writeLines(graph: string, entry: GraphEntry, lines: LineGroup, effect: Effect): GraphEntry {
    const delta = graphDelta(this.#tables, entry, lines);
    effect.add(graph, delta);
    if (delta.blocks.length === 0) return entry;
    const whole = entry.whole && delta.blocks.every(({ block }) => block.length <= LARGEST_WHOLE);
    for (const { key, block } of delta.blocks)
      if (whole !== entry.whole) spreadBlock(this.#tables, entry.segment, block);
      else if (block === '') void this.#tables.quads.remove(key);
      else void this.#tables.quads.put(key, block);
    const quads = delta.inserted.length - delta.removed.length;
    const bytes = textLength(delta.inserted) - textLength(delta.removed);
    const changed = this.#counters.state.sequence + 1;
    const next = { ...entry, whole, quads: entry.quads + quads, bytes: entry.bytes + bytes, changed };
    if (entry.access !== 'archived') {
      this.#counters.addTotals(quads, bytes);
      return next;
    }
    this.#counters.addTotals(next.quads, next.bytes);
    effect.restored.push(next);
    return { ...next, access: 'public' };
  }
}

/** Adds many items; spreading them as arguments would exhaust the stack from some 100 000 on. */
function append<T>(list: T[], more: readonly T[]): void {
  for (const item of more) list.push(item);
}
