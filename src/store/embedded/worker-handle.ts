import { Worker } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest } from './worker-messages.js';

/** The worker ended before it answered: it was terminated, trapped, or ran into its time limit. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';

  constructor(
    message: string,
    readonly ending: 'ended' | 'timeout' | 'trap',
  ) {
    super(message);
  }
}

/** The engine refused the request, with its own words. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

interface Pending {
  readonly resolve: (value: string) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

/** A graph worker seen from the main thread. Requests are answered in the order in which they are sent. */
export class WorkerHandle {
  readonly #worker = new Worker(new URL('./graph-worker.js', import.meta.url));
  readonly #pending = new Map<number, Pending>();
  readonly #onLost: (error: WorkerLostError) => void;
  #nextId = 1;
  #lost: WorkerLostError | undefined;
  #memory = 0;

  /** @param onLost called once when the worker has ended in any way other than `end()` */
  constructor(onLost: (error: WorkerLostError) => void) {
    this.#onLost = onLost;
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
   * @param timeout milliseconds after which the whole worker is ended, since a running query cannot be interrupted
   * @throws EngineError where the engine refuses it; WorkerLostError where the worker ends first
   */
  request(request: WorkerRequest, timeout?: number): Promise<string> {
    if (this.#lost) return Promise.reject(this.#lost);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer =
        timeout === undefined
          ? undefined
          : setTimeout(() => {
              this.#lose(new WorkerLostError(`The query took longer than ${String(timeout)} ms.`, 'timeout'));
            }, timeout);
      this.#pending.set(id, { resolve, reject, timer });
      this.#worker.postMessage({ ...request, id });
    });
  }

  #receive(reply: WorkerReply): void {
    this.#memory = reply.memory;
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    this.#pending.delete(reply.id);
    clearTimeout(pending.timer);
    if (reply.ok) {
      pending.resolve(reply.value);
    } else if (reply.fatal) {
      const lost = new WorkerLostError(`The graph engine stopped: ${reply.message}`, 'trap');
      pending.reject(lost);
      this.#lose(lost);
    } else {
      pending.reject(new EngineError(reply.message));
    }
  }

  #lose(error: WorkerLostError): void {
    if (this.#lost) return;
    this.#lost = error;
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#pending.clear();
    void this.#worker.terminate();
    this.#onLost(error);
  }

  /** Ends the worker and gives its memory back. What was still asked of it is rejected. */
  async end(): Promise<void> {
    this.#lost ??= new WorkerLostError('The graph worker was ended.', 'ended');
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(this.#lost);
    }
    this.#pending.clear();
    await this.#worker.terminate();
  }
}
