import { serviceClauses, type Federator } from '../../federation/index.js';
import { ProblemError } from '../../problem.js';
import type { ForeignQuery, GraphStore, ReaderUsed } from '../../store/graph-store.js';
import type { HttpRequest, RequestContext } from '../http/reply.js';
import { clientKey } from './client-key.js';
import type { ClientLimitOptions, ClientLimits } from './client-limits.js';

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
  /** The graph that it is asked of, where that is not the public one as it is stored. */
  readonly graph?: Pick<GraphStore, 'answer'> | undefined;
  /** Whether the answer is read here and not sent to the client; then its place is free as soon as it is there. */
  readonly isReadHere?: boolean;
};

/** Runs a query of someone else under the limits of the service and of its client. */
export type Evaluate = (
  question: Question,
  request: HttpRequest,
  context: RequestContext,
) => Promise<string | Uint8Array>;

/** What runs queries of others. */
export interface EvaluateParts {
  readonly store: Pick<GraphStore, 'answer'>;
  readonly federator: Federator;
  readonly limits: QueryLimits;
  /** What each client asks, counted together with other work that clients cause. */
  readonly clients: ClientLimits;
}

/**
 * Makes what runs queries of others. They run in readers alone, or in threads for federation where they have SERVICE
 * clauses; the client's share is counted by the time that they take, and a client that goes away takes its query along.
 * A query has its place until the client has the answer, so that answers that nobody reads do not pile up in memory.
 */
export function createEvaluate({ store, federator, limits, clients }: EvaluateParts): Evaluate {
  return async ({ timeout, isReadHere = false, graph = store, ...question }, request, context) => {
    const client = clientKey(request, await context.authorise('public.read'));
    const { signal } = context;
    const run = {
      ...question,
      client,
      signal,
      timeout: readTimeout(timeout ?? undefined, limits),
      maximumBytes: limits.resultLimit,
      onUsed: (use: ReaderUsed) => {
        clients.charge(client, use);
      },
    };
    const leave = await clients.enter(client);
    try {
      const answer = await (asksOthers(question, federator)
        ? federate(run, graph, federator)
        : graph.answer(run));
      if (isReadHere || signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
      return answer;
    } catch (error) {
      leave();
      throw error;
    }
  };
}

/** Whether a query has SERVICE clauses. @throws ProblemError `service-refused` where no endpoint may be asked at all */
function asksOthers({ sparql }: Pick<Question, 'sparql'>, federator: Federator): boolean {
  const clauses = serviceClauses(sparql);
  if (clauses === 'some' && !federator.hasEndpoints)
    throw new ProblemError(
      'service-refused',
      'This service asks no other endpoint: its list of endpoints is empty.',
    );
  return clauses !== 'none';
}

/** Runs a query with SERVICE clauses; what is outside of them comes back as queries of the same client. */
async function federate(
  run: ForeignQuery & { readonly signal: AbortSignal; readonly onUsed: (use: ReaderUsed) => void },
  store: Pick<GraphStore, 'answer'>,
  federator: Federator,
): Promise<Uint8Array> {
  const { client, sparql, accept, baseIri, maximumBytes, timeout, signal } = run;
  const begun = performance.now();
  const askOwnGraph = async (part: string, mediaType: string): Promise<Uint8Array> => {
    const answer = await store.answer({ ...run, sparql: part, accept: mediaType, onUsed: () => undefined });
    return typeof answer === 'string' ? new TextEncoder().encode(answer) : answer;
  };
  try {
    return await federator.answer({
      client,
      sparql,
      accept,
      baseIri,
      maximumBytes,
      timeout,
      signal,
      askOwnGraph,
    });
  } finally {
    run.onUsed({ milliseconds: performance.now() - begun, endedReader: false });
  }
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
