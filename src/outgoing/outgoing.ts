import { fetch as undiciFetch, type Agent, type Response as UndiciResponse } from 'undici';
import { allowListTest, checkedUrl, type AllowList } from './allow-list.js';
import { boundedBody, tooLarge } from './bounded-body.js';
import { guardedAgent, type Resolver } from './connections.js';
import { OutgoingError, outgoingErrorIn } from './outgoing-error.js';
import { redirected, type PlainRequest } from './redirects.js';

const MIB = 1024 ** 2;
const CONNECT_TIMEOUT = 5_000;
/** Redirects followed for one request, as many as most clients follow for a page. */
const REDIRECTS = 5;
const REDIRECT_STATUS = [301, 302, 303, 307, 308];
/** Answers that have no body (Fetch, 2.2.3: null body status). */
const BODILESS = [204, 205, 304];

export interface OutgoingOptions {
  /** Addresses that may be asked, with all below them; `any-public` for every public one. */
  readonly allow: AllowList;
  /**
   * Whether this machine and private networks may be asked: for tests, and for instances that stand side by side.
   * Link-local addresses never are.
   */
  readonly allowPrivate?: boolean;
  /** Milliseconds for a whole exchange, redirects and body included; default 10 s. */
  readonly timeout?: number;
  /** Bytes that the body of an answer may have, after decompression; default 16 MiB. */
  readonly maximumBytes?: number;
  /** Resolves host names; by default as the system does. */
  readonly resolve?: Resolver;
}

/** What a request consists of. The body is bytes or text, so that it can be sent again after a redirect. */
export interface OutgoingRequest {
  readonly method?: string;
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether to follow redirects; default true. What is not followed is given as it is. */
  readonly followRedirects?: boolean;
  /** Milliseconds for this exchange, where it is less than the usual. */
  readonly timeout?: number;
  /**
   * Whether an answer that says it is too long is given all the same, for its status, and fails when its body is read;
   * default false.
   */
  readonly statusFirst?: boolean;
}

/** The door through which every request to elsewhere leaves. */
export interface Outgoing {
  /**
   * Asks an address, following redirects that may be followed. The limits hold until the body has been read.
   * @throws OutgoingError; the reason of `signal` where that is aborted
   */
  fetch(url: string | URL, request?: OutgoingRequest): Promise<Response>;
  /** @throws OutgoingError `refused` where the address is not on the list, before anything is sent */
  check(url: string | URL): void;
  close(): Promise<void>;
}

/**
 * Opens a door to addresses that come from outside: clients, registers, subscriptions. Each address, and each that it
 * redirects to, must be on the list; what its name resolves to must be public, and is what is connected to.
 * @throws TypeError where the list holds something that is no address
 */
export function createOutgoing(options: OutgoingOptions): Outgoing {
  const { allow, allowPrivate = false, timeout = 10_000, maximumBytes = 16 * MIB, resolve } = options;
  const isAllowed = allowListTest(allow);
  const connectTimeout = Math.min(CONNECT_TIMEOUT, timeout);
  const agent = guardedAgent({ allowPrivate, connectTimeout, ...(resolve ? { resolve } : {}) });
  return {
    check: (url) => void checkedUrl(String(url), isAllowed),
    fetch: async (url, request = {}) => {
      const limit = Math.min(timeout, request.timeout ?? timeout);
      const exchange = new Exchange(agent, { ...request, timeout: limit }, maximumBytes);
      try {
        const target = checkedUrl(String(url), isAllowed);
        if (request.followRedirects === false) return await exchange.ask(target, plain(request));
        return await exchange.follow(target, plain(request), isAllowed);
      } catch (error) {
        throw exchange.failure(error);
      }
    },
    close: () => agent.destroy(),
  };
}

function plain({ method = 'GET', headers, body }: OutgoingRequest): PlainRequest {
  return { method: method.toUpperCase(), headers: new Headers(headers), body };
}

/** One request with its redirects, under one time limit. */
class Exchange {
  readonly #agent: Agent;
  readonly #milliseconds: number;
  readonly #maximumBytes: number;
  readonly #timer: AbortSignal;
  readonly #caller: AbortSignal | undefined;
  readonly #signal: AbortSignal;
  readonly #statusFirst: boolean;

  constructor(
    agent: Agent,
    { timeout, signal, statusFirst = false }: OutgoingRequest & { readonly timeout: number },
    maximumBytes: number,
  ) {
    this.#agent = agent;
    this.#milliseconds = timeout;
    this.#maximumBytes = maximumBytes;
    this.#timer = AbortSignal.timeout(timeout);
    this.#caller = signal;
    this.#signal = signal ? AbortSignal.any([signal, this.#timer]) : this.#timer;
    this.#statusFirst = statusFirst;
  }

  async ask(url: URL, request: PlainRequest): Promise<Response> {
    return this.#bounded(await this.#send(url, request), url);
  }

  async follow(start: URL, first: PlainRequest, isAllowed: (url: URL) => boolean): Promise<Response> {
    let url = start;
    let request = first;
    for (let redirects = 0; ; redirects += 1) {
      const response = await this.#send(url, request);
      const location = REDIRECT_STATUS.includes(response.status) ? response.headers.get('location') : null;
      if (location === null) return this.#bounded(response, url);
      await response.body?.cancel();
      if (redirects === REDIRECTS)
        throw new OutgoingError('refused', `<${start.href}> redirects more than ${String(REDIRECTS)} times.`);
      const next = checkedUrl(absolute(location, url), isAllowed);
      request = redirected(request, response.status, url, next);
      url = next;
    }
  }

  #send(url: URL, { method, headers, body }: PlainRequest): Promise<UndiciResponse> {
    return undiciFetch(url, {
      method,
      headers: [...headers],
      redirect: 'manual',
      signal: this.#signal,
      dispatcher: this.#agent,
      ...(body === undefined ? {} : { body }),
    });
  }

  #bounded(response: UndiciResponse, url: URL): Response {
    const { status, statusText, body } = response;
    const headers = new Headers([...response.headers]);
    if (!this.#statusFirst && Number(headers.get('content-length') ?? 0) > this.#maximumBytes) {
      void body?.cancel();
      throw tooLarge(this.#maximumBytes);
    }
    // It is decoded by now: what the header says of its coding and length no longer holds.
    if (headers.has('content-encoding')) headers.delete('content-length');
    headers.delete('content-encoding');
    const whole =
      body && !BODILESS.includes(status)
        ? boundedBody(body, this.#maximumBytes, (error) => this.failure(error))
        : null;
    const bounded = new Response(whole, { status, statusText, headers });
    return Object.defineProperty(bounded, 'url', { value: url.href });
  }

  /** What a failure is to the one who asked. */
  failure(error: unknown): unknown {
    if (this.#caller?.aborted) return this.#caller.reason;
    const known = outgoingErrorIn(error);
    if (known) return known;
    if (this.#timer.aborted)
      return new OutgoingError(
        'timeout',
        `There was no whole answer within ${String(this.#milliseconds)} ms.`,
      );
    if (!(error instanceof Error)) return error;
    const { cause } = error;
    const words = cause instanceof Error ? cause.message : error.message;
    return new OutgoingError('unreachable', `There was no answer: ${words}`, { cause: error });
  }
}

function absolute(location: string, base: URL): string {
  return URL.canParse(location, base.href) ? new URL(location, base).href : location;
}
