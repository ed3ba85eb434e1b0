import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { HttpMetrics } from './metrics.js';
import type { Route } from './reply.js';
import { requestNumber } from './request-log.js';

/** Milliseconds of a second. */
const SECOND = 1000;

/** What ready answers are given with. */
export interface ReadyOptions {
  readonly routes: readonly Route[];
  readonly logger: Logger;
  readonly metrics: HttpMetrics;
  /** Header fields that every answer has. */
  readonly headers: ReadonlyMap<string, string>;
}

/**
 * Gives the answers that routes have ready, before anything else of the server has its turn: looking for a route, setting
 * up a log, compression and access cost several times what such an answer does. Nothing that shows a key or a token gets
 * one, so that a bad one is refused as ever.
 * @returns whether it answered
 */
export function readyAnswers(
  options: ReadyOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const fixed = [...options.headers].flat();
  const routes = options.routes.flatMap(({ path, ready }) => (ready ? [{ path, ready }] : []));
  return (request, response) => {
    const { method, url = '', headers } = request;
    if (method !== 'GET' || headers.authorization !== undefined || headers['x-api-key'] !== undefined)
      return false;
    for (const { path, ready } of routes) {
      const reply = ready({ path: url, headers });
      if (!reply) continue;
      const { status, body } = reply;
      const id = requestNumber(request);
      noteWhenDone(options, { path, url, id }, response);
      const own = Object.entries(reply.headers ?? {}).flat();
      const length = body === undefined ? [] : ['content-length', String(body.length)];
      response.writeHead(status, [...fixed, 'x-request-id', id, ...own, ...length]);
      response.end(body);
      return true;
    }
    return false;
  };
}

/** As the request log and the metrics note every other answer. */
function noteWhenDone(
  { logger, metrics }: ReadyOptions,
  {
    path: route,
    url: path,
    id: requestId,
  }: { readonly path: string; readonly url: string; readonly id: string },
  response: ServerResponse,
): void {
  const began = performance.now();
  response.once('finish', () => {
    const milliseconds = performance.now() - began;
    const { statusCode: status } = response;
    metrics.observe({ method: 'GET', route, status }, milliseconds / SECOND);
    logger.info(
      { requestId, req: { method: 'GET', path }, res: { status }, responseTime: Math.round(milliseconds) },
      'request completed',
    );
  });
}
