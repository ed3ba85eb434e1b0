import type { IncomingMessage, ServerResponse } from 'node:http';
import { beginExchange, type DispatchOptions } from './dispatch.js';
import type { Route } from './reply.js';
import { sendReply } from './send-reply.js';

/**
 * Gives the answers that routes have ready, before anything else of the server has its turn: looking for a route,
 * compression and access cost several times what such an answer does. Nothing that shows a key or a token gets one, so
 * that a bad one is refused as ever.
 * @returns whether it answered
 */
export function readyAnswers(
  options: DispatchOptions & { readonly routes: readonly Route[] },
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const routes = options.routes.flatMap(({ path, ready }) => (ready ? [{ path, ready }] : []));
  return (request, response) => {
    const { method, url = '', headers } = request;
    if (method !== 'GET' || headers.authorization !== undefined || headers['x-api-key'] !== undefined)
      return false;
    for (const { path, ready } of routes) {
      const reply = ready({ path: url, headers });
      if (!reply) continue;
      sendReply(beginExchange(path, options, request, response), reply);
      return true;
    }
    return false;
  };
}
