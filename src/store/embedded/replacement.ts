import { lineSubject, type Line } from '../../rdf/nquads.js';
import type {
  Alongside,
  Change,
  Committed,
  DifferenceListener,
  GraphAccess,
  GraphReplacement,
} from '../graph-store.js';
import { checkCapacity } from './capacity.js';
import type { Journal, JournalCommit } from './journal.js';
import type { GraphEntry } from './journal-tables.js';
import { groupLines, joinBlock, splitBlock } from './line-blocks.js';
import { partKey, segmentRange, subjectKey } from './segment-keys.js';

/** Lines or subjects handled in one transaction: some 15 to 40 ms, so that other work goes on meanwhile. */
const CHUNK_LINES = 5000;

/** Times that the difference with the old graph is worked out while others may change that graph. */
const UNHURRIED_ATTEMPTS = 3;

/** Lines that are held in memory before they are staged. */
const HELD_LINES = 50_000;

export interface ReplacementOptions {
  readonly graph: string;
  readonly access: GraphAccess;
  readonly agent: string;
  readonly reason: string;
  readonly memoryCeiling: number;
  /** Commits an ordinary change, worked out inside the transaction. */
  readonly commit: (change: () => Change) => Promise<Committed>;
  /** Called when the switch is on disk. */
  readonly onCommitted: (commit: JournalCommit) => Promise<void>;
  /** Called when what was staged may be cleared. */
  readonly onAborted: () => void;
}

/**
 * Replaces a graph as a whole, in memory that does not grow with it: lines are staged in a segment of their own,
 * and one small transaction makes that segment the graph. A graph that is small enough is an ordinary change.
 */
export class Replacement implements GraphReplacement {
  readonly #journal: Journal;
  readonly #options: ReplacementOptions;
  /** The segment that lines are staged in, once there are too many to be held. */
  #segment: number | undefined;
  #waiting: Line[] = [];
  #quads = 0;
  #bytes = 0;
  #parts = 0;
  /** Whether what is staged goes into the log at once: where there is no old graph, all of it is new. */
  #logsStaged = false;
  #done = false;
  /** The graph in force that the logged difference is with, once it was worked out. */
  #compared: { readonly old: GraphEntry | undefined } | undefined;

  constructor(journal: Journal, options: ReplacementOptions) {
    this.#journal = journal;
    this.#options = options;
  }

