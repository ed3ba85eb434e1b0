import { iriToString, type Line } from '../../rdf/nquads.js';
import type {
  Change,
  ChangeSource,
  Committed,
  GraphAccess,
  ForeignQuery,
  GraphReplacement,
  GraphStore,
  LinePortions,
  LogEntry,
  QueryOptions,
  RecordRange,
  RecordTable,
  ScratchGraph,
  Solution,
} from '../graph-store.js';
import { answerText } from '../answer-text.js';
import type { BlobStore } from '../blobs.js';
import { readSolutions, SOLUTIONS } from '../solutions.js';
import { blobFolder, createBlobFiles } from './blob-files.js';
import { checkCapacity, type GraphSize } from './capacity.js';
import { inspectDataDirectory, isWritable, makeOwnFolder } from './data-directory.js';
import { GraphWorkers, type WorkerEvent } from './graph-workers.js';
import { Journal, type JournalCommit } from './journal.js';
import { KeyFile } from './key-file.js';
import { linesAsOf } from './lines-as-of.js';
import { textLength } from './line-blocks.js';
import { asOwnProblem, isInnocent } from './query-faults.js';
import { ReaderQueue } from './reader-queue.js';
import { openScratchGraph } from './scratch-graph.js';
import { Replacement } from './replacement.js';
import type { WorkerRole } from './worker-slot.js';
import { acquireWriterLock, type WriterLock } from './writer-lock.js';

/** Bytes that WebAssembly can address: no graph worker can take more. */
export const WASM_CEILING = 4 * 1024 ** 3;
const QUERY_MEMORY = 512 * 1024 ** 2;
const RESULTS_JSON = 'application/sparql-results+json';
/** Milliseconds that one of our own queries may take. */
const OPERATIONAL_TIMEOUT = 10_000;
/** Bytes of the longest text that Node can hold. */
const LONGEST_TEXT = 512 * 1024 ** 2;
/** Times that a query is asked anew because another one ended the worker before its turn. */
const ATTEMPTS = 3;

export interface EmbeddedStoreOptions {
  /** The data directory; made where there is none. */
  readonly directory: string;
  /** Number of readers for foreign queries; default 1. Without any, those are refused. */
  readonly readers?: number;
  /** Number of warm spare workers, or whether to keep one; default true. */
  readonly spare?: number | boolean;
  /** Bytes of memory that one graph worker may take; default and most 4 GiB. */
  readonly memoryCeiling?: number;
  /** Bytes that one foreign query may make a reader grow by; default 512 MiB. */
  readonly queryMemory?: number;
  /** Told of what happens among the graph workers. */
  readonly onEvent?: (event: WorkerEvent) => void;
  readonly now?: () => Date;
}

/** Figures of a store, for metrics and health. */
export interface StoreFigures {
  readonly sequence: number;
  readonly quads: number;
  readonly memoryCeiling: number;
  /** Foreign queries under way. */
  readonly queries: { readonly running: number; readonly waiting: number };
  readonly workers: readonly {
    readonly role: WorkerRole;
    readonly memory: number;
    readonly deadQuads: number;
  }[];
}

/** Who cannot write needs no place as the writer. */
const NO_LOCK: WriterLock = { release: () => Promise.resolve() };

/**
 * The graph in this process: a durable journal, and Oxigraph in disposable workers that follow it. A data directory
 * that cannot be written is served as it is; every change is then refused as `storage-unavailable`.
 * @throws DirectoryInUseError, DataDirectoryError
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const whole = inspectDataDirectory(options.directory) === 'whole';
  makeOwnFolder(options.directory);
  const readOnly = whole && !isWritable(options.directory);
  const lock = readOnly ? NO_LOCK : await acquireWriterLock(options.directory);
  try {
    const journal = Journal.open(options.directory, {
      readOnly,
      ...(options.now ? { now: options.now } : {}),
    });
    return await start(journal, lock, options);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function start(
  journal: Journal,
  lock: WriterLock,
  options: EmbeddedStoreOptions,
): Promise<EmbeddedStore> {
  const store = new EmbeddedStore(journal, lock, options);
  try {
    await store.start();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

/** See `openEmbeddedStore`. */
export class EmbeddedStore implements GraphStore {
  readonly secrets: KeyFile;
  /** Files, beside the journal. */
  readonly blobs: BlobStore;
  readonly #journal: Journal;
  readonly #lock: WriterLock;
  readonly #workers: GraphWorkers;
  readonly #queue: ReaderQueue;
  readonly #memoryCeiling: number;
  readonly #listeners = new Set<(committed: Committed) => void>();
  #clearing: NodeJS.Immediate | undefined;
  #closing: Promise<void> | undefined;

