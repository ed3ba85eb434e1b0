import { mkdirSync } from 'node:fs';
import { ProblemError } from '../../problem.js';
import type { Line } from '../../rdf/nquads.js';
import type {
  Change,
  Committed,
  GraphReplacement,
  GraphStore,
  LogEntry,
  QueryOptions,
  RecordTable,
  Solution,
} from '../graph-store.js';
import { checkCapacity } from './capacity.js';
import { inspectDataDirectory } from './data-directory.js';
import type { Generation } from './generation.js';
import { GraphWorkers, type WorkerEvent, type WorkerRole } from './graph-workers.js';
import { Journal, type JournalCommit } from './journal.js';
import { Replacement } from './replacement.js';
import { EngineError, WorkerLostError } from './worker-handle.js';
import { acquireWriterLock, type WriterLock } from './writer-lock.js';

/** Bytes that WebAssembly can address: no graph worker can take more. */
export const WASM_CEILING = 4 * 1024 ** 3;
const RESULTS_JSON = 'application/sparql-results+json';
/** Milliseconds that one of our own queries may take. */
const OPERATIONAL_TIMEOUT = 10_000;
/** Quads in one commit from which building the workers anew is quicker than feeding them. */
const LARGE_COMMIT = 200_000;

export interface EmbeddedStoreOptions {
  /** The data directory; made where there is none. */
  readonly directory: string;
  /** Number of readers for foreign queries; default 1. */
  readonly readers?: number;
  /** Whether to keep a warm spare worker; default true. */
  readonly spare?: boolean;
  /** Bytes of memory that one graph worker may take; default and most 4 GiB. */
  readonly memoryCeiling?: number;
  /** Told of what happens among the graph workers. */
  readonly onEvent?: (event: WorkerEvent) => void;
  readonly now?: () => Date;
}

/** Figures of a store, for metrics and health. */
export interface StoreFigures {
  readonly sequence: number;
  readonly quads: number;
  readonly memoryCeiling: number;
  readonly workers: readonly {
    readonly role: WorkerRole;
    readonly memory: number;
    readonly deadQuads: number;
  }[];
}

/**
 * The graph in this process: a durable journal, and Oxigraph in disposable workers that follow it.
 * @throws DirectoryInUseError, DataDirectoryError
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  inspectDataDirectory(options.directory);
  mkdirSync(options.directory, { recursive: true });
  const lock = await acquireWriterLock(options.directory);
  try {
    const journal = Journal.open(options.directory, options.now ? { now: options.now } : {});
    const store = new EmbeddedStore(journal, lock, options);
    await store.start();
    return store;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** See `openEmbeddedStore`. */
export class EmbeddedStore implements GraphStore {
  readonly #journal: Journal;
  readonly #lock: WriterLock;
  readonly #workers: GraphWorkers;
  readonly #memoryCeiling: number;
  readonly #listeners = new Set<(committed: Committed) => void>();
  #clearing: NodeJS.Immediate | undefined;

  constructor(journal: Journal, lock: WriterLock, options: EmbeddedStoreOptions) {
    this.#journal = journal;
    this.#lock = lock;
    this.#memoryCeiling = Math.min(options.memoryCeiling ?? WASM_CEILING, WASM_CEILING);
    this.#workers = new GraphWorkers(journal, {
      readers: options.readers ?? 1,
      spare: options.spare ?? true,
      memoryCeiling: this.#memoryCeiling,
      onEvent: options.onEvent ?? (() => undefined),
    });
  }

  async start(): Promise<void> {
    await this.#workers.start();
    this.#clearObsolete();
  }

  get sequence(): number {
    return this.#journal.state.sequence;
  }

  figures(): StoreFigures {
    const { sequence, quads } = this.#journal.state;
    return { sequence, quads, memoryCeiling: this.#memoryCeiling, workers: [...this.#workers.figures()] };
  }

  async query(sparql: string, options: QueryOptions = {}): Promise<string> {
    const { scope = 'public', accept = RESULTS_JSON, timeout = OPERATIONAL_TIMEOUT } = options;
    const workers = this.#workers;
    const worker = (): Promise<Generation> =>
      scope === 'operational' ? workers.operational() : workers.reader();
    try {
      return await this.#ask(await worker(), sparql, accept, timeout);
    } catch (error) {
      // Another query ended the worker: ask the one that took its place, once.
      if (error instanceof WorkerLostError && error.ending === 'ended')
        return await this.#ask(await worker(), sparql, accept, timeout);
      throw error;
    }
  }

  async #ask(generation: Generation, sparql: string, accept: string, timeout: number): Promise<string> {
    try {
      return await generation.query(sparql, accept, timeout);
    } catch (error) {
      if (error instanceof EngineError) throw new ProblemError('malformed-query', error.message);
      if (error instanceof WorkerLostError && error.ending !== 'ended')
        throw new ProblemError(
          error.ending === 'timeout' ? 'query-timeout' : 'query-unavailable',
          error.message,
          {
            ...(error.ending === 'timeout' ? { limitMilliseconds: timeout } : {}),
          },
        );
      throw error;
    }
  }

  async select(sparql: string): Promise<Solution[]> {
    const answer = await this.query(sparql, { scope: 'operational' });
    return (JSON.parse(answer) as { results: { bindings: Solution[] } }).results.bindings;
  }

  async commit(change: Change): Promise<Committed> {
    const added = change.insert?.length ?? 0;
    if (added > 0) {
      const { quads, bytes } = this.#journal.state;
      checkCapacity(quads + added, bytes + added * 200, this.#memoryCeiling);
    }
    const commit = await this.#journal.commit(change);
    if (commit.inserted.length + commit.removed.length >= LARGE_COMMIT) await this.#workers.renewAll();
    else this.#workers.feed(commit);
    this.#announce(commit);
    return commit;
  }

  replaceGraph(options: {
    readonly graph: string;
    readonly access?: 'public' | 'internal';
    readonly agent: string;
    readonly reason: string;
  }): Promise<GraphReplacement> {
    const replacement = new Replacement(this.#journal, {
      ...options,
      access: options.access ?? 'public',
      memoryCeiling: this.#memoryCeiling,
      commit: (change) => this.commit(change),
      onCommitted: async (commit) => {
        await this.#workers.renewAll();
        this.#announce(commit);
        this.#clearObsolete();
      },
    });
    return Promise.resolve(replacement);
  }

  #announce(commit: JournalCommit): void {
    for (const listener of this.#listeners) listener(commit);
  }

  readGraph(graph: string): Line[] | undefined {
    const entry = this.#journal.graph(graph);
    return entry && [...this.#journal.lines(entry)];
  }

  readRecord(table: RecordTable, key: string): string | undefined {
    return this.#journal.record(table, key);
  }

  /** Entries of the change log after `sequence`, in order. */
  log(sequence: number): Generator<LogEntry> {
    return this.#journal.log(sequence);
  }

  subscribe(listener: (committed: Committed) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Clears replaced graphs from the journal, a little in each turn of the event loop. */
  #clearObsolete(): void {
    this.#clearing ??= setImmediate(() => {
      this.#clearing = undefined;
      try {
        if (this.#journal.clearObsolete()) this.#clearObsolete();
      } catch {
        // No room on the disk now: the next start goes on.
      }
    });
  }

  async close(): Promise<void> {
    if (this.#clearing) clearImmediate(this.#clearing);
    await this.#workers.close();
    await this.#journal.close();
    await this.#lock.release();
  }
}
