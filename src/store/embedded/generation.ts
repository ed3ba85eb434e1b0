import type { GraphSize } from './capacity.js';
import { lineGraph, type Line } from '../../rdf/nquads.js';
import type { GraphAccess } from '../graph-store.js';
import type { Journal, JournalCommit, JournalSnapshot } from './journal.js';
import { joinBlock } from './line-blocks.js';
import { WorkerHandle, type WorkerWatch } from './worker-handle.js';
import type { AnswerRequest, ApplyStep, WorkerSetup } from './worker-messages.js';

/** Text that is sent to a worker in one message while it is being built, in characters. */
const BUILD_CHUNK = 2_000_000;
/** Text that is read from the journal in one turn of the event loop, in characters: about a millisecond. */
const BREATH = 200_000;
/** Quads that may wait for a worker that nobody asks anything, before they are sent all the same. */
const EAGER_QUADS = 1000;
/** Quads that one update removes; a longer one would take its parser long. */
const DELETE_CHUNK = 5000;
/** Milliseconds after which they are sent at the latest. */
const EAGER_DELAY = 25;

const NOTHING: GraphSize = { quads: 0, characters: 0 };

/**
 * One generation of a graph: a worker built from a snapshot of the journal, then fed every later change in order.
 * A generation is disposable; overwritten quads stay in its memory until the next one takes its place.
 */
export class Generation {
  readonly #worker: WorkerHandle;
  #accepts: (access: GraphAccess) => boolean;
  #steps: ApplyStep[] = [];
  #waitingQuads = 0;
  /** By how much the graph grows with what was fed and not sent yet, and with what was sent and not answered yet. */
  #unsent = NOTHING;
  #unanswered = NOTHING;
  #built = false;
  #timer: NodeJS.Timeout | undefined;
  /** Quads that were overwritten or removed since this generation was built. */
  deadQuads = 0;
  /** Quads it was built with. */
  builtQuads = 0;

  constructor(
    accepts: (access: GraphAccess) => boolean,
    watch: WorkerWatch,
    readonly setup: WorkerSetup = { givesWay: false },
  ) {
    this.#accepts = accepts;
    this.#worker = new WorkerHandle(watch, setup);
  }

  get alive(): boolean {
    return this.#worker.alive;
  }

  get memory(): number {
    return this.#worker.memory;
  }

  /** How much the graph grows by what the worker has not answered to yet. */
  get coming(): GraphSize {
    return sum(this.#unsent, this.#unanswered);
  }

  get ready(): boolean {
    return this.#built && this.#worker.alive;
  }

  /**
   * Fills the worker from the journal as it is now; changes fed meanwhile follow afterwards.
   * @param only builds these graphs only
   */
  async build(
    journal: Pick<Journal, 'snapshot'>,
    only: (access: GraphAccess) => boolean = this.#accepts,
  ): Promise<void> {
    const snapshot = journal.snapshot();
    try {
      let sent: Promise<string> | undefined;
      for (const chunk of this.#chunks(snapshot, only)) {
        if (chunk === undefined) {
          await new Promise(setImmediate);
          // Nobody waits for a worker that was ended meanwhile.
          if (!this.alive) return;
          continue;
        }
        await sent;
        sent = this.#worker.request(chunk);
        // A rejection is seen at the next await; until then it must not count as unhandled.
        sent.catch(() => undefined);
      }
      await sent;
    } finally {
      snapshot.release();
    }
    this.#built = true;
    this.flush();
  }

  /** What to send; `undefined` where other work of the thread may go first. */
  *#chunks(
    snapshot: JournalSnapshot,
    only: (access: GraphAccess) => boolean,
  ): Generator<{ kind: 'load'; lines: string } | { kind: 'apply'; steps: ApplyStep[] } | undefined> {
    let text: string[] = [];
    let length = 0;
    let breath = 0;
    const empty: string[] = [];
    for (const { graph, access, entry } of snapshot.graphs()) {
      if (!only(access)) continue;
      if (entry.quads === 0) empty.push(graph);
      this.builtQuads += entry.quads;
      for (const block of snapshot.blocks(entry)) {
        text.push(block);
        length += block.length;
        breath += block.length;
        if (breath >= BREATH) {
          breath = 0;
          yield undefined;
        }
        if (length < BUILD_CHUNK) continue;
        yield { kind: 'load', lines: text.join('') };
        text = [];
        length = 0;
      }
    }
    if (length > 0) yield { kind: 'load', lines: text.join('') };
    if (empty.length > 0) yield { kind: 'apply', steps: [{ create: empty }] };
  }

  /** Takes the graphs that this generation left out so far, and accepts them from now on. */
  promote(journal: Journal, accepts: (access: GraphAccess) => boolean): Promise<void> {
    this.flush();
    const missing = (access: GraphAccess): boolean => accepts(access) && !before(access);
    const before = this.#accepts;
    this.#accepts = accepts;
    this.#built = false;
    return this.build(journal, missing);
  }

