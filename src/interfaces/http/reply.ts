import type { IncomingHttpHeaders } from 'node:http';
import type { Action, Client, Owner, RefusedAttempt } from '../../access/index.js';

/** A request as a handler sees it: no socket, no framework. */
export interface HttpRequest {
  readonly method: string;
  /** The path as sent, still percent-encoded, without query. */
  readonly path: string;
  /** What stands before the path where the same data is had at another address, such as under an agreement; default nothing. */
  readonly mountedAt?: string;
  /** Decoded parts of the path that the route names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The client's IP address, as far as the proxies that are trusted tell it. */
  readonly address: string;
  /** Reads the body, once. @throws ProblemError `body-too-large`, `unsupported-media-type` (content coding) */
  body(): Promise<Buffer>;
  /**
   * The body as it comes, once, for what is too large to be held.
   * @param limit most bytes that it may have
   * @throws ProblemError `body-too-large`, `unsupported-media-type`, while it is read
   */
  pieces(limit: number): AsyncIterable<Buffer>;
}

/** What a handler may use beside the request. */
export interface RequestContext {
  /** Number of the request, for logs and for the client. */
  readonly requestId: string;
  /** Aborted when the answer is over: the client has gone, or has all of it, as after HEAD. */
  readonly signal: AbortSignal;
  /**
   * Tells who asks, and refuses where the table of authorisations does not let them; the refusal is audited.
   * @param credential the token of a follow link, where the address holds it
   * @returns the client; its `id` is the agent of what it changes
   * @throws ProblemError `unauthenticated`, `forbidden`, `identity-unavailable`
   */
  authorise(action: Action, owner?: Owner, credential?: string): Promise<Client>;
  /** Audits an attempt that something else than the table of authorisations refused; the problem is the caller's to throw. */
  refused(attempt: RefusedAttempt): Promise<void>;
}

/**
 * What an answer consists of: the whole of it, or pieces as they come. Where a piece fails to come, the connection is
 * cut; where the client goes, the source is told by `return()`.
 */
export type ReplyBody = string | Uint8Array | AsyncIterable<Uint8Array | string>;

/** Whether a body is all there. */
export function isWhole(body: ReplyBody): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

/** A body as text, for those who work on an answer before it goes out. */
export async function textOf(body: ReplyBody = ''): Promise<string> {
  if (typeof body === 'string') return body;
  if (isWhole(body)) return Buffer.from(body).toString();
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

/** An answer. */
export interface Reply {
  readonly status: number;
  /** Header fields by lower-case name; `vary` is joined with what else varies. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: ReplyBody;
  /** Milliseconds after which a client that takes nothing of a body in pieces is cut off; a minute where not given. */
  readonly patience?: number;
}

/** Answers a request. A `ProblemError` that it throws becomes a problem document. */
export type Handler = (request: HttpRequest, context: RequestContext) => Promise<Reply> | Reply;

/** A request as far as it has to be read to find an answer that is ready: the address as sent, with any query. */
export type ReadyRequest = Pick<HttpRequest, 'path' | 'headers'>;

/** An answer whose body is all there. */
export interface ReadyReply extends Reply {
  readonly body?: Uint8Array;
}

/** The methods that routes may take; HEAD and OPTIONS follow from these. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An address with what it answers. */
export interface Route {
  /** Path in the notation of Express 5, such as `/doc/:type/*key`; also the name of the route in metrics. */
  readonly path: string;
  /** What one must be allowed to use any of its methods; handlers ask for more themselves. */
  readonly requires?: Action;
  readonly methods: Readonly<Partial<Record<Method, Handler>>>;
  /**
   * Gives a GET of anyone the answer that is ready for it, where there is one; it is given before anything else is looked
   * at, and must be what the route answers.
   */
  readonly ready?: (request: ReadyRequest) => ReadyReply | undefined;
}

/** The handler of one of some routes, for those who answer through it. @throws Error where there is none */
export function handlerOf(routes: readonly Route[], path: string, method: Method): Handler {
  const handler = routes.find((route) => route.path === path)?.methods[method];
  if (!handler) throw new Error(`No route answers ${method} ${path}.`);
  return handler;
}

/** What every part of the site knows about where it lives. */
export interface Site {
  /** The public address, without slash at the end. */
  readonly baseUrl: string;
}

/** An answer of JSON text. */
export function jsonReply(content: object, options: { status?: number; mediaType?: string } = {}): Reply {
  return {
    status: options.status ?? 200,
    headers: { 'content-type': options.mediaType ?? 'application/json' },
    body: `${JSON.stringify(content, undefined, 2)}\n`,
  };
}

/** An answer that nobody may keep. */
export function uncached(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'no-store' } };
}
