import { createFederationQueue } from './federation-queue.js';
import { FederationWorker } from './federation-thread.js';
import type { FederatedRun, FederationSetup } from './messages.js';

/** Queries that are federated at a time; the others wait. */
const AT_ONCE = 2;
/** Queries that wait at most. */
const MOST_WAITING = 50;
/** Milliseconds that a query may wait for its turn. */
const LONGEST_WAIT = 60_000;

/** A query with SERVICE clauses. */
export interface FederatedQuery extends FederatedRun {
  /** Who asks: one query of each client is under way at a time. */
  readonly client: string;
  /** Milliseconds that it may take, counted from its turn. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Puts a query to our own public graph, and gives the answer in the media type asked for. */
  readonly askOwnGraph: (sparql: string, accept: string) => Promise<Uint8Array>;
}

/** Answers queries that join our graph with other endpoints. */
export interface Federator {
  /** Whether any other endpoint may be asked. */
  readonly hasEndpoints: boolean;
  /**
   * @throws ProblemError `service-refused`, `service-failed`, `query-timeout`, `query-memory`, `result-too-large`,
   *   `malformed-query`, `query-unavailable`; what `askOwnGraph` throws; the reason of the signal
   */
  answer(query: FederatedQuery): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Makes what answers federated queries. Nothing of Comunica is loaded before the first of them, and then in threads of
 * its own, which are ended at a time limit and when they have been idle for a while.
 */
export function createFederator(setup: FederationSetup): Federator {
  const idle: FederationWorker[] = [];
  const all = new Set<FederationWorker>();
  const queue = createFederationQueue({
    atOnce: AT_ONCE,
    mostWaiting: MOST_WAITING,
    longestWait: LONGEST_WAIT,
  });
  const takeWorker = (): FederationWorker => {
    for (let worker = idle.pop(); worker; worker = idle.pop()) if (worker.alive) return worker;
    const worker = new FederationWorker(setup, () => all.delete(worker));
    all.add(worker);
    return worker;
  };
  return {
    hasEndpoints: setup.endpoints.length > 0,
    answer: async (query) => {
      const leave = await queue.enter(query.client, query.signal);
      try {
        const worker = takeWorker();
        const answer = await worker.run(query);
        idle.push(worker);
        return answer;
      } finally {
        leave();
      }
    },
    close: async () => {
      await Promise.all([...all].map((worker) => worker.end()));
    },
  };
}