  /** Notes a committed change; it reaches the worker before the next query does. */
  feed(commit: JournalCommit): void {
    const seesAll = this.#accepts('internal') || commit.internal.size === 0;
    const visible = (lines: readonly Line[]): readonly Line[] =>
      seesAll ? lines : lines.filter((line) => !commit.internal.has(lineGraph(line)));
    const removed = visible(commit.removed);
    const inserted = visible(commit.inserted);
    const text = seesAll ? commit.insertedText : joinBlock(inserted);
    const steps = this.#stepsOf(commit, removed, text);
    if (steps.length === 0) return;
    for (const step of steps) this.#steps.push(step);
    const { archived, restoredText: restored } = commit;
    this.deadQuads += removed.length + archived.quads;
    this.#waitingQuads += removed.length + inserted.length + archived.quads;
    this.#unsent = sum(this.#unsent, {
      quads: inserted.length + linesIn(restored),
      characters: text.length + restored.length,
    });
    if (!this.#built) return;
    if (this.#waitingQuads >= EAGER_QUADS) this.flush();
    else
      this.#timer ??= setTimeout(() => {
        this.flush();
      }, EAGER_DELAY).unref();
  }

  #stepsOf(commit: JournalCommit, removed: readonly Line[], insert: string): ApplyStep[] {
    const dropped = new Set(commit.dropped);
    const archived = commit.archived.graphs;
    const deleted = dropped.size > 0 ? removed.filter((line) => !dropped.has(lineGraph(line))) : removed;
    const created = commit.createdEmpty.filter(({ access }) => this.#accepts(access));
    const steps: ApplyStep[] = [];
    if (dropped.size > 0) steps.push({ drop: commit.dropped });
    for (let at = 0; at < deleted.length; at += DELETE_CHUNK)
      steps.push({ remove: joinBlock(deleted.slice(at, at + DELETE_CHUNK)) });
    if (deleted.length > 0 && commit.twins.length > 0) steps.push({ insert: [this.#visibleTwins(commit)] });
    const names = created.map(({ graph }) => graph);
    if (names.length > 0) steps.push({ create: names });
    if (commit.restoredText !== '') steps.push({ insert: [commit.restoredText] });
    if (insert !== '') steps.push({ insert: [insert] });
    if (archived.length > 0) steps.push({ drop: archived });
    return steps;
  }

  #visibleTwins({ twins, internal }: JournalCommit): string {
    return joinBlock(twins.filter((line) => this.#accepts('internal') || !internal.has(lineGraph(line))));
  }

  /** Sends what waits. Requests are answered in order, so a query sent next sees it. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#built || this.#steps.length === 0) return;
    const steps = mergeInserts(this.#steps);
    this.#steps = [];
    this.#waitingQuads = 0;
    const sent = this.#unsent;
    this.#unsent = NOTHING;
    this.#unanswered = sum(this.#unanswered, sent);
    const taken = (): void => {
      this.#unanswered = sum(this.#unanswered, { quads: -sent.quads, characters: -sent.characters });
    };
    // A failed apply loses the worker, which is handled where losses are.
    this.#worker.request({ kind: 'apply', steps }).then(taken, () => undefined);
  }

  /**
   * Evaluates a query after every change that was flushed.
   * @throws EngineError, WorkerLostError
   */
  query(sparql: string, accept: string, timeout?: number): Promise<string> {
    return this.#worker.request({ kind: 'query', sparql, accept }, timeout);
  }

  /**
   * Evaluates a query of someone else after every change that was flushed.
   * @param timeout milliseconds
   * @throws EngineError, AnswerTooLongError, WorkerLostError
   */
  answer(request: Omit<AnswerRequest, 'kind'>, timeout: number): Promise<string | Uint8Array> {
    return this.#worker.request({ kind: 'answer', ...request }, timeout);
  }

  /** Ends the worker because nobody waits any more for what it works on; another one takes its place. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#worker.cancel();
  }

  /** Ends the worker at once. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#worker.end();
  }

  /** Ends the worker when it has answered what it was asked so far. */
  async retire(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#worker.retire();
  }
}

function linesIn(block: string): number {
  return block === '' ? 0 : block.split('\n').length - 1;
}

function sum(one: GraphSize, other: GraphSize): GraphSize {
  return { quads: one.quads + other.quads, characters: one.characters + other.characters };
}

function mergeInserts(steps: readonly ApplyStep[]): ApplyStep[] {
  const merged: ApplyStep[] = [];
  let run: string[] = [];
  const endRun = (): void => {
    if (run.length > 0) merged.push({ insert: run });
    run = [];
  };
  for (const step of steps) {
    if ('insert' in step) run.push(...step.insert);
    else {
      endRun();
      merged.push(step);
    }
  }
  endRun();
  return merged;
}
