import type { Quad } from '@rdfjs/types';
import { OutgoingError, type Outgoing } from '../outgoing/index.js';
import { ProblemError } from '../problem.js';
import { createDocumentLoader } from '../rdf/contexts.js';
import { rdfMediaType } from '../rdf/media-types.js';
import { parseRdf } from '../rdf/parse.js';
import { parseTextStream } from '../rdf/parse-stream.js';
import { FollowFault } from './faults.js';

/** Relative IRIs first, since they hold wherever a proxy has put the pages. */
const ACCEPT =
  'text/turtle, application/trig;q=0.9, application/n-quads;q=0.8, application/n-triples;q=0.8, ' +
  'application/ld+json;q=0.5, application/rdf+xml;q=0.4';
/** Bytes of what has to be held to be read. */
const LARGEST_WHOLE = 2 * 1024 ** 2;
/** Answers after which the same may be asked again (LDES 1.0, client algorithm). */
const TRY_AGAIN = [408, 425, 429, 500, 502, 503, 504];
const UNKNOWN_CLIENT = [401, 403];

/** What an address answered. */
export type Fetched =
  | {
      readonly kind: 'page';
      /** The address that answered, after redirects. */
      readonly url: string;
      readonly quads: readonly Quad[];
      readonly entityTag: string | undefined;
      /** Whether it may be kept for ever (RFC 8246). */
      readonly isImmutable: boolean;
    }
  /** It is as it was. */
  | { readonly kind: 'unchanged' }
  /** It is no more, as after retention. */
  | { readonly kind: 'gone' };

/**
 * Gives what identifies us to the other side, such as `{ authorization: 'Bearer …' }`.
 * @param renew whether what was given before was refused
 */
export type Credentials = (renew: boolean) => Promise<Readonly<Record<string, string>>>;

/** Reads pages of one stream. */
export type PageFetcher = (
  url: string,
  options?: { readonly entityTag?: string | undefined },
) => Promise<Fetched>;

/** What a fetcher works with. */
export interface FetcherOptions {
  readonly outgoing: Outgoing;
  readonly baseUrl: string;
  /** Address of the stream: credentials go to its origin alone. */
  readonly streamUrl: string;
  readonly credentials?: Credentials | undefined;
  readonly mostQuads: number;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** Reads pages through the one door outwards. What it gives throws `FollowFault`, or the reason of the signal. */
export function createPageFetcher(options: FetcherOptions): PageFetcher {
  return async (url, { entityTag } = {}) => {
    const response = await ask(options, url, entityTag);
    if (response.status === 304) return { kind: 'unchanged' };
    if (response.status === 410) return { kind: 'gone' };
    if (!response.ok) throw await refusal(response, url, options.now());
    const quads = await readQuads(options, response);
    return {
      kind: 'page',
      url: response.url,
      quads,
      entityTag: response.headers.get('etag') ?? undefined,
      isImmutable: /(?:^|[\s,])immutable(?:$|[\s,])/i.test(response.headers.get('cache-control') ?? ''),
    };
  };
}

async function ask(
  { outgoing, credentials, streamUrl, signal }: FetcherOptions,
  url: string,
  entityTag: string | undefined,
): Promise<Response> {
  const isOurs = URL.canParse(url) && new URL(url).origin === new URL(streamUrl).origin;
  const send = async (renew: boolean): Promise<Response> =>
    outgoing.fetch(url, {
      signal,
      headers: {
        accept: ACCEPT,
        ...(entityTag === undefined ? {} : { 'if-none-match': entityTag }),
        ...(credentials && isOurs ? await credentials(renew) : {}),
      },
    });
  try {
    const response = await send(false);
    if (!credentials || !isOurs || !UNKNOWN_CLIENT.includes(response.status)) return response;
    await response.body?.cancel();
    return await send(true);
  } catch (error) {
    throw outgoingFault(error, url);
  }
}

function outgoingFault(error: unknown, url: string): unknown {
  if (!(error instanceof OutgoingError)) return error;
  const isOfPage = error.fault === 'refused' || error.fault === 'too-large';
  return new FollowFault(isOfPage ? 'page' : 'stream', `<${url}>: ${error.message}`, undefined, {
    cause: error,
  });
}

async function refusal(response: Response, url: string, now: Date): Promise<FollowFault> {
  await response.body?.cancel();
  const { status } = response;
  const isOfStream = TRY_AGAIN.includes(status) || UNKNOWN_CLIENT.includes(status);
  const message = `<${url}> answers ${String(status)}.`;
  return new FollowFault(isOfStream ? 'stream' : 'page', message, retryAfter(response, now));
}

/** RFC 9110, section 10.2.3. */
function retryAfter({ headers }: Response, now: Date): number | undefined {
  const header = headers.get('retry-after') ?? '';
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return wait > 0 ? wait : undefined;
}

async function readQuads({ baseUrl, mostQuads }: FetcherOptions, response: Response): Promise<Quad[]> {
  const contentType = response.headers.get('content-type') ?? '';
  const mediaType = rdfMediaType(contentType);
  const { url: baseIri } = response;
  if (!mediaType)
    throw new FollowFault('page', `<${baseIri}> is "${contentType}", which is no RDF that we read.`);
  try {
    if (mediaType === 'application/ld+json' || mediaType === 'application/rdf+xml') {
      const body = new Uint8Array(await response.arrayBuffer());
      if (body.length > LARGEST_WHOLE) throw new Error(`it is ${mediaType} of more than 2 MiB.`);
      const documentLoader = createDocumentLoader(baseUrl);
      return bounded(await parseRdf(body, { mediaType, baseIri, documentLoader }), mostQuads);
    }
    const quads: Quad[] = [];
    const body = response.body as unknown as AsyncIterable<Uint8Array>;
    for await (const some of parseTextStream(body, { mediaType, baseIri })) {
      for (const one of some) quads.push(one);
      bounded(quads, mostQuads);
    }
    return quads;
  } catch (error) {
    if (error instanceof OutgoingError) throw outgoingFault(error, baseIri);
    if (error instanceof FollowFault || isOurFault(error)) throw error;
    throw new FollowFault('page', `<${baseIri}> cannot be read: ${(error as Error).message}`, undefined, {
      cause: error,
    });
  }
}

function bounded(quads: Quad[], most: number): Quad[] {
  if (quads.length > most) throw new Error(`it has more than ${String(most)} statements.`);
  return quads;
}

/** Faults that reading RDF has no part in, as where the service ends. */
function isOurFault(error: unknown): boolean {
  return error instanceof ProblemError ? error.status >= 500 : (error as Error).name === 'AbortError';
}
