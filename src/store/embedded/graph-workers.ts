import { availableParallelism } from 'node:os';
import { ProblemError } from '../../problem.js';
import { everyGraph, freshGeneration, type WorkerMemory } from './fresh-generation.js';
import type { Generation } from './generation.js';
import type { Journal, JournalCommit } from './journal.js';
import type { HeldGraph } from './capacity.js';
import { Turns } from './turns.js';
import type { WorkerLostError } from './worker-handle.js';
import { emptySlot, isWornOut, type WorkerRole, type WorkerSlot } from './worker-slot.js';

/** Builds that may fail one after the other before the next one has to wait. */
const PROMPT_ATTEMPTS = 2;
/** Milliseconds between attempts after that: doubled each time, up to the second figure. */
const RETRY_DELAYS = [500, 30_000] as const;

/** Milliseconds after which the next spare is built, once one has stepped in. */
const SPARE_DELAY = 100;
/** Builds at a time: half of the processors are left to those who take and answer requests. */
const BUILDS = Math.max(1, Math.floor(availableParallelism() / 2));
/** What happens among the workers, for logs and metrics. */
export type WorkerEvent =
  | { readonly kind: 'lost'; readonly role: WorkerRole; readonly reason: string }
  | { readonly kind: 'renewed'; readonly role: WorkerRole; readonly milliseconds: number }
  | {
      readonly kind: 'memory-alarm';
      readonly role: WorkerRole;
      readonly bytes: number;
      readonly ceiling: number;
    };

export interface GraphWorkersOptions extends WorkerMemory {
  /** Number of readers for foreign queries; without any, those are refused. */
  readonly readers: number;
  /** Number of warm workers that are kept to step in for those that end. */
  readonly spares: number;
  readonly onEvent: (event: WorkerEvent) => void;
}

/**
 * All graph workers: one operational, some readers of public graphs, some warm spares. A query over its time limit, a
 * trap, and too many overwritten quads all end the same way: the generation goes, and another takes its place.
 */
export class GraphWorkers {
  readonly #journal: Journal;
  readonly #options: GraphWorkersOptions;
  readonly #operational: WorkerSlot;
  readonly #readers: WorkerSlot[];
  readonly #spares: WorkerSlot[];
  /** Called when a spare has arrived. */
  #onSpare: (() => void)[] = [];
  /** Called when the operational worker holds every graph that was replaced as a whole. */
  #onSwitched: (() => void)[] = [];
  /** Generations that were replaced and answer what they were asked before. */
  readonly #leaving = new Set<Generation>();
  readonly #alarmed = new WeakSet<Generation>();
  /** Generations that were begun before a graph was replaced as a whole, and are not told of it. */
  readonly #outdated = new WeakSet<Generation>();
  readonly #builds = new Turns(BUILDS);
  /** Builds that are under way; each reads the journal. */
  readonly #underWay = new Set<Promise<void>>();
  #closed = false;

  constructor(journal: Journal, options: GraphWorkersOptions) {
    this.#journal = journal;
    this.#options = options;
    this.#operational = emptySlot('operational');
    this.#readers = Array.from({ length: options.readers }, () => emptySlot('reader'));
    this.#spares = Array.from({ length: options.spares }, () => emptySlot('spare'));
  }

