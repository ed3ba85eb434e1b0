import { Worker } from 'node:worker_threads';
import type {
  AnswerRequest,
  WorkerFault,
  WorkerReply,
  WorkerRequest,
  WorkerSetup,
  WorkerValue,
} from './worker-messages.js';

/** Why a worker ended: told to, its query's time limit or its memory or stack, its client gone, or a fault. */
export type WorkerEnding = 'ended' | 'timeout' | 'memory' | 'stack' | 'cancelled' | 'trap';

const ENDINGS: Readonly<Record<Exclude<WorkerFault, 'refused' | 'too-long'>, WorkerEnding>> = {
  'out-of-memory': 'memory',
  'out-of-stack': 'stack',
  broken: 'trap',
};

/** The worker ended before it answered: it was terminated, trapped, or ran into a limit. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';

  constructor(
    message: string,
    readonly ending: WorkerEnding,
  ) {
    super(message);
  }
}

/** The engine refused the request, with its own words. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** The answer is longer than was asked for. */
export class AnswerTooLongError extends Error {
  override readonly name = 'AnswerTooLongError';
}

/** Told of what happens to a worker. */
export interface WorkerWatch {
  /** Called once when the worker has ended in any way other than `end()`. */
  readonly onLost: (error: WorkerLostError) => void;
  /** Called when the worker's memory has grown. */
  readonly onGrown: () => void;
}

interface Pending {
  readonly resolve: (value: WorkerValue) => void;
  readonly reject: (error: Error) => void;
  readonly timeout: number | undefined;
}

/** A graph worker seen from the main thread. Requests are answered in the order in which they are sent. */
export class WorkerHandle {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #watch: WorkerWatch;
  #nextId = 1;
  /** Runs for the request whose turn it is. */
  #timer: NodeJS.Timeout | undefined;
  #drained: (() => void) | undefined;
  #lost: WorkerLostError | undefined;
  #memory = 0;

  constructor(watch: WorkerWatch, setup: WorkerSetup = { givesWay: false }) {
    this.#watch = watch;
    this.#worker = new Worker(new URL('./graph-worker.js', import.meta.url), { workerData: setup });
    this.#worker.on('message', (reply: WorkerReply) => {
      this.#receive(reply);
    });
    this.#worker.on('error', (error) => {
      this.#lose(new WorkerLostError(`The graph worker failed: ${error.message}`, 'trap'));
    });
    this.#worker.on('exit', () => {
      this.#lose(new WorkerLostError('The graph worker ended.', 'ended'));
    });
  }

  /** Size of the worker's WebAssembly memory when it last answered, in bytes. */
  get memory(): number {
    return this.#memory;
  }

  get alive(): boolean {
    return this.#lost === undefined;
  }

  /**
   * Sends a request.
   * @param timeout milliseconds that it may run, counted from its turn; then the whole worker is ended, since a
   *   running query cannot be interrupted
   * @throws EngineError where the engine refuses it; AnswerTooLongError; WorkerLostError where the worker ends first
   */
  request(request: AnswerRequest, timeout: number): Promise<WorkerValue>;
  request(request: Exclude<WorkerRequest, AnswerRequest>, timeout?: number): Promise<string>;
  request(request: WorkerRequest, timeout?: number): Promise<WorkerValue> {
    if (this.#lost) return Promise.reject(this.#lost);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, timeout });
      if (this.#pending.size === 1) this.#beginTurn();
      this.#worker.postMessage({ ...request, id });
    });
  }

  /** Requests are answered in order: the first that waits is the one that runs. */
  #beginTurn(): void {
    clearTimeout(this.#timer);
    const [current] = this.#pending.values();
    const timeout = current?.timeout;
    if (timeout === undefined) return;
    this.#timer = setTimeout(() => {
      this.#lose(new WorkerLostError(`The query took longer than ${String(timeout)} ms.`, 'timeout'));
    }, timeout);
  }

  #receive(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    if (!reply.ok && reply.fault !== 'refused' && reply.fault !== 'too-long') {
      this.#lose(new WorkerLostError(`The graph engine stopped: ${reply.message}`, ENDINGS[reply.fault]));
      return;
    }
    this.#pending.delete(reply.id);
    this.#beginTurn();
    if (reply.ok) pending.resolve(reply.value);
    else if (reply.fault === 'too-long') pending.reject(new AnswerTooLongError(reply.message));
    else pending.reject(new EngineError(reply.message));
    if (reply.memory > this.#memory) {
      this.#memory = reply.memory;
      this.#watch.onGrown();
    }
    if (this.#pending.size === 0) this.#drained?.();
  }

  #lose(error: WorkerLostError): void {
    if (this.#lost) return;
    this.#lost = error;
    this.#rejectPending(error, new WorkerLostError('Another request ended the graph worker.', 'ended'));
    void this.#worker.terminate();
    this.#watch.onLost(error);
  }

  /** The request whose turn it was is the one to blame; those that wait behind it may be asked again. */
  #rejectPending(current: WorkerLostError, others: WorkerLostError): void {
    clearTimeout(this.#timer);
    const [first, ...waiting] = this.#pending.values();
    this.#pending.clear();
    first?.reject(current);
    for (const { reject } of waiting) reject(others);
    this.#drained?.();
  }

  /** Ends the worker because nobody waits any more for what it works on. */
  cancel(): void {
    this.#lose(new WorkerLostError('The client has gone.', 'cancelled'));
  }

  /** Ends the worker and gives its memory back. What was still asked of it is rejected. */
  async end(): Promise<void> {
    const ended = (this.#lost ??= new WorkerLostError('The graph worker was ended.', 'ended'));
    this.#rejectPending(ended, ended);
    await this.#worker.terminate();
  }

  /** Ends the worker when it has answered what it was asked so far. */
  async retire(): Promise<void> {
    if (this.#pending.size > 0)
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    await this.end();
  }
}
