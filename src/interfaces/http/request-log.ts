import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { HttpMetrics } from './metrics.js';
import { pathOf } from './read-request.js';

const REQUEST_ID = /^[\w.:-]{8,64}$/;
/** Asked every few seconds by machines; logged only where someone looks for them. */
const QUIET = ['/health', '/ready', '/metrics'];
/** Milliseconds of a second. */
const SECOND = 1000;

/** Where requests are noted. */
export interface RequestLog {
  readonly logger: Logger;
  readonly metrics: HttpMetrics;
}

/** The number that the client or a proxy gave the request, where it is harmless; a new one otherwise. */
export function requestNumber(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/**
 * Notes a request in the log and the figures when it is answered, or in the log when its client goes away: number, method,
 * path, status and milliseconds. Addresses of clients, header fields, query strings, secrets of follow links and bodies
 * never enter the log, since they may tell who reported what and where.
 * @param route its pattern, as it is called in the figures
 */
export function noteWhenDone(
  { logger, metrics }: RequestLog,
  { route, id }: { readonly route: string; readonly id: string },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const begun = performance.now();
  const { method = 'GET', url = '/' } = request;
  const note = (message: string): void => {
    const path = pathWithoutSecret(url);
    const { statusCode: status } = response;
    logger[levelOf(status, path)](
      {
        requestId: id,
        req: { method, path },
        res: { status },
        responseTime: Math.round(performance.now() - begun),
      },
      message,
    );
  };
  response.once('close', () => {
    if (!response.writableFinished) {
      note('request aborted');
      return;
    }
    metrics.observe({ method, route, status: response.statusCode }, (performance.now() - begun) / SECOND);
    note('request completed');
  });
}

function levelOf(status: number, path: string): 'debug' | 'info' | 'error' {
  if (status >= 500) return 'error';
  return QUIET.includes(path) ? 'debug' : 'info';
}

/** Secrets of links, of those who follow and of those who are asked something, wherever they stand in a path. */
const SECRET = /ww[fs]_/i;
const SECRET_PLACE = /^(\/*(?:follow|answer)\/+)[^/]+/i;

/** The path without the secret of a follow link or of one in a mail, also where the path is none of ours. */
function pathWithoutSecret(url: string): string {
  return pathOf(url)
    .replace(SECRET_PLACE, '$1…')
    .split('/')
    .map((part) => (SECRET.test(decoded(part)) ? '…' : part))
    .join('/');
}

function decoded(part: string): string {
  return part.replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
