import { lineSubject, type Line } from '../../rdf/nquads.js';
import type {
  Alongside,
  Change,
  Committed,
  DifferenceListener,
  GraphAccess,
  GraphReplacement,
  LogEntry,
} from '../graph-store.js';
import type { GraphSize } from './capacity.js';
import type { Journal, JournalCommit } from './journal.js';
import type { GraphEntry } from './journal-tables.js';
import { groupLines } from './line-blocks.js';
import { isSameVersion, StagedGraph } from './staged-graph.js';

/** Lines staged in one transaction: some 15 to 40 ms, so that other work goes on meanwhile. */
const CHUNK_LINES = 5000;

/** Lines that are held in memory before they are staged. */
const HELD_LINES = 50_000;

export interface ReplacementOptions {
  readonly graph: string;
  readonly access: GraphAccess;
  readonly agent: string;
  readonly reason: string;
  /** Number of the request that asked for it, for the log. */
  readonly requestId?: string | undefined;
  /** Refuses to let the graph grow by so much where it would not fit. @throws ProblemError `capacity-exceeded` */
  readonly checkRoom: (added: GraphSize) => void;
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
  /** Where lines are staged, once there are too many to be held. */
  #staged: StagedGraph | undefined;
  #waiting: Line[] = [];
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
    if (!this.#staged && this.#waiting.length < HELD_LINES) return;
    const staged = (this.#staged ??= this.#stagedGraph());
    while (this.#waiting.length >= CHUNK_LINES) {
      await this.#stageOrAbort(staged, this.#waiting.splice(0, CHUNK_LINES));
      await new Promise(setImmediate);
    }
  }

  /** What the log says of the change. */
  get #words(): Pick<LogEntry, 'agent' | 'reason' | 'requestId'> {
    const { agent, reason, requestId } = this.#options;
    return { agent, reason, ...(requestId === undefined ? {} : { requestId }) };
  }

  #stagedGraph(): StagedGraph {
    return new StagedGraph(this.#journal, this.#options.graph);
  }

  /** Lines that could not be staged are lost to the replacement, so it cannot go on without them. */
  async #stageOrAbort(staged: StagedGraph, lines: readonly Line[]): Promise<void> {
    try {
      staged.add(lines);
      this.#checkRoom(staged);
    } catch (error) {
      // Where even that cannot be written, the next start clears what was staged.
      await this.abort().catch(() => undefined);
      throw error;
    }
  }

  #checkRoom({ size }: StagedGraph): void {
    const old = this.#journal.graph(this.#options.graph) ?? { quads: 0, bytes: 0 };
    this.#options.checkRoom({ quads: size.quads - old.quads, characters: size.bytes - old.bytes });
  }

  #checkGoing(): void {
    if (this.#done) throw new Error(`The replacement of ${this.#options.graph} has ended.`);
  }

  async compare(listener: DifferenceListener): Promise<{ readonly quads: number }> {
    this.#checkGoing();
    if (!this.#staged && this.#isSmall()) {
      const { current, next } = this.#heldAndCurrent();
      compareLines(current, next, listener);
      return { quads: next.size };
    }
    const staged = await this.#stageRest();
    this.#compared = { old: await staged.logDifference(listener) };
    return { quads: staged.size.quads };
  }

  async #stageRest(): Promise<StagedGraph> {
    const staged = (this.#staged ??= this.#stagedGraph());
    if (this.#waiting.length > 0) await this.#stageOrAbort(staged, this.#waiting.splice(0));
    return staged;
  }

  async commit(
    alongside: Alongside | ((sequence: number) => Alongside) = {},
  ): Promise<{ readonly sequence: number; readonly quads: number }> {
    this.#checkGoing();
    if (!this.#staged && this.#isSmall()) return this.#commitHeld(alongside);
    const staged = await this.#stageRest();
    const known = this.#compared;
    const old =
      known && isSameVersion(known.old, this.#journal.graph(this.#options.graph))
        ? known.old
        : await staged.logDifference();
    const commit = this.#journal.write(() => this.#switch(staged, old, alongside));
    this.#done = true;
    await this.#options.onCommitted({ ...commit, replaced: this.#options.graph });
    return { sequence: commit.sequence, quads: staged.size.quads };
  }

  #isSmall(): boolean {
    const old = this.#journal.graph(this.#options.graph);
    return !old || (old.quads < HELD_LINES && old.access === this.#options.access);
  }

  /** The whole graph is in hand: an ordinary change does it, worked out against the graph as it is by then. */
  async #commitHeld(
    alongside: Alongside | ((sequence: number) => Alongside),
  ): Promise<{ readonly sequence: number; readonly quads: number }> {
    const { graph, access, commit } = this.#options;
    let quads = 0;
    const { sequence } = await commit(() => {
      const { current, next } = this.#heldAndCurrent();
      quads = next.size;
      const beside = resolveAlongside(alongside, this.#journal.state.sequence + 1);
      return {
        ...beside,
        ...this.#words,
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
    { segment, patch, size }: StagedGraph,
    old: GraphEntry | undefined,
    alongside: Alongside | ((sequence: number) => Alongside),
  ): JournalCommit {
    const { graph, access } = this.#options;
    const { tables } = this.#journal;
    const create = old ? [] : [graph];
    this.#journal.log.append({ ...this.#words, drop: [], create, removed: '', inserted: '', parts: patch });
    const changed = this.#journal.state.sequence;
    const entry: GraphEntry = { segment, whole: false, access, ...size, changed };
    void tables.graphs.put(graph, entry);
    void tables.segments.remove(segment);
    if (old) void tables.segments.put(old.segment, 'obsolete');
    const gone = old?.access === 'archived' ? undefined : old;
    this.#journal.counters.addTotals(entry.quads - (gone?.quads ?? 0), entry.bytes - (gone?.bytes ?? 0));
    return this.#journal.apply({ ...resolveAlongside(alongside, changed), ...this.#words });
  }

  abort(): Promise<void> {
    this.#waiting = [];
    if (this.#done) return Promise.resolve();
    this.#done = true;
    return new Promise((resolve) => {
      const staged = this.#staged;
      if (staged)
        this.#journal.write(() => {
          void this.#journal.tables.segments.put(staged.segment, 'abandoned');
        });
      this.#options.onAborted();
      resolve();
    });
  }
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
