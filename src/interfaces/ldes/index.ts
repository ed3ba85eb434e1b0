/** Event streams: linked data event streams (LDES 1.0) in pages by TREE, of what happens to reports and registers. */
import { readFileSync } from 'node:fs';
import { Parser } from 'n3';
import Negotiator from 'negotiator';
import { ProblemError } from '../../problem.js';
import { isRestricted, type Streams } from '../../streams/index.js';
import { packageFile } from '../../rdf/package-files.js';
import { unlessMatched, withEntityTag } from '../http/etag.js';
import { preferredMediaType, requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import type { Handler, HttpRequest, Reply, RequestContext, Route, Site } from '../http/reply.js';
import { EVENT_STREAM_HEADERS } from '../http/sent-events.js';
import { readAddress, type PageAddress, type StreamAddress } from './address.js';
import { createBodies, type Bodies, type Coding } from './bodies.js';
import { createFeed, type Feed, type FeedLimits } from './feed.js';
import type { StreamDocument } from './document.js';
import { entryDocument, groupDocument, leafDocument, memberDocument, rootDocument } from './pages.js';
import { createReadyPages, type ReadyPages } from './ready-pages.js';
import { namesPages, PAGE_MEDIA_TYPES, pageContentType, writeDocument } from './write-document.js';

/** With the space after each comma, without which some clients do not understand it. */
const IMMUTABLE = 'max-age=604800, immutable';
const ENTRY = 'max-age=60';
const OPEN = 'max-age=5';
const EVENT_STREAM = EVENT_STREAM_HEADERS['content-type'];
const CODINGS: Coding[] = ['br', 'gzip', 'identity'];

/** What the streams are served from. */
export interface StreamRoutesOptions extends Site {
  readonly streams: Streams;
  /** Whether everybody may read, so that shared caches may keep pages. */
  readonly isOpen: boolean;
  /** The streams that are read under an agreement only, as the setting has them. */
  readonly restricted?: readonly string[];
  readonly bodies?: Bodies;
  /** Aborted when the service ends. */
  readonly stopping: AbortSignal;
  readonly feedLimits?: FeedLimits;
}

/** The addresses of the streams, their pages and their members. */
export function streamRoutes(options: StreamRoutesOptions): Route[] {
  const bodies = options.bodies ?? createBodies();
  const ready = createReadyPages();
  const feed = createFeed({ ...options, limits: options.feedLimits });
  return [
    {
      path: '/ldes/*path',
      requires: 'public.read',
      methods: {
        GET: (request, context) =>
          wantsEvents(request)
            ? listen(options, feed, request, context)
            : answer(options, { bodies, ready }, request, context),
      },
      ready: (request) => ready.answer(request),
    },
    { path: '/shapes/stream', methods: { GET: shapeOf(options) } },
  ];
}

/** The shape of members, by an address of this service, since clients read it before anything else. */
function shapeOf({ baseUrl }: Site): Handler {
  const turtle = readFileSync(packageFile('shapes', 'streams', 'member.ttl'), 'utf8');
  const quads = new Parser({ baseIRI: `${baseUrl}/shapes/stream` }).parse(turtle);
  return async (request) => {
    const reply = await rdfReply(quads, requireMediaType(request.headers, PAGE_MEDIA_TYPES));
    const headers = { ...reply.headers, 'cache-control': 'public, max-age=3600' };
    return withEntityTag(request, { ...reply, headers });
  };
}

/** Whether a client would rather have members as they come than any page. */
function wantsEvents({ headers }: HttpRequest): boolean {
  return preferredMediaType(headers, [...PAGE_MEDIA_TYPES, EVENT_STREAM]) === EVENT_STREAM;
}

/** @throws ProblemError `not-found`, `not-acceptable`, and those of `Feed.listen` */
async function listen(
  options: StreamRoutesOptions,
  feed: Feed,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { streams } = options;
  const address = readAddress(request.path.slice('/ldes/'.length));
  if (!address || !streams.stream(address.stream)) throw noStream();
  await permit(options, address.stream, context);
  if (address.kind === 'entry') return feed.listen(address.stream, request, context);
  throw new ProblemError(
    'not-acceptable',
    'Events are sent from the address of a stream, not from its pages.',
    { available: PAGE_MEDIA_TYPES },
  );
}

/** Lets those through who may read a stream; everybody whom the route let in, where it is not restricted. */
async function permit(
  { restricted = [] }: StreamRoutesOptions,
  stream: string,
  context: Pick<RequestContext, 'authorise'>,
): Promise<void> {
  if (isRestricted(restricted, stream)) await context.authorise('restricted-stream.read');
}

/** Whether everybody may read a stream. */
function isOpenTo({ isOpen, restricted = [] }: StreamRoutesOptions, stream: string): boolean {
  return isOpen && !isRestricted(restricted, stream);
}

function noStream(): ProblemError {
  return new ProblemError('not-found', 'There is no event stream at this address.');
}

async function answer(
  options: StreamRoutesOptions,
  { bodies, ready }: { readonly bodies: Bodies; readonly ready: ReadyPages },
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const address = readAddress(request.path.slice('/ldes/'.length));
  const state = address && options.streams.stream(address.stream);
  if (!address || !state) throw noStream();
  await permit(options, address.stream, context);
  const mediaType = requireMediaType(request.headers, PAGE_MEDIA_TYPES);
  const coding = preferredCoding(request);
  const document = findDocument(options, address);
  const isSettled = document.isClosed || address.kind === 'entry';
  const key = `${document.path} ${mediaType} ${isSettled ? '' : extentOf(options, address, state.members)}`;
  const { mountedAt = '' } = request;
  const { bytes, entityTag } = await bodies.get(
    namesPages(mediaType) ? mountedAt + key : key,
    { coding, mediaType },
    () => writeDocument(document, mediaType, options.baseUrl + mountedAt),
  );
  const reply = {
    status: 200,
    headers: {
      'content-type': pageContentType(mediaType),
      ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
      'cache-control': cacheControl(options, address, document),
      vary: 'Accept, Accept-Encoding',
      etag: entityTag,
    },
    body: bytes,
  };
  // What everybody may have and never changes is answered from here on without another look.
  const isOpen = isOpenTo(options, address.stream);
  const isThere = isOpen && document.isClosed && mountedAt === '' ? stillThere(options, address) : undefined;
  if (isThere) ready.keep(request, reply, isThere);
  return unlessMatched(request, reply);
}

/** What tells a page that is not closed from itself at another moment: what came, and what went past retention. */
function extentOf({ streams }: StreamRoutesOptions, address: StreamAddress, members: number): string {
  const { firstKept = 0 } = ('view' in address ? streams.listing(address) : undefined) ?? {};
  return `${String(members)} ${String(firstKept)}`;
}

/** Tells whether what was closed is not past retention yet; `undefined` where that takes as long as to answer anew. */
function stillThere({ streams }: StreamRoutesOptions, address: StreamAddress): (() => boolean) | undefined {
  if (streams.retention === undefined) return () => true;
  if (address.kind === 'leaf') return () => streams.page(address, address.number)?.gone !== true;
  return undefined;
}

/** @throws ProblemError `not-found`, `gone` */
function findDocument(options: StreamRoutesOptions, address: StreamAddress): StreamDocument {
  switch (address.kind) {
    case 'entry':
      return entryDocument(options, address.stream);
    case 'version':
      return findMember(options, address);
    case 'root':
      return rootDocument(options, address) ?? notFound();
    default:
      return findPage(options, address);
  }
}

function findMember(
  options: StreamRoutesOptions,
  { stream, position }: { readonly stream: string; readonly position: number },
): StreamDocument {
  const member = options.streams.member(stream, position);
  if (member) return memberDocument(options, stream, member);
  const { members = 0 } = options.streams.stream(stream) ?? {};
  throw position > 0 && position <= members
    ? new ProblemError('gone', 'This version is past the time for which the stream keeps its members.')
    : new ProblemError('not-found', 'The stream has no such version.');
}

function findPage(options: StreamRoutesOptions, address: PageAddress): StreamDocument {
  const { kind, group, number } = address;
  const page = options.streams.page(address, number);
  const isGone = page?.gone === true;
  const document =
    kind === 'group'
      ? groupDocument(options, address, group)
      : page && !isGone && leafDocument(options, address, { number, page });
  if (document) return document;
  throw isGone
    ? new ProblemError('gone', 'This page is past the time for which the stream keeps its members.')
    : new ProblemError('not-found', 'The stream has no such page.');
}

/** @throws ProblemError `not-found` */
function notFound(): never {
  throw new ProblemError('not-found', 'The stream has no such page.');
}

function cacheControl(
  options: StreamRoutesOptions,
  { kind, stream }: StreamAddress,
  { isClosed }: StreamDocument,
): string {
  const age = isClosed ? IMMUTABLE : kind === 'entry' ? ENTRY : OPEN;
  return `${isOpenTo(options, stream) ? 'public' : 'private'}, ${age}`;
}

function preferredCoding({ headers }: HttpRequest): Coding {
  if (headers['accept-encoding'] === undefined) return 'identity';
  return (new Negotiator({ headers }).encoding(CODINGS) as Coding | undefined) ?? 'identity';
}
