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
