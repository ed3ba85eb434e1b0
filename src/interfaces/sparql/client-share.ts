import type { GraphStore, ReaderUsed } from '../../store/graph-store.js';
import type { HttpRequest, RequestContext } from '../http/reply.js';
import { clientKey } from './client-key.js';
import type { ClientLimits } from './client-limits.js';

/**
 * Does work of ours that a request causes as a query of its client: it is let in as one, and its time is counted.
 * @throws ProblemError `too-many-requests`, and what the work throws
 */
export type InShare = <T>(
  request: Pick<HttpRequest, 'address'>,
  context: Pick<RequestContext, 'authorise'>,
  work: () => Promise<T>,
) => Promise<T>;

/** @param clients the limits that queries are under, too */
export function createShare(clients: ClientLimits): InShare {
  return async (request, context, work) => {
    const client = clientKey(request, await context.authorise('public.read'));
    const leave = await clients.enter(client);
    const begun = performance.now();
    try {
      return await work();
    } finally {
      clients.charge(client, { milliseconds: performance.now() - begun, endedReader: false });
      leave();
    }
  };
}

/**
 * Makes a page of ours as a query of the client who asks for it: it is let in as one with the first query of ours that it takes,
 * however many these are, and not at all where it takes none. They wait in the turn of the client, and their reader time is
 * counted. One that runs is let run when the client goes: it is short, and to end it would cost a reader.
 * @throws ProblemError `too-many-requests`, and what the work throws
 */
export type AsClient = <T>(
  request: Pick<HttpRequest, 'address'>,
  context: Pick<RequestContext, 'authorise' | 'signal'>,
  work: (queries: Pick<GraphStore, 'query'>) => Promise<T>,
) => Promise<T>;

/** @param clients the limits that queries are under, too */
export function createAsClient(clients: ClientLimits, store: Pick<GraphStore, 'query'>): AsClient {
  return async (request, { authorise, signal }, work) => {
    const client = clientKey(request, await authorise('public.read'));
    let entered: Promise<() => void> | undefined;
    const onUsed = (used: ReaderUsed): void => {
      clients.charge(client, used);
    };
    try {
      return await work({
        query: async (sparql, options) => {
          await (entered ??= clients.enter(client));
          signal.throwIfAborted();
          return store.query(sparql, { ...options, client, onUsed });
        },
      });
    } finally {
      entered?.then(
        (leave) => {
          leave();
        },
        () => undefined,
      );
    }
  };
}
