import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

const REQUEST_ID = /^[\w.:-]{8,64}$/;
/** Asked every few seconds by machines; logged only where someone looks for them. */
const QUIET = ['/health', '/ready', '/metrics'];

/**
 * Logs each request when it is answered: number, method, path, status and milliseconds. Addresses of clients, header
 * fields, query strings, secrets of follow links and bodies never enter the log, since they may tell who reported what and where.
 */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId: requestNumber,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    // Its own serialisers would read everything of each request first.
    wrapSerializers: false,
    serializers: {
      req: (request: { method: string; url: string; originalUrl?: string }) => ({
        method: request.method,
        path: pathOf(request.originalUrl ?? request.url),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      err: (error: Error) => ({ type: error.name, message: error.message }),
    },
    customLogLevel: (request, response, error) => {
      if (error || response.statusCode >= 500) return 'error';
      return QUIET.includes(pathOf(request.url ?? '')) ? 'debug' : 'info';
    },
  });
}

/** The number that the client or a proxy gave the request, where it is harmless; a new one otherwise. */
export function requestNumber(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** The path without the secret of a follow link or of one in a mail. */
function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replace(/^(\/follow|\/answer)\/[^/]+/, '$1/…');
}
