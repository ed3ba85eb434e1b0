import { ProblemError } from '../../problem.js';
import type { ForeignQuery } from '../graph-store.js';
import { asProblem, isInnocent } from './query-faults.js';
import type { Generation } from './generation.js';
import { ReaderUse } from './reader-use.js';

/** Queries that wait at most, of all clients together. */
const MOST_WAITING = 1000;
/** Milliseconds that a query may wait for its turn. */
const LONGEST_WAIT = 60_000;
/**
 * Milliseconds that a query may have run, before its reader is ended because the client has gone: most are done sooner,
 * and a new reader costs more than they do.
 */
const GRACE = 100;
/** Times that a query is asked anew because its reader ended for another reason. */
const ATTEMPTS = 3;

/** Where readers come from. */
export interface Readers {
  readonly readers: number;
  /** The reader in a place, as soon as there is one. @throws ProblemError `query-unavailable` */
  reader(place: number): Promise<Generation>;
  /** What to wait for before a reader is put at risk; `undefined` where another one could step in, or none ever does. */
  substitute(): Promise<void> | undefined;
}

interface Waiting {
  readonly query: ForeignQuery;
  readonly arrived: number;
  readonly resolve: (answer: string | Uint8Array) => void;
  readonly reject: (error: unknown) => void;
  attempts: number;
}

/**
 * Queries of others wait here, not in the readers: so one whose client has gone can be taken out, one that ends a
 * reader takes no other along, and the next is always that of the client who had the least so far. A query that may
 * well end its reader is held until another could step in at once. A reader runs one query at a time.
 */
export class ReaderQueue {
  readonly #readers: Readers;
  readonly #waiting = new Set<Waiting>();
  readonly #serving = new Set<number>();
  readonly #use = new ReaderUse();
  #running = 0;
  #overdue: NodeJS.Timeout | undefined;

  constructor(readers: Readers) {
    this.#readers = readers;
  }

  /** Queries under way now. */
  figures(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting.size };
  }

  /**
   * Answers a query in its turn. Time is counted from then.
   * @throws ProblemError `malformed-query`, `query-timeout`, `query-memory`, `query-too-complex`, `result-too-large`,
   *   `query-unavailable`; the reason of the signal where that is aborted
   */
  answer(query: ForeignQuery): Promise<string | Uint8Array> {
    const { signal } = query;
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.#waiting.size >= MOST_WAITING) return Promise.reject(tooBusy());
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { query, arrived: performance.now(), resolve, reject, attempts: 0 };
      this.#waiting.add(waiting);
      signal?.addEventListener('abort', () => {
        if (this.#waiting.delete(waiting)) reject(signal.reason as Error);
      });
      this.#serve();
    });
  }

  /** Sets every idle reader to work. */
  #serve(): void {
    if (this.#readers.readers === 0) void this.#serveFrom(0);
    for (let place = 0; place < this.#readers.readers; place += 1)
      if (!this.#serving.has(place)) void this.#serveFrom(place);
    if (this.#overdue === undefined)
      this.#overdue = setTimeout(() => {
        this.#dropOverdue();
      }, LONGEST_WAIT / 10).unref();
  }

  async #serveFrom(place: number): Promise<void> {
    this.#serving.add(place);
    try {
      while (this.#waiting.size > 0) {
        const reader = await this.#readers.reader(place);
        const substitute = this.#readers.substitute();
        const next = this.#take(substitute !== undefined);
        if (next) await this.#run(reader, next);
        else {
          void substitute?.then(() => {
            this.#serve();
          });
          break;
        }
      }
    } catch (error) {
      // The others may still have a reader; the last one to give up speaks for all.
      if (this.#serving.size === 1) this.#rejectAll(error);
    } finally {
      this.#serving.delete(place);
    }
  }

  /**
   * The query of the client who had the least reader time; among its queries the lightest, then the oldest. What one has
   * waited makes it lighter, so that it lets others go first for no longer than it takes itself: in a stream of light
   * queries that never ends, one that took a little longer once would never have its turn.
   * @param harmlessOnly leaves out what ended a reader lately, by its client or its text
   */
  #take(harmlessOnly: boolean): Waiting | undefined {
    let best: Waiting | undefined;
    let least = Infinity;
    const now = performance.now();
    if (this.#waiting.size === 1 && !harmlessOnly) [best] = this.#waiting;
    else
      for (const waiting of this.#waiting) {
        const { query, arrived } = waiting;
        const { client, sparql } = query;
        if (harmlessOnly && this.#use.hasEndedReader(client, sparql)) continue;
        const waited = now - arrived;
        const weight = this.#use.spent(client) + Math.max(0, this.#use.expected(sparql) - waited);
        if (weight >= least) continue;
        best = waiting;
        least = weight;
      }
    if (best) this.#waiting.delete(best);
    return best;
  }

  async #run(reader: Generation, waiting: Waiting): Promise<void> {
    const { query, resolve, reject } = waiting;
    const { client, sparql, accept, timeout, maximumBytes, baseIri, dataset, signal } = query;
    const begun = performance.now();
    let grace: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      grace = setTimeout(
        () => {
          reader.cancel();
        },
        begun + GRACE - performance.now(),
      );
    };
    signal?.addEventListener('abort', cancel);
    this.#running += 1;
    try {
      reader.flush();
      const request = { sparql, accept, maximumLength: maximumBytes, baseIri, dataset };
      resolve(await reader.answer(request, timeout));
    } catch (error) {
      waiting.attempts += 1;
      const isGone = signal?.aborted === true;
      if (!reader.alive && !isInnocent(error)) this.#use.noteEnding(client, isGone ? undefined : sparql);
      if (isGone) reject(signal.reason);
      else if (isInnocent(error) && waiting.attempts < ATTEMPTS) this.#waiting.add(waiting);
      else reject(asProblem(error, { timeout, maximumBytes }));
    } finally {
      signal?.removeEventListener('abort', cancel);
      clearTimeout(grace);
      this.#running -= 1;
      const milliseconds = performance.now() - begun;
      this.#use.note(client, sparql, milliseconds);
      query.onUsed?.({ milliseconds, endedReader: !reader.alive });
    }
  }

  #rejectAll(error: unknown): void {
    const all = [...this.#waiting];
    this.#waiting.clear();
    for (const { reject } of all) reject(error);
  }

  #dropOverdue(): void {
    this.#overdue = undefined;
    const limit = performance.now() - LONGEST_WAIT;
    for (const waiting of this.#waiting)
      if (waiting.arrived < limit) {
        this.#waiting.delete(waiting);
        waiting.reject(tooBusy());
      }
    if (this.#waiting.size > 0) this.#serve();
  }
}

function tooBusy(): ProblemError {
  return new ProblemError(
    'query-unavailable',
    `More queries wait than can be answered soon: at most ${String(MOST_WAITING)}, each for ${String(LONGEST_WAIT / 1000)} s.`,
  );
}
