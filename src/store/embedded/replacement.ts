import { lineSubject, type Line } from '../../rdf/nquads.js';
import type { Change, Committed, GraphAccess, GraphReplacement } from '../graph-store.js';
import { checkCapacity } from './capacity.js';
import { joinBlock, splitBlock, type Journal, type JournalCommit } from './journal.js';
import type { GraphEntry } from './journal-tables.js';
import { headerRows } from './rdf-patch.js';
import { partKey, segmentRange, subjectKey } from './segment-keys.js';

/** Lines written in one transaction: some 15 ms, so that other work goes on meanwhile. */
const CHUNK_LINES = 5000;

/** Lines that are held in memory before they are staged. */
const HELD_LINES = 50_000;

export interface ReplacementOptions {
  readonly graph: string;
  readonly access: GraphAccess;
  readonly agent: string;
  readonly reason: string;
  readonly memoryCeiling: number;
  /** Commits an ordinary change. */
  readonly commit: (change: Change) => Promise<Committed>;
  /** Called when the switch is on disk. */
  readonly onCommitted: (commit: JournalCommit) => Promise<void>;
}

/**
 * Replaces a graph as a whole, in memory that does not grow with it: lines are staged in a segment of their own,
 * and one small transaction makes that segment the graph. A graph that is small enough is an ordinary change.
 */
export class Replacement implements GraphReplacement {
  readonly #journal: Journal;
  readonly #options: ReplacementOptions;
  readonly #old: GraphEntry | undefined;
  /** The segment that lines are staged in, once there are too many to be held. */
  #segment: number | undefined;
  #waiting: Line[] = [];
  #quads = 0;
  #bytes = 0;
  #parts = 0;

  constructor(journal: Journal, options: ReplacementOptions) {
    this.#journal = journal;
    this.#options = options;
    this.#old = journal.graph(options.graph);
  }

