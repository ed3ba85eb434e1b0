import type { GraphAccess } from '../graph-store.js';
import { Generation } from './generation.js';
import type { Journal, JournalCommit } from './journal.js';
import type { WorkerLostError } from './worker-handle.js';

/** Overwritten quads that a generation may carry, whatever its size. */
const DEAD_QUADS = 10_000;
/** Overwritten quads that a generation may carry for each live one. */
const DEAD_SHARE = 1 / 8;

const everyGraph = (): boolean => true;
const publicGraphs = (access: GraphAccess): boolean => access === 'public';

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

/** What a worker is for. */
export type WorkerRole = 'operational' | 'reader' | 'spare';

export interface GraphWorkersOptions {
  /** Number of readers for foreign queries. */
  readonly readers: number;
  /** Whether to keep a warm worker to step in for one that ends. */
  readonly spare: boolean;
  /** Bytes of WebAssembly memory that a worker may take; the alarm is at 75 % of it. */
  readonly memoryCeiling: number;
  readonly onEvent: (event: WorkerEvent) => void;
}

/** A place for a generation; `ready` resolves when the one in it, or the one on its way, can be asked. */
interface Slot {
  readonly role: WorkerRole;
  generation: Generation | undefined;
  /** The generation on its way, fed meanwhile. */
  coming: Generation | undefined;
  ready: Promise<void>;
}

/**
 * All graph workers: one operational, some readers of public graphs, one warm spare. A query over its time limit, a
 * trap, and too many overwritten quads all end the same way: the generation goes, and another takes its place.
 */
export class GraphWorkers {
  readonly #journal: Journal;
  readonly #options: GraphWorkersOptions;
  readonly #operational: Slot;
  readonly #readers: Slot[];
  readonly #spare: Slot | undefined;
  readonly #alarmed = new WeakSet<Generation>();
  #nextReader = 0;
  #closed = false;

  constructor(journal: Journal, options: GraphWorkersOptions) {
    this.#journal = journal;
    this.#options = options;
    this.#operational = emptySlot('operational');
    this.#readers = Array.from({ length: options.readers }, () => emptySlot('reader'));
    this.#spare = options.spare ? emptySlot('spare') : undefined;
  }

  /** Builds the operational worker and the readers; the spare follows in its own time. */
  async start(): Promise<void> {
    await this.#renew(this.#operational);
    await Promise.all(this.#readers.map((slot) => this.#renew(slot)));
    if (this.#spare) void this.#renew(this.#spare);
  }

  /** Hands a committed change to every worker. */
  feed(commit: JournalCommit): void {
    for (const slot of this.#slots()) {
      slot.generation?.feed(commit);
      slot.coming?.feed(commit);
      if (slot.generation && isWornOut(slot.generation) && !slot.coming) void this.#renew(slot);
    }
  }

  /** Builds every worker anew, the operational one first; for changes too large to be fed. */
  async renewAll(): Promise<void> {
    for (const slot of this.#slots()) await this.#renew(slot);
  }

  /** The worker that sees every graph. */
  operational(): Promise<Generation> {
    return this.#inSlot(this.#operational);
  }

  /** A reader of public graphs, in turn. */
  reader(): Promise<Generation> {
    const slot = this.#readers[this.#nextReader++ % Math.max(1, this.#readers.length)];
    return this.#inSlot(slot ?? this.#operational);
  }

  /** Memory of each worker, in bytes, and how much of it serves overwritten quads. */
  *figures(): Generator<{ role: WorkerRole; memory: number; deadQuads: number }> {
    for (const { role, generation } of this.#slots())
      if (generation) yield { role, memory: generation.memory, deadQuads: generation.deadQuads };
  }

  /** Raises the alarm once per generation that has taken 75 % of the ceiling. */
  checkMemory(): void {
    const alarm = this.#options.memoryCeiling * 0.75;
    for (const { role, generation } of this.#slots()) {
      if (!generation || generation.memory < alarm || this.#alarmed.has(generation)) continue;
      this.#alarmed.add(generation);
      const { memoryCeiling: ceiling, onEvent } = this.#options;
      onEvent({ kind: 'memory-alarm', role, bytes: generation.memory, ceiling });
    }
  }

  async #inSlot(slot: Slot): Promise<Generation> {
    if (!slot.generation) await slot.ready;
    if (!slot.generation) throw new Error('No graph worker could be built.');
    return slot.generation;
  }

  *#slots(): Generator<Slot> {
    yield this.#operational;
    yield* this.#readers;
    if (this.#spare) yield this.#spare;
  }

  /** Puts a fresh generation into a slot; the old one answers until then. */
  #renew(slot: Slot): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const fresh = this.#newGeneration(slot);
    const superseded = slot.coming;
    slot.coming = fresh;
    void superseded?.end();
    return this.#settle(slot, fresh, fresh.build(this.#journal));
  }

  #newGeneration(slot: Slot): Generation {
    const generation: Generation = new Generation(
      slot.role === 'operational' ? everyGraph : publicGraphs,
      (error: WorkerLostError) => {
        this.#replaceLost(generation, error);
      },
    );
    return generation;
  }

  #settle(slot: Slot, fresh: Generation, built: Promise<void>): Promise<void> {
    const begun = performance.now();
    slot.ready = built.then(() => {
      if (slot.coming !== fresh) return slot.ready;
      const old = slot.generation;
      slot.generation = fresh;
      slot.coming = undefined;
      this.#options.onEvent({ kind: 'renewed', role: slot.role, milliseconds: performance.now() - begun });
      this.checkMemory();
      return old?.end();
    });
    return slot.ready.catch((error: unknown) => {
      if (slot.coming !== fresh) return;
      slot.coming = undefined;
      if (!this.#closed) this.#options.onEvent({ kind: 'lost', role: slot.role, reason: String(error) });
    });
  }

  /** A worker ended by itself: the spare steps in at once where there is one, and a new one is built. */
  #replaceLost(lost: Generation, error: WorkerLostError): void {
    if (this.#closed) return;
    for (const slot of this.#slots()) {
      if (slot.generation !== lost) continue;
      this.#options.onEvent({ kind: 'lost', role: slot.role, reason: error.message });
      slot.generation = undefined;
      void lost.end();
      if (slot.coming) return;
      if (slot === this.#spare || !this.#stepIn(slot)) void this.#renew(slot);
      return;
    }
  }

  #stepIn(slot: Slot): boolean {
    const spare = this.#spare;
    const substitute = spare?.generation;
    if (!spare || !substitute?.ready) return false;
    spare.generation = undefined;
    slot.coming = substitute;
    if (slot.role === 'operational')
      void this.#settle(slot, substitute, substitute.promote(this.#journal, everyGraph));
    else {
      slot.generation = substitute;
      slot.coming = undefined;
      this.#options.onEvent({ kind: 'renewed', role: slot.role, milliseconds: 0 });
    }
    void this.#renew(spare);
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const generations = [...this.#slots()].flatMap(({ generation, coming }) => [generation, coming]);
    await Promise.all(generations.map(async (generation) => generation?.end()));
  }
}

function emptySlot(role: WorkerRole): Slot {
  return { role, generation: undefined, coming: undefined, ready: Promise.resolve() };
}

function isWornOut({ deadQuads, builtQuads }: Generation): boolean {
  return deadQuads > DEAD_QUADS + builtQuads * DEAD_SHARE;
}
