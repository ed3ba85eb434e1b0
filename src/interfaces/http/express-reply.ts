import type { Request, Response } from 'express';
import { readBody } from './body.js';
import type { HttpRequest, Reply } from './reply.js';

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
    body: async () => readBody(request, bodyLimit),
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
  if (reply.status !== 304 && reply.status !== 204)
    response.setHeader('content-length', Buffer.byteLength(reply.body ?? ''));
  if (request.method === 'HEAD' || reply.body === undefined) response.end();
  else response.end(reply.body);
}

/** Text without a charset of its own is UTF-8 (RFC 9110, section 8.3.2 leaves the default to the sender). */
function withCharset(name: string, value: string): string {
  return name === 'content-type' && /^text\/[^;]*$/.test(value) ? `${value}; charset=utf-8` : value;
}
