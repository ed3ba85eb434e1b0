import type { IncomingMessage } from 'node:http';
import proxyAddress from 'proxy-addr';
import { readBody, readPieces } from './body.js';
import type { HttpRequest } from './reply.js';

/** How requests are read. */
export interface ReadingOptions {
  /** Bytes that a body may have. */
  readonly bodyLimit: number;
  /** Proxies in front of the service whose `X-Forwarded-For` is believed; default none. */
  readonly trustedProxies?: number;
}

/**
 * The request that Node took, as handlers see it.
 * @param params parts of the path that its route names, decoded
 */
export function readRequest(
  request: IncomingMessage,
  params: HttpRequest['params'],
  { bodyLimit, trustedProxies = 0 }: ReadingOptions,
): HttpRequest {
  const { method = 'GET', url = '/', headers } = request;
  return {
    method,
    path: pathOf(url),
    params,
    query: queryOf(url),
    headers,
    get address() {
      return proxyAddress(request, (_address, hop) => hop < trustedProxies);
    },
    body: async () => readBody(request, bodyLimit),
    pieces: (limit) => readPieces(request, limit),
  };
}

/** The path of an address as it was sent, without its query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

/** The query of an address as it was sent. */
export function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(url.slice(pathOf(url).length));
}