  async add(lines: readonly Line[]): Promise<void> {
    this.#checkGoing();
    for (const line of lines) this.#waiting.push(line);
    if (this.#segment === undefined && this.#waiting.length < HELD_LINES) return;
    const segment = (this.#segment ??= this.#takeSegment());
    while (this.#waiting.length >= CHUNK_LINES) {
      await this.#stageOrAbort(segment, this.#waiting.splice(0, CHUNK_LINES));
      await new Promise(setImmediate);
    }
  }

  #takeSegment(): number {
    this.#logsStaged = this.#journal.graph(this.#options.graph) === undefined;
    return this.#journal.write(() => {
      const segment = this.#journal.counters.takeSegment();
      void this.#journal.tables.segments.put(segment, 'staged');
      return segment;
    });
  }

  #checkGoing(): void {
    if (this.#done) throw new Error(`The replacement of ${this.#options.graph} has ended.`);
  }

  /** Lines that could not be staged are lost to the replacement, so it cannot go on without them. */
  async #stageOrAbort(segment: number, lines: readonly Line[]): Promise<void> {
    try {
      this.#stage(segment, lines);
    } catch (error) {
      // Where even that cannot be written, the next start clears what was staged.
      await this.abort().catch(() => undefined);
      throw error;
    }
  }

  #stage(segment: number, lines: readonly Line[]): void {
    const { tables } = this.#journal;
    this.#journal.write(() => {
      const rows: string[] = [];
      for (const [subject, { insert }] of groupLines([], lines, lineSubject)) {
        const key = subjectKey(segment, subject);
        const block = tables.quads.get(key) ?? '';
        const before = splitBlock(block);
        const after = [...new Set([...before, ...insert])];
        const text = joinBlock(after);
        this.#quads += after.length - before.length;
        this.#bytes += text.length - block.length;
        void tables.quads.put(key, text);
        if (this.#logsStaged) for (const line of after.slice(before.length)) rows.push(`A ${line}`);
      }
      if (rows.length > 0) this.#logPart(segment, rows);
    });
    this.#checkRoom();
  }

  #checkRoom(): void {
    const { state } = this.#journal;
    const old = this.#journal.graph(this.#options.graph) ?? { quads: 0, bytes: 0 };
    checkCapacity(
      state.quads - old.quads + this.#quads,
      state.bytes - old.bytes + this.#bytes,
      this.#options.memoryCeiling,
    );
  }

  /** Adds rows to the patch; inside a transaction. */
  #logPart(segment: number, rows: readonly string[]): void {
    this.#parts += 1;
    void this.#journal.tables.logParts.put(partKey(segment, this.#parts), `${rows.join('\n')}\n`);
  }

  async compare(listener: DifferenceListener): Promise<{ readonly quads: number }> {
    this.#checkGoing();
    if (this.#segment === undefined && this.#isSmall()) {
      const { current, next } = this.#heldAndCurrent();
      compareLines(current, next, listener);
      return { quads: next.size };
    }
    const segment = await this.#stageRest();
    this.#compared = { old: await this.#logDifference(segment, listener) };
    return { quads: this.#quads };
  }

  async #stageRest(): Promise<number> {
    const segment = (this.#segment ??= this.#takeSegment());
    if (this.#waiting.length > 0) await this.#stageOrAbort(segment, this.#waiting.splice(0));
    return segment;
  }

  async commit(
    alongside: Alongside | ((sequence: number) => Alongside) = {},
  ): Promise<{ readonly sequence: number; readonly quads: number }> {
    this.#checkGoing();
    if (this.#segment === undefined && this.#isSmall()) return this.#commitHeld(alongside);
    const segment = await this.#stageRest();
    const known = this.#compared;
    const old =
      known && isSame(known.old, this.#journal.graph(this.#options.graph))
        ? known.old
        : await this.#logDifference(segment);
    const commit = this.#journal.write(() => this.#switch(segment, old, alongside));
    this.#done = true;
    await this.#options.onCommitted({ ...commit, replaced: this.#options.graph });
    return { sequence: commit.sequence, quads: this.#quads };
  }

  #isSmall(): boolean {
    const old = this.#journal.graph(this.#options.graph);
    return !old || (old.quads < HELD_LINES && old.access === this.#options.access);
  }

  /** The whole graph is in hand: an ordinary change does it, worked out against the graph as it is by then. */
  async #commitHeld(
    alongside: Alongside | ((sequence: number) => Alongside),
  ): Promise<{ readonly sequence: number; readonly quads: number }> {
    const { graph, access, agent, reason, commit } = this.#options;
    let quads = 0;
    const { sequence } = await commit(() => {
      const { current, next } = this.#heldAndCurrent();
      quads = next.size;
      const beside = resolveAlongside(alongside, this.#journal.state.sequence + 1);
      return {
        ...beside,
        agent,
        reason,
        create: [{ graph, access }, ...(beside.create ?? [])],
        remove: [...[...current].filter((line) => !next.has(line)), ...(beside.remove ?? [])],
        insert: [...[...next].filter((line) => !current.has(line)), ...(beside.insert ?? [])],
      };
    });
    this.#done = true;
    return { sequence, quads };
  }

  #heldAndCurrent(): { readonly current: ReadonlySet<Line>; readonly next: ReadonlySet<Line> } {
    const old = this.#journal.graph(this.#options.graph);
    return { current: new Set(old ? this.#journal.lines(old) : []), next: new Set(this.#waiting) };
  }

  /** Makes the staged segment the graph; inside a transaction. */
  #switch(
    segment: number,
    old: GraphEntry | undefined,
    alongside: Alongside | ((sequence: number) => Alongside),
  ): JournalCommit {
    const { graph, access, agent, reason } = this.#options;
    const { tables } = this.#journal;
    const parts = { segment, count: this.#parts };
    const create = old ? [] : [graph];
    this.#journal.log.append({ agent, reason, drop: [], create, removed: '', inserted: '', parts });
    const changed = this.#journal.state.sequence;
    const entry: GraphEntry = {
      segment,
      whole: false,
      access,
      quads: this.#quads,
      bytes: this.#bytes,
      changed,
    };
    void tables.graphs.put(graph, entry);
    void tables.segments.remove(segment);
    if (old) void tables.segments.put(old.segment, 'obsolete');
    this.#journal.counters.addTotals(entry.quads - (old?.quads ?? 0), entry.bytes - (old?.bytes ?? 0));
    return this.#journal.apply({ ...resolveAlongside(alongside, changed), agent, reason });
  }

  /**
   * Logs what the new graph has and the old one has not, and the other way round. Others may change the old graph
   * meanwhile: then it begins anew, the last time without giving way.
   * @returns the old graph that the difference is with; what calls must not give way before it switches
   */
  async #logDifference(segment: number, listener?: DifferenceListener): Promise<GraphEntry | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      this.#journal.spread(this.#options.graph);
      const old = this.#journal.graph(this.#options.graph);
      listener?.restart();
      // What was logged while it was staged holds for as long as nobody else makes the graph.
      if (old) this.#logsStaged = false;
      if (!this.#logsStaged) this.#parts = 0;
      const steps = this.#differenceSteps(segment, old, listener);
      while (!steps.next().done) if (attempt <= UNHURRIED_ATTEMPTS) await new Promise(setImmediate);
      if (isSame(old, this.#journal.graph(this.#options.graph))) return old;
    }
  }

  *#differenceSteps(
    segment: number,
    old: GraphEntry | undefined,
    listener: DifferenceListener | undefined,
  ): Generator<void> {
    // Deletions first: the patch is read in order, and segment 0 is never in use.
    if (old)
      yield* this.#logMissing({ log: segment, from: old.segment, against: segment }, 'D', (block, other) =>
        listener?.add(splitBlock(block), splitBlock(other ?? '')),
      );
    const onNew = (block: string, other: string | undefined): void => {
      if (other === undefined) listener?.add([], splitBlock(block));
    };
    if (this.#logsStaged && !listener) return;
    yield* this.#logMissing({ log: segment, from: segment, against: old?.segment ?? 0 }, 'A', onNew);
  }

  *#logMissing(
    { log, from, against }: { readonly log: number; readonly from: number; readonly against: number },
    operation: 'A' | 'D',
    onDifferent: (block: string, other: string | undefined) => void,
  ): Generator<void> {
    const { quads } = this.#journal.tables;
    const { end } = segmentRange(from);
    let start: Buffer | undefined = segmentRange(from).start;
    while (start) {
      const blocks: { key: Buffer; value: string }[] = [
        ...quads.getRange({ start, end, limit: CHUNK_LINES }),
      ];
      const rows = blocks.flatMap(({ value }) => {
        const other = quads.get(sameSubject(value, against));
        if (other === value) return [];
        onDifferent(value, other);
        return this.#logsStaged ? [] : missingRows(value, other, operation);
      });
      if (rows.length > 0)
        this.#journal.write(() => {
          this.#logPart(log, rows);
        });
      const last = blocks.at(-1);
      start = last && blocks.length === CHUNK_LINES ? Buffer.concat([last.key, Buffer.from([0])]) : undefined;
      yield;
    }
  }

  abort(): Promise<void> {
    this.#waiting = [];
    if (this.#done) return Promise.resolve();
    this.#done = true;
    return new Promise((resolve) => {
      const segment = this.#segment;
      if (segment !== undefined)
        this.#journal.write(() => {
          void this.#journal.tables.segments.put(segment, 'abandoned');
        });
      this.#options.onAborted();
      resolve();
    });
  }
}

function sameSubject(block: string, segment: number): Buffer {
  return subjectKey(segment, lineSubject(block));
}

function isSame(a: GraphEntry | undefined, b: GraphEntry | undefined): boolean {
  return a?.segment === b?.segment && a?.changed === b?.changed;
}

function resolveAlongside(
  alongside: Alongside | ((sequence: number) => Alongside),
  sequence: number,
): Alongside {
  return typeof alongside === 'function' ? alongside(sequence) : alongside;
}

/** Tells of each subject whose lines differ; small graphs alone, as both are held. */
function compareLines(
  current: ReadonlySet<Line>,
  next: ReadonlySet<Line>,
  listener: DifferenceListener,
): void {
  listener.restart();
  const bySubject = groupLines([...current], [...next], lineSubject);
  for (const { remove: before, insert: after } of bySubject.values()) {
    const isKept = before.length === after.length && before.every((line) => next.has(line));
    if (!isKept) listener.add(before, after);
  }
}

function missingRows(block: string, other: string | undefined, operation: 'A' | 'D'): string[] {
  const known = new Set(splitBlock(other ?? ''));
  return splitBlock(block)
    .filter((line) => !known.has(line))
    .map((line) => `${operation} ${line}`);
}
