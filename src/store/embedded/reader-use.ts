import { LRUCache } from 'lru-cache';

/** Milliseconds after which what a client used counts for half. */
const HALF_LIFE = 30_000;
/** Milliseconds after which it is forgotten who ended a reader. */
const PROBATION = 60_000;
/** Clients and queries that are remembered. */
const REMEMBERED = 10_000;
/** Longer texts are not remembered: what they take in memory is worth more than what they tell. */
const LONGEST_TEXT = 4000;

/**
 * Remembers how much reader time each client had lately and how long each query took, so that those who ask little go
 * before those who ask much, and a query known to be heavy does not go before light ones.
 */
export class ReaderUse {
  readonly #clients = new LRUCache<string, { readonly spent: number; readonly at: number }>({
    max: REMEMBERED,
  });
  readonly #queries = new LRUCache<string, number>({ max: REMEMBERED / 10 });

  /** Clients whose queries ended a reader, and texts of such queries. */
  readonly #ending = new LRUCache<string, true>({ max: REMEMBERED, ttl: PROBATION });

  /** Notes that a query ended its reader; without its text where that has no part in it, as where its client has gone. */
  noteEnding(client: string, sparql?: string): void {
    this.#ending.set(`client ${client}`, true);
    if (sparql !== undefined && sparql.length <= LONGEST_TEXT) this.#ending.set(`query ${sparql}`, true);
  }

  /** Whether a client, or whoever asked the same, ended a reader in the last minute. */
  hasEndedReader(client: string, sparql: string): boolean {
    return this.#ending.has(`client ${client}`) || this.#ending.has(`query ${sparql}`);
  }

  /** Notes what a query took, in milliseconds. */
  note(client: string, sparql: string, milliseconds: number): void {
    this.#clients.set(client, { spent: this.spent(client) + milliseconds, at: performance.now() });
    if (sparql.length <= LONGEST_TEXT) this.#queries.set(sparql, milliseconds);
  }

  /** Reader time that a client had lately, in milliseconds; the longer ago, the less it counts. */
  spent(client: string): number {
    const known = this.#clients.get(client);
    return known ? known.spent * 0.5 ** ((performance.now() - known.at) / HALF_LIFE) : 0;
  }

  /** What a query took the last time, in milliseconds; 0 where it is new. */
  expected(sparql: string): number {
    return sparql.length <= LONGEST_TEXT ? (this.#queries.get(sparql) ?? 0) : 0;
  }
}
