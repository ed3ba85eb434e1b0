import { Worker } from 'node:worker_threads';
import { ProblemError } from '../problem.js';
import type { FederatedQuery } from './federator.js';
import type {
  FederationFault,
  FederationSetup,
  FromFederationWorker,
  ToFederationWorker,
} from './messages.js';

/** Milliseconds after which a worker that nobody asks is ended: it takes some 150 MB. */
const IDLE_TIME = 60_000;
/** Megabytes of JavaScript objects that a federated query may hold. */
const HEAP = 512;

interface Current {
  readonly number: number;
  readonly query: FederatedQuery;
  readonly settle: (outcome: { readonly body: Uint8Array } | { readonly error: unknown }) => void;
  /** Why our own graph gave no answer: nearer to the fault than what Comunica makes of it. */
  ownFault: unknown;
}

/** A federation worker seen from the main thread; runs one query at a time. One that failed is not used again. */
export class FederationWorker {
  readonly #worker: Worker;
  readonly #onEnded: () => void;
  #current: Current | undefined;
  #runs = 0;
  #idle: NodeJS.Timeout | undefined;
  #alive = true;

  constructor(setup: FederationSetup, onEnded: () => void) {
    this.#onEnded = onEnded;
    this.#worker = new Worker(new URL('./federation-worker.js', import.meta.url), {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
    });
    this.#worker.unref();
    this.#worker.on('message', (message: FromFederationWorker) => {
      this.#receive(message);
    });
    this.#worker.on('error', (error: Error & { code?: string }) => {
      this.#fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory() : error);
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** See `Federator.answer`. */
  run(query: FederatedQuery): Promise<Uint8Array> {
    const { sparql, accept, baseIri, maximumBytes, timeout, signal } = query;
    clearTimeout(this.#idle);
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#fail(timedOut(timeout));
      }, timeout);
      const abort = (): void => {
        this.#fail(signal.reason);
      };
      signal.addEventListener('abort', abort);
      this.#runs += 1;
      this.#current = {
        number: this.#runs,
        query,
        ownFault: undefined,
        settle: (outcome) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', abort);
          this.#current = undefined;
          if ('body' in outcome) resolve(outcome.body);
          else reject(outcome.error instanceof Error ? outcome.error : new Error(String(outcome.error)));
        },
      };
      this.#send({ kind: 'run', number: this.#runs, run: { sparql, accept, baseIri, maximumBytes } });
    });
  }

  #send(message: ToFederationWorker): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromFederationWorker): void {
    const current = this.#current;
    if (message.kind === 'ask') void this.#askOwnGraph(message);
    else if (message.kind === 'failed')
      this.#fail(current?.ownFault ?? asProblem(message.fault, message.message, current?.query));
    else {
      this.#worker.unref();
      this.#idle = setTimeout(() => void this.end(), IDLE_TIME).unref();
      current?.settle({ body: message.body });
    }
  }

  async #askOwnGraph(question: Extract<FromFederationWorker, { kind: 'ask' }>): Promise<void> {
    // What is left of an earlier query is none of the client whose query runs now.
    const current = this.#current?.number === question.run ? this.#current : undefined;
    let body: Uint8Array | undefined;
    try {
      body = await current?.query.askOwnGraph(question.sparql, question.accept);
    } catch (error) {
      if (current) current.ownFault ??= error;
    }
    if (this.#alive) this.#send({ kind: 'answered', question: question.question, body });
  }

  /** What it began for the query that failed would go on, so the whole worker ends. */
  #fail(error: unknown): void {
    void this.end();
    this.#current?.settle({ error });
  }

  async end(): Promise<void> {
    clearTimeout(this.#idle);
    this.#alive = false;
    this.#onEnded();
    await this.#worker.terminate();
    this.#current?.settle({ error: new ProblemError('query-unavailable', 'The service is stopping.') });
  }
}

function timedOut(timeout: number): ProblemError {
  return new ProblemError(
    'query-timeout',
    `The query was ended at its time limit of ${String(timeout / 1000)} s, with what the endpoints in it took.`,
    { limitMilliseconds: timeout },
  );
}

function outOfMemory(): ProblemError {
  return new ProblemError(
    'query-memory',
    `The query was ended at its memory limit of ${String(HEAP)} MiB. Ask the endpoints for less.`,
  );
}

function asProblem(fault: FederationFault, words: string, query: FederatedQuery | undefined): ProblemError {
  if (fault === 'refused') return new ProblemError('service-refused', words);
  if (fault === 'malformed') return new ProblemError('malformed-query', words);
  if (fault === 'too-long' || fault === 'too-large')
    return new ProblemError(
      'result-too-large',
      `The answer, or one of an endpoint in the query, is longer than the limit of ${String(query?.maximumBytes)} bytes. Ask for less.`,
      { limitBytes: query?.maximumBytes },
    );
  return new ProblemError('service-failed', `An endpoint in the query gave no answer: ${words}`);
}