  /**
   * Builds the operational worker and the readers; the spares follow in their own time.
   * @throws ProblemError `query-unavailable` where they cannot be built
   */
  async start(): Promise<void> {
    await this.#renew(this.#operational);
    await Promise.all(this.#readers.map((slot) => this.#renew(slot)));
    for (const slot of [this.#operational, ...this.#readers]) await this.#inSlot(slot);
    for (const spare of this.#spares) void this.#renew(spare);
  }

  /** Hands a committed change to every worker. */
  feed(commit: JournalCommit): void {
    for (const slot of this.#slots()) {
      slot.generation?.feed(commit);
      slot.coming?.feed(commit);
      if (slot.generation && isWornOut(slot.generation) && !slot.coming && !slot.retry)
        void this.#renew(slot);
    }
  }

  /**
   * Builds every worker anew, the operational one first, after a graph was replaced as a whole. The old workers answer
   * meanwhile, with the graph as it was: they are not told of what changed with it either, as the two belong together.
   * @param onSwitched called in the same turn in which the operational worker makes place for the new one
   */
  async renewAll(onSwitched: () => void): Promise<void> {
    this.#onSwitched.push(onSwitched);
    for (const { generation, coming } of this.#slots())
      for (const each of [generation, coming]) if (each) this.#outdated.add(each);
    // A spare of before the change must not step in after it.
    for (const spare of this.#spares) this.#empty(spare);
    for (const slot of this.#slots()) await this.#renew(slot);
  }

  /**
   * What to wait for before the operational worker holds every graph that was replaced; or the service stops.
   * @returns `undefined` where it does
   */
  switched(): Promise<void> | undefined {
    if (this.#onSwitched.length === 0) return undefined;
    return new Promise((resolve) => {
      this.#onSwitched.push(resolve);
    });
  }

  /** Whether a reader may still answer with a graph as it was before it was replaced as a whole. */
  get readersAreBehind(): boolean {
    return this.#readers.some(({ generation, coming }) =>
      [generation, coming].some((each) => each && this.#outdated.has(each)),
    );
  }

  /** The worker that sees every graph. @throws ProblemError `query-unavailable` */
  operational(): Promise<Generation> {
    return this.#inSlot(this.#operational);
  }

  /** Number of places for readers. */
  get readers(): number {
    return this.#readers.length;
  }

  /** The reader of public graphs in one place. @throws ProblemError `query-unavailable` */
  reader(place: number): Promise<Generation> {
    const slot = this.#readers[place];
    // Never the operational worker instead: it holds internal graphs too.
    if (!slot) return Promise.reject(unavailable('This service keeps no reader for queries of others.'));
    return this.#inSlot(slot);
  }

  /**
   * What to wait for before a reader is put at risk.
   * @returns `undefined` where a spare is ready to step in, or none is kept
   */
  substitute(): Promise<void> | undefined {
    if (this.#spares.length === 0 || this.#readySpare()) return undefined;
    return new Promise((resolve) => {
      this.#onSpare.push(resolve);
    });
  }

  #readySpare(): WorkerSlot | undefined {
    return this.#spares.find(({ generation }) => generation?.ready);
  }

  /** Memory of each worker, in bytes, and how many of its quads were overwritten. */
  *figures(): Generator<{ role: WorkerRole; memory: number; deadQuads: number }> {
    for (const { role, generation } of this.#slots())
      if (generation) yield { role, memory: generation.memory, deadQuads: generation.deadQuads };
  }

  /** What the operational worker takes for the graph, where it has the whole of it. */
  held(): HeldGraph | undefined {
    const { generation } = this.#operational;
    return generation?.ready ? { memory: generation.memory, coming: generation.coming } : undefined;
  }

  /** Raises the alarm once per generation that has taken 75 % of the ceiling. */
  #checkMemory(): void {
    const { memoryCeiling: ceiling, onEvent } = this.#options;
    for (const { role, generation, coming } of this.#slots())
      for (const each of [generation, coming]) {
        if (!each || each.memory < ceiling * 0.75 || this.#alarmed.has(each)) continue;
        this.#alarmed.add(each);
        onEvent({ kind: 'memory-alarm', role, bytes: each.memory, ceiling });
      }
  }

  async #inSlot(slot: WorkerSlot): Promise<Generation> {
    while (!slot.generation && slot.coming) await slot.ready;
    if (this.#closed) throw unavailable('The service is stopping.');
    if (slot.generation) return slot.generation;
    throw unavailable('The graph could not be built in memory. It is tried again; the data on disk is safe.');
  }

  *#slots(): Generator<WorkerSlot> {
    yield this.#operational;
    yield* this.#readers;
    yield* this.#spares;
  }

  /** Puts a fresh generation into a slot; the old one answers until then. Resolves when one has arrived, or none will. */
  async #renew(slot: WorkerSlot): Promise<void> {
    if (this.#closed) return;
    const fresh = this.#newGeneration(slot);
    const built = this.#builds.take(slot.role === 'operational' ? 'first' : 'last', () =>
      fresh.alive ? fresh.build(this.#journal) : Promise.resolve(),
    );
    this.#expect(slot, fresh, built);
    while (slot.coming) await slot.ready;
  }

  #newGeneration({ role }: WorkerSlot): Generation {
    const watch = {
      onLost: (error: WorkerLostError): void => {
        this.#replaceLost(generation, error);
      },
      onGrown: (): void => {
        this.#checkMemory();
      },
    };
    const generation: Generation = freshGeneration(role, {
      journal: this.#journal,
      memory: this.#options,
      watch,
    });
    return generation;
  }

  /** Notes that a generation is on its way into a slot; one that was on its way before is superseded. */
  #expect(slot: WorkerSlot, fresh: Generation, built: Promise<void>): void {
    void slot.coming?.end();
    clearTimeout(slot.retry);
    slot.retry = undefined;
    slot.coming = fresh;
    const begun = performance.now();
    this.#underWay.add(built);
    slot.ready = built
      .finally(() => this.#underWay.delete(built))
      .then(
        () => {
          if (slot.coming !== fresh) return;
          if (!fresh.alive) this.#fail(slot, 'The graph worker ended while it was built.');
          else this.#arrive(slot, fresh, begun);
        },
        (error: unknown) => {
          if (slot.coming === fresh) this.#fail(slot, error instanceof Error ? error.message : String(error));
        },
      );
  }

  #arrive(slot: WorkerSlot, fresh: Generation, begun: number): void {
    const old = slot.generation;
    slot.generation = fresh;
    if (slot.role === 'spare') this.#announceSpare();
    slot.coming = undefined;
    slot.failures = 0;
    // One that was begun before a graph was replaced never arrives, so this one holds them all.
    if (slot.role === 'operational') this.#announceSwitch();
    if (old) this.#retire(old);
    this.#options.onEvent({ kind: 'renewed', role: slot.role, milliseconds: performance.now() - begun });
    // A spare that stood in gives way to others, as readers do: our own queries must not have to.
    if (slot.role === 'operational' && fresh.setup.givesWay) void this.#renew(slot);
  }

  #announceSpare(): void {
    const waiting = this.#onSpare;
    this.#onSpare = [];
    for (const resolve of waiting) resolve();
  }

  #announceSwitch(): void {
    const waiting = this.#onSwitched;
    this.#onSwitched = [];
    for (const call of waiting) call();
  }

  #retire(old: Generation): void {
    this.#leaving.add(old);
    void old.retire().then(() => this.#leaving.delete(old));
  }

  /** A build failed: it is tried again, after a while where that happens time and again. */
  #fail(slot: WorkerSlot, reason: string): void {
    void slot.coming?.end();
    slot.coming = undefined;
    if (this.#closed) return;
    slot.failures += 1;
    this.#options.onEvent({ kind: 'lost', role: slot.role, reason });
    const [first, longest] = RETRY_DELAYS;
    const waits = slot.failures - PROMPT_ATTEMPTS;
    if (waits < 0) void this.#renew(slot);
    else this.#renewAfter(slot, Math.min(longest, first * 2 ** waits));
  }

  #renewAfter(slot: WorkerSlot, milliseconds: number): void {
    clearTimeout(slot.retry);
    slot.retry = setTimeout(() => {
      slot.retry = undefined;
      void this.#renew(slot);
    }, milliseconds).unref();
  }

  /** A worker ended by itself: the spare steps in at once where there is one, and a new one is built. */
  #replaceLost(lost: Generation, error: WorkerLostError): void {
    if (this.#closed) return;
    for (const slot of this.#slots()) {
      if (slot.generation !== lost) continue;
      this.#options.onEvent({ kind: 'lost', role: slot.role, reason: error.message });
      slot.generation = undefined;
      if (!this.#stepIn(slot) && !slot.coming) void this.#renew(slot);
      return;
    }
  }

  #stepIn(slot: WorkerSlot): boolean {
    const spare = slot.role === 'spare' ? undefined : this.#readySpare();
    const substitute = spare?.generation;
    if (!spare || !substitute) return false;
    if (slot.role === 'reader') {
      slot.generation = substitute;
      this.#options.onEvent({ kind: 'renewed', role: slot.role, milliseconds: 0 });
    } else if (slot.coming) return false;
    else this.#expect(slot, substitute, substitute.promote(this.#journal, everyGraph));
    spare.generation = undefined;
    // When whoever waited for this one has been served: building takes the processor.
    if (!spare.coming) this.#renewAfter(spare, SPARE_DELAY);
    return true;
  }

  #empty(slot: WorkerSlot): void {
    void slot.coming?.end();
    void slot.generation?.end();
    slot.coming = undefined;
    slot.generation = undefined;
  }

  /** Ends all workers. Afterwards nothing reads the journal any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#announceSpare();
    const slots = [...this.#slots()];
    for (const slot of slots) clearTimeout(slot.retry);
    const generations = slots.flatMap(({ generation, coming }) => [generation, coming]);
    await Promise.all([...generations, ...this.#leaving].map(async (generation) => generation?.end()));
    await Promise.allSettled(this.#underWay);
    this.#announceSwitch();
  }
}

function unavailable(detail: string): ProblemError {
  return new ProblemError('query-unavailable', detail);
}
