import { ProblemError } from '../../problem.js';
import type { ForeignQuery, GraphStore } from '../../store/graph-store.js';
import type { HttpRequest, ReplyBody, RequestContext } from '../http/reply.js';
import { clientKey } from './client-key.js';
import { createClientLimits, type ClientLimitOptions } from './client-limits.js';

/** Milliseconds that a time limit is at least: less would end queries before they begin. */
const LEAST_TIMEOUT = 50;

/** Under which limits queries of others run. */
export interface QueryLimits extends ClientLimitOptions {
  /** Milliseconds for a query that asks for no time limit of its own. */
  readonly queryTimeout: number;
  /** Milliseconds that a query may ask for. */
  readonly longestQueryTimeout: number;
  /** Bytes that an answer may have. */
  readonly resultLimit: number;
}

/** A query to evaluate. */
export type Question = Pick<ForeignQuery, 'sparql' | 'accept' | 'baseIri' | 'dataset'> & {
  /** The time limit that the client asks for, as it was given (see `readTimeout`). */
  readonly timeout?: string | null;
};

/** Runs a query of someone else under the limits of the service and of its client. */
export type Evaluate = (
  question: Question,
  request: HttpRequest,
  context: RequestContext,
) => Promise<ReplyBody>;

/**
 * Makes what runs queries of others. They run in readers alone; the client's share is counted by the reader time that
 * it takes, and a client that goes away takes its query along.
 */
export function createEvaluate(store: Pick<GraphStore, 'answer'>, limits: QueryLimits): Evaluate {
  const clients = createClientLimits(limits);
  return async ({ sparql, accept, baseIri, dataset, timeout }, request, context) => {
    const client = clientKey(request, await context.authorise('public.read'));
    const { signal } = context;
    const milliseconds = readTimeout(timeout ?? undefined, limits);
    const leave = await clients.enter(client);
    try {
      return await store.answer({
        sparql,
        accept,
        baseIri,
        dataset,
        client,
        signal,
        timeout: milliseconds,
        maximumBytes: limits.resultLimit,
        onUsed: (use) => {
          clients.charge(client, use);
        },
      });
    } finally {
      leave();
    }
  };
}

/**
 * The time limit of a query: the usual one, or what the client asks for, up to the most.
 * @param asked `1500`, `1500ms` or `1.5s`; bare numbers are milliseconds, as in the settings
 * @returns milliseconds
 * @throws ProblemError `invalid-parameter`
 */
export function readTimeout(
  asked: string | undefined,
  limits: Pick<QueryLimits, 'queryTimeout' | 'longestQueryTimeout'>,
): number {
  if (asked === undefined) return limits.queryTimeout;
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s)?$/.exec(asked.trim()) ?? [];
  if (amount === undefined)
    throw new ProblemError(
      'invalid-parameter',
      `"${asked}" is no time: give milliseconds, or seconds as 5s.`,
      {
        parameter: 'timeout',
        example: '5s',
      },
    );
  const milliseconds = Number(amount) * (unit === 's' ? 1000 : 1);
  const most = Math.max(limits.longestQueryTimeout, limits.queryTimeout);
  return Math.round(Math.min(Math.max(milliseconds, LEAST_TIMEOUT), most));
}
