import type { Request, Response } from 'express';
import { readBody, readPieces } from './body.js';
import { isWhole, type HttpRequest, type Reply, type ReplyBody } from './reply.js';
import { discardPieces, isShort, piecesOf, writePieces } from './write-body.js';

/**
 * The request that Express took, as handlers see it.
 * @param bodyLimit bytes
 */
export function fromExpress(request: Request, bodyLimit: number): HttpRequest {
  const [path = '/', ...rest] = request.originalUrl.split('?');
  return {
    method: request.method,
    path,
    params: Object.fromEntries(
      Object.entries(request.params).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join('/') : value,
      ]),
    ),
    query: new URLSearchParams(rest.join('?')),
    headers: request.headers,
    address: request.ip ?? '',
    body: async () => readBody(request, bodyLimit),
    pieces: (limit) => readPieces(request, limit),
  };
}

/** Sends a reply. This is the only place where an answer is written. */
export function sendReply(request: Request, response: Response, reply: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.status(reply.status);
  for (const [name, value] of Object.entries(reply.headers ?? {})) {
    if (name === 'vary') response.vary(value);
    else response.setHeader(name, withCharset(name, value));
  }
  const { status, body = '' } = reply;
  if (status !== 304 && status !== 204 && isWhole(body))
    response.setHeader('content-length', Buffer.byteLength(body));
  if (request.method === 'HEAD') endWithoutBody(response, body);
  else if (!isWhole(body)) void writePieces(response, body, reply.patience);
  else if (typeof body === 'string' || isShort(body)) response.end(body);
  else void writePieces(response, piecesOf(body));
}

function endWithoutBody(response: Response, body: ReplyBody): void {
  response.end();
  // What the source has to say about being ended early, nobody waits for.
  if (!isWhole(body)) discardPieces(body).catch(() => undefined);
}

/** Text without a charset of its own is UTF-8 (RFC 9110, section 8.3.2 leaves the default to the sender). */
function withCharset(name: string, value: string): string {
  return name === 'content-type' && /^text\/[^;]*$/.test(value) ? `${value}; charset=utf-8` : value;
}
