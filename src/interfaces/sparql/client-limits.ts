import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { ProblemError } from '../../problem.js';
import type { ReaderUsed } from '../../store/graph-store.js';

/** Seconds over which a client's share is counted. */
const WINDOW = 60;
/** Milliseconds charged on top where a query ends its reader: another one must be built. */
const READER_ENDED = 3000;
/** Seconds after which a client may try again that has too many queries under way. */
const CONCURRENCY_RETRY = 1;

/** How much one client may ask. */
export interface ClientLimitOptions {
  /** Queries that may run or wait at a time. */
  readonly queriesAtOnce: number;
  /** Queries in a minute. */
  readonly queriesPerMinute: number;
  /** Milliseconds of reader time in a minute. */
  readonly readerTimePerMinute: number;
}

/** Keeps count of what each client asks. */
export interface ClientLimits {
  /**
   * Lets a query of a client in.
   * @returns what to call when it has been answered
   * @throws ProblemError `too-many-requests`, which names the limit
   */
  enter(client: string): Promise<() => void>;
  /** Counts what a query took. */
  charge(client: string, use: ReaderUsed): void;
}

/**
 * Limits each client in three ways: queries at a time, queries in a minute, and reader time in a minute, so that one
 * heavy query weighs as much as many light ones.
 */
export function createClientLimits(options: ClientLimitOptions): ClientLimits {
  const { queriesAtOnce, queriesPerMinute, readerTimePerMinute } = options;
  const count = new RateLimiterMemory({ points: queriesPerMinute, duration: WINDOW });
  const time = new RateLimiterMemory({ points: readerTimePerMinute, duration: WINDOW });
  const underWay = new Map<string, number>();
  const leave = (client: string): void => {
    const others = (underWay.get(client) ?? 1) - 1;
    if (others > 0) underWay.set(client, others);
    else underWay.delete(client);
  };
  return {
    enter: async (client) => {
      const others = underWay.get(client) ?? 0;
      if (others >= queriesAtOnce)
        throw refused(`${String(queriesAtOnce)} queries at a time`, CONCURRENCY_RETRY, { queriesAtOnce });
      underWay.set(client, others + 1);
      try {
        await check(time, client, readerTimePerMinute);
        await count.consume(client).catch((rejected: unknown) => {
          throw refusedUntil(rejected, `${String(queriesPerMinute)} queries a minute`, { queriesPerMinute });
        });
      } catch (error) {
        leave(client);
        throw error;
      }
      return () => {
        leave(client);
      };
    },
    charge: (client, { milliseconds, endedReader }) => {
      void time.penalty(client, Math.ceil(milliseconds) + (endedReader ? READER_ENDED : 0));
    },
  };
}

/** Reader time is counted when a query has run, so a client is let in until it has used up its share. */
async function check(time: RateLimiterMemory, client: string, limit: number): Promise<void> {
  const used = await time.get(client);
  if (used === null || used.consumedPoints < limit) return;
  throw refusedUntil(used, `${String(limit / 1000)} s of query time a minute`, {
    readerTimePerMinute: limit,
  });
}

function refusedUntil(rejected: unknown, limit: string, extra: Record<string, number>): unknown {
  if (rejected instanceof Error) return rejected;
  const { msBeforeNext } = rejected as RateLimiterRes;
  return refused(limit, Math.max(1, Math.ceil(msBeforeNext / 1000)), extra);
}

function refused(limit: string, retryAfterSeconds: number, extra: Record<string, number>): ProblemError {
  return new ProblemError(
    'too-many-requests',
    `A client may have ${limit}. Try again in ${String(retryAfterSeconds)} s.`,
    { ...extra, retryAfterSeconds },
  );
}