  async add(lines: readonly Line[]): Promise<void> {
    for (const line of lines) this.#waiting.push(line);
    if (this.#segment === undefined && this.#waiting.length < HELD_LINES) return;
    const segment = (this.#segment ??= this.#takeSegment());
    while (this.#waiting.length >= CHUNK_LINES) {
      this.#stage(segment, this.#waiting.splice(0, CHUNK_LINES));
      await new Promise(setImmediate);
    }
  }

  #takeSegment(): number {
    return this.#journal.write(() => {
      const segment = this.#journal.takeSegment();
      void this.#journal.tables.segments.put(segment, 'staged');
      return segment;
    });
  }

  #stage(segment: number, lines: readonly Line[]): void {
    const { state, tables } = this.#journal;
    const bySubject = new Map<string, Line[]>();
    for (const line of lines) {
      const subject = lineSubject(line);
      const group = bySubject.get(subject);
      if (group) group.push(line);
      else bySubject.set(subject, [line]);
    }
    this.#journal.write(() => {
      for (const [subject, added] of bySubject) {
        const key = subjectKey(segment, subject);
        const block = tables.quads.get(key) ?? '';
        const before = splitBlock(block);
        const after = new Set([...before, ...added]);
        const text = joinBlock(after);
        this.#quads += after.size - before.length;
        this.#bytes += text.length - block.length;
        void tables.quads.put(key, text);
      }
      if (!this.#old)
        this.#logPart(
          segment,
          lines.map((line) => `A ${line}`),
        );
    });
    const other = this.#old ?? { quads: 0, bytes: 0 };
    checkCapacity(
      state.quads - other.quads + this.#quads,
      state.bytes - other.bytes + this.#bytes,
      this.#options.memoryCeiling,
    );
  }

  /** Adds rows to the patch; inside a transaction. Part 0 is kept for the header. */
  #logPart(segment: number, rows: readonly string[]): void {
    this.#parts += 1;
    void this.#journal.tables.logParts.put(partKey(segment, this.#parts), `${rows.join('\n')}\n`);
  }

  async commit(
    alongside: Omit<Change, 'agent' | 'reason'> = {},
  ): Promise<{ readonly sequence: number; readonly quads: number }> {
    if (this.#segment === undefined && (this.#old?.quads ?? 0) < HELD_LINES)
      return this.#commitHeld(alongside);
    const segment = (this.#segment ??= this.#takeSegment());
    if (this.#waiting.length > 0) this.#stage(segment, this.#waiting.splice(0));
    if (this.#old) await this.#logDifference(segment, this.#old);
    const commit = this.#journal.write(() => this.#switch(segment, alongside));
    await this.#options.onCommitted({ ...commit, replaced: this.#options.graph });
    return { sequence: commit.sequence, quads: this.#quads };
  }

  /** The whole graph is in hand: an ordinary change does it. */
  async #commitHeld(
    alongside: Omit<Change, 'agent' | 'reason'>,
  ): Promise<{ readonly sequence: number; readonly quads: number }> {
    const { graph, access, agent, reason, commit } = this.#options;
    const next = new Set(this.#waiting);
    const current = this.#old ? [...this.#journal.lines(this.#old)] : [];
    const { sequence } = await commit({
      ...alongside,
      agent,
      reason,
      create: [{ graph, access }, ...(alongside.create ?? [])],
      remove: [...current.filter((line) => !next.has(line)), ...(alongside.remove ?? [])],
      insert: [...next, ...(alongside.insert ?? [])],
    });
    return { sequence, quads: next.size };
  }

  /** Makes the staged segment the graph; inside a transaction. */
  #switch(segment: number, alongside: Omit<Change, 'agent' | 'reason'>): JournalCommit {
    const { graph, access, agent, reason } = this.#options;
    const { tables } = this.#journal;
    const old = this.#journal.graph(graph);
    const entry: GraphEntry = { segment, access, quads: this.#quads, bytes: this.#bytes };
    void tables.graphs.put(graph, entry);
    void tables.segments.remove(segment);
    if (old) void tables.segments.put(old.segment, 'obsolete');
    this.#journal.addTotals(entry.quads - (old?.quads ?? 0), entry.bytes - (old?.bytes ?? 0));
    this.#logHead(segment);
    return this.#journal.apply({ ...alongside, agent, reason });
  }

  #logHead(segment: number): void {
    const { agent, reason, graph } = this.#options;
    const { id, previous, time } = this.#journal.nextLogEntry();
    const create = this.#old ? [] : [graph];
    const header = headerRows({ id, previous, time, agent, reason, create });
    this.#logPart(segment, ['TC .']);
    const { tables, state } = this.#journal;
    void tables.logParts.put(partKey(segment, 0), `${header.join('\n')}\nTX .\n`);
    const parts = { segment, count: this.#parts + 1 };
    void tables.log.put(state.sequence, { time, agent, reason, patch: '', parts });
  }

  /** Logs what the new graph has and the old one had not, and the other way round. */
  async #logDifference(segment: number, old: GraphEntry): Promise<void> {
    await this.#logMissing(segment, segment, old.segment, 'A');
    await this.#logMissing(segment, old.segment, segment, 'D');
  }

  async #logMissing(log: number, from: number, against: number, operation: 'A' | 'D'): Promise<void> {
    const { quads } = this.#journal.tables;
    const { end } = segmentRange(from);
    let start: Buffer | undefined = segmentRange(from).start;
    while (start) {
      const blocks: { key: Buffer; value: string }[] = [...quads.getRange({ start, end, limit: 1000 })];
      const rows = blocks.flatMap(({ value }) =>
        missingRows(value, quads.get(sameSubject(value, against)), operation),
      );
      if (rows.length > 0)
        this.#journal.write(() => {
          this.#logPart(log, rows);
        });
      const last = blocks.at(-1);
      start = last && blocks.length === 1000 ? Buffer.concat([last.key, Buffer.from([0])]) : undefined;
      await new Promise(setImmediate);
    }
  }

  abort(): Promise<void> {
    this.#waiting = [];
    const segment = this.#segment;
    if (segment !== undefined)
      this.#journal.write(() => {
        void this.#journal.tables.segments.put(segment, 'obsolete');
      });
    return Promise.resolve();
  }
}

function sameSubject(block: string, segment: number): Buffer {
  return subjectKey(segment, lineSubject(block));
}

function missingRows(block: string, other: string | undefined, operation: 'A' | 'D'): string[] {
  if (block === other) return [];
  const known = new Set(splitBlock(other ?? ''));
  return splitBlock(block)
    .filter((line) => !known.has(line))
    .map((line) => `${operation} ${line}`);
}
