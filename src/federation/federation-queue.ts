import { ProblemError } from '../problem.js';

/** How many are let in, and how long the others wait. */
export interface FederationQueueOptions {
  /** Queries at a time, of all clients together. */
  readonly atOnce: number;
  /** Queries that wait at most. */
  readonly mostWaiting: number;
  /** Milliseconds that a query may wait. */
  readonly longestWait: number;
}

/** Where federated queries wait for their turn. */
export interface FederationQueue {
  /**
   * Waits for the turn of a client, which has one query under way at a time: so two slow queries of one hold up nobody else.
   * @param signal aborted when nobody waits for the answer any more
   * @returns what to call when it is over
   * @throws ProblemError `query-unavailable`; the reason of the signal
   */
  enter(client: string, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly client: string;
  readonly letIn: () => void;
}

/** The next is the first to have come of a client that has nothing under way. */
export function createFederationQueue(options: FederationQueueOptions): FederationQueue {
  const underWay = new Set<string>();
  const waiting = new Set<Waiting>();
  const serve = (): void => {
    for (const next of waiting) {
      if (underWay.size >= options.atOnce) return;
      if (underWay.has(next.client)) continue;
      waiting.delete(next);
      underWay.add(next.client);
      next.letIn();
    }
  };
  return {
    enter: (client, signal) => {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      if (waiting.size >= options.mostWaiting) return Promise.reject(tooBusy());
      return new Promise((resolve, reject) => {
        const stopWaiting = (): void => {
          clearTimeout(overdue);
          signal.removeEventListener('abort', gone);
        };
        const giveUp = (reason: Error): void => {
          waiting.delete(place);
          stopWaiting();
          reject(reason);
        };
        const gone = (): void => {
          giveUp(signal.reason as Error);
        };
        const place: Waiting = {
          client,
          letIn: () => {
            stopWaiting();
            resolve(() => {
              underWay.delete(client);
              serve();
            });
          },
        };
        const overdue = setTimeout(() => {
          giveUp(tooBusy());
        }, options.longestWait).unref();
        signal.addEventListener('abort', gone);
        waiting.add(place);
        serve();
      });
    },
  };
}

function tooBusy(): ProblemError {
  return new ProblemError('query-unavailable', 'More federated queries wait than can be answered soon.');
}
