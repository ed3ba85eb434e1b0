import type { IncomingMessage, ServerResponse } from 'node:http';
import { isWhole, type Reply, type ReplyBody } from './reply.js';
import { discardPieces, isShort, piecesOf, writePieces } from './write-body.js';

/** A request that is being answered. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Number of the request, for logs and for the client. */
  readonly id: string;
  /** Header fields that the answer has unless it has its own, as name, value, name, value…, beside those set on the response. */
  readonly fields: readonly string[];
}

/** Sends a reply. This is the only place where an answer is written. */
export function sendReply({ request, response, fields }: Exchange, reply: Reply): void {
  if (response.headersSent || response.destroyed) return;
  const { status, body = '' } = reply;
  const all = merged(fields, reply, response);
  if (status !== 304 && status !== 204 && isWhole(body))
    all.push('content-length', String(Buffer.byteLength(body)));
  response.writeHead(status, all);
  if (request.method === 'HEAD') endWithoutBody(response, body);
  else if (!isWhole(body)) void writePieces(response, body, reply.patience);
  else if (typeof body === 'string' || isShort(body)) response.end(body);
  else void writePieces(response, piecesOf(body));
}

/** The usual header fields, without those that the answer has of its own, and these. */
function merged(usual: Exchange['fields'], { headers = {} }: Reply, response: ServerResponse): string[] {
  const all: string[] = [];
  for (let at = 0; at + 1 < usual.length; at += 2) {
    const [name = '', value = ''] = [usual[at], usual[at + 1]];
    if (!(name in headers)) all.push(name, value);
  }
  for (const [name, value] of Object.entries(headers))
    all.push(name, name === 'vary' ? withVary(response, value) : withCharset(name, value));
  return all;
}

function endWithoutBody(response: ServerResponse, body: ReplyBody): void {
  response.end();
  // What the source has to say about being ended early, nobody waits for.
  if (!isWhole(body)) discardPieces(body).catch(() => undefined);
}

/** What the answer varies with, beside what it does already. */
function withVary(response: ServerResponse, value: string): string {
  const before = response.getHeader('vary');
  return before === undefined ? value : `${String(before)}, ${value}`;
}

/** Text without a charset of its own is UTF-8 (RFC 9110, section 8.3.2 leaves the default to the sender). */
function withCharset(name: string, value: string): string {
  return name === 'content-type' && /^text\/[^;]*$/.test(value) ? `${value}; charset=utf-8` : value;
}
