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
 * Makes a page of ours as a query of the client who asks for it: it is let in as one, however many queries of ours it takes. These wait
 * in the turn of the client, end when it goes, and their reader time is counted.
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
    const leave = await clients.enter(client);
    const onUsed = (used: ReaderUsed): void => {
      clients.charge(client, used);
    };
    try {
      return await work({
        query: (sparql, options) => store.query(sparql, { ...options, client, onUsed, signal }),
      });
    } finally {
      leave();
    }
  };
}