  constructor(journal: Journal, lock: WriterLock, options: EmbeddedStoreOptions) {
    this.#journal = journal;
    this.secrets = new KeyFile(options.directory, { readOnly: journal.readOnly });
    this.blobs = createBlobFiles(blobFolder(options.directory));
    this.#lock = lock;
    this.#memoryCeiling = Math.min(options.memoryCeiling ?? WASM_CEILING, WASM_CEILING);
    this.#workers = new GraphWorkers(journal, {
      readers: options.readers ?? 1,
      spares: Number(options.spare ?? true),
      memoryCeiling: this.#memoryCeiling,
      queryMemory: options.queryMemory ?? QUERY_MEMORY,
      onEvent: options.onEvent ?? (() => undefined),
    });
    this.#queue = new ReaderQueue(this.#workers);
  }

  async start(): Promise<void> {
    await this.#workers.start();
    this.#clearObsolete();
  }

  get sequence(): number {
    return this.#journal.state.sequence;
  }

  get isBroken(): boolean {
    return this.#journal.isBroken;
  }

  get isReadOnly(): boolean {
    return this.#journal.readOnly;
  }

  figures(): StoreFigures {
    const { sequence, quads } = this.#journal.state;
    return {
      sequence,
      quads,
      memoryCeiling: this.#memoryCeiling,
      queries: this.#queue.figures(),
      workers: [...this.#workers.figures()],
    };
  }

  async query(sparql: string, options: QueryOptions = {}): Promise<string> {
    const { scope = 'public', accept = RESULTS_JSON, timeout = OPERATIONAL_TIMEOUT, fresh = true } = options;
    if (scope === 'public') {
      const { client = 'service', signal, onUsed } = options;
      const limits = { timeout, maximumBytes: LONGEST_TEXT, signal };
      const asked = { sparql, accept, client, ...limits, ...(onUsed && { onUsed }) };
      return answerText(await this.answer(asked));
    }
    for (let attempt = 1; ; attempt += 1) {
      try {
        const generation = await this.#workers.operational();
        if (fresh) generation.flush();
        return await generation.query(sparql, accept, timeout);
      } catch (error) {
        if (!isInnocent(error) || attempt === ATTEMPTS) throw asOwnProblem(error, { timeout });
      }
    }
  }

  answer(query: ForeignQuery): Promise<string | Uint8Array> {
    return this.#queue.answer(query);
  }

  async select(sparql: string, options: Pick<QueryOptions, 'fresh'> = {}): Promise<Solution[]> {
    return readSolutions(await this.query(sparql, { scope: 'operational', accept: SOLUTIONS, ...options }));
  }

  scratch(lines: LinePortions, signal?: AbortSignal): Promise<ScratchGraph> {
    return openScratchGraph(lines, { timeout: OPERATIONAL_TIMEOUT, signal });
  }

  commit(change: ChangeSource): Promise<Committed> {
    return this.#commit(change);
  }

  async #commit(source: ChangeSource): Promise<Committed> {
    if (typeof source !== 'function') this.#checkRoom(source);
    const commit = await this.#journal.commit(() => {
      if (typeof source !== 'function') return source;
      const change = source(this.#journal.state.sequence + 1);
      this.#checkRoom(change);
      return change;
    });
    this.#workers.feed(commit);
    this.#announce(commit);
    return commit;
  }

  /** Refuses a change that makes the graph grow beyond the ceiling; one that makes room is never refused. */
  #checkRoom({ insert = [], remove = [] }: Change): void {
    if (insert.length <= remove.length) return;
    const characters = Math.max(0, textLength(insert) - textLength(remove));
    this.#checkGrowth({ quads: insert.length - remove.length, characters });
  }

  #checkGrowth(added: GraphSize): void {
    const { quads, bytes: characters } = this.#journal.state;
    checkCapacity({ before: { quads, characters }, added }, this.#memoryCeiling, this.#workers.held());
  }

  replaceGraph(options: {
    readonly graph: string;
    readonly access?: 'public' | 'internal';
    readonly agent: string;
    readonly reason: string;
    readonly requestId?: string | undefined;
  }): Promise<GraphReplacement> {
    const replacement = new Replacement(this.#journal, {
      ...options,
      access: options.access ?? (this.graphAccess(options.graph) === 'internal' ? 'internal' : 'public'),
      checkRoom: (added) => {
        this.#checkGrowth(added);
      },
      commit: (change) => this.#commit(change),
      onCommitted: async (commit) => {
        // Whoever remembers the old graph hears of it before the first answer from the new one.
        await this.#workers.renewAll(() => {
          this.#announce(commit);
        });
        this.#clearObsolete();
      },
      onAborted: () => {
        this.#clearObsolete();
      },
    });
    return Promise.resolve(replacement);
  }

  switched(): Promise<void> | undefined {
    return this.#workers.switched();
  }

  get readersAreBehind(): boolean {
    return this.#workers.readersAreBehind;
  }

  /** A listener that fails must not make a commit look failed that is on disk. */
  #announce(commit: JournalCommit): void {
    for (const listener of this.#listeners) {
      try {
        listener(commit);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }

  readGraph(graph: string): Line[] | undefined {
    const entry = this.#journal.graph(graph);
    return entry && this.#journal.allLines(entry);
  }

  graphLines(graph: string): Iterable<Line> {
    const entry = this.#journal.graph(graph);
    return entry ? this.#journal.lines(entry) : [];
  }

  publicGraphs(): Iterable<string> {
    return this.#journal.publicGraphs();
  }

  linesAsOf(sequence: number, wanted: (graph: string) => boolean): AsyncIterable<readonly Line[]> {
    return linesAsOf(this.#journal, sequence, wanted);
  }

  graphAccess(graph: string): GraphAccess | undefined {
    return this.#journal.graph(graph)?.access;
  }

  graphChanged(graph: string): number | undefined {
    return this.#journal.graph(graph)?.changed;
  }

  readSubject(graph: string, subject: string): Line[] {
    const entry = this.#journal.graph(graph);
    return entry ? this.#journal.linesAbout(entry, iriToString(subject)) : [];
  }

  readRecord(table: RecordTable, key: string): string | undefined {
    return this.#journal.record(table, key);
  }

  readRecords(table: RecordTable, range: RecordRange = {}): Iterable<{ key: string; value: string }> {
    return this.#journal.records(table, range);
  }

  log(sequence: number): Generator<LogEntry> {
    return this.#journal.entries(sequence);
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

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    if (this.#clearing) clearImmediate(this.#clearing);
    await this.#workers.close();
    await this.#journal.close();
    this.secrets.close();
    await this.#lock.release();
  }
}
