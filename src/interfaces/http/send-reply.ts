import type { IncomingMessage, ServerResponse } from 'node:http';
import { isWhole, type Reply, type ReplyBody } from './reply.js';
import { isOver } from './over.js';
import { discardPieces, isShort, piecesOf, writePieces } from './write-body.js';

/** A request that is being answered. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Number of the request, for logs and for the client. */
  readonly id: string;
  /** Header fields that the answer has unless it has its own, as name, value, name, value…, beside those set on the response. */
  readonly fields: readonly string[];
  /** Milliseconds after which a client that takes nothing is cut off, for answers that do not say; default a minute. */
  readonly patience?: number | undefined;
}

/** Sends a reply. This is the only place where an answer is written. */
export function sendReply({ request, response, fields, patience }: Exchange, reply: Reply): void {
  const { status, body = '' } = reply;
  if (response.headersSent || isOver(response)) {
    discard(body);
    return;
  }
  const all = merged(fields, reply, response);
  if (status !== 304 && status !== 204 && isWhole(body))
    all.push('content-length', String(Buffer.byteLength(body)));
  response.writeHead(status, all);
  if (request.method === 'HEAD') {
    response.end();
    discard(body);
  } else if (!isWhole(body)) void writePieces(response, body, reply.patience ?? patience);
  else if (isShort(body)) response.end(body);
  else void writePieces(response, piecesOf(typeof body === 'string' ? Buffer.from(body) : body), patience);
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

function discard(body: ReplyBody): void {
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
