import { Readable } from 'node:stream';
import type { DataSource, ReadPortion } from '../../dataspace/index.js';
import { iriToString } from '../../rdf/nquads.js';
import { tree } from '../../rdf/namespaces.js';
import { isClosed, positionsOf, streamIri, type Listing, type Streams } from '../../streams/index.js';
import { textOf, type Handler, type HttpRequest } from '../http/reply.js';
import { readAddress } from '../ldes/address.js';

/** Members that are sent at once. */
const MEMBERS = 100;
/** What the answer to a saved query is sent as: a table or a graph. */
const ACCEPT = 'application/sparql-results+json, application/n-triples;q=0.9';

/** What portions are read from. */
export interface PortionParts {
  readonly baseUrl: string;
  readonly streams: Pick<Streams, 'member' | 'page'>;
  /** Answers `/queries/{name}`. */
  readonly query: Handler;
}

/** Reads what is sent to consumers: members of a stream one after the other, or the answer to a saved query once. */
export function portionReader(parts: PortionParts): ReadPortion {
  return async (source, after) => {
    if (source.kind === 'query') return after === undefined ? queryPortion(parts, source) : undefined;
    const listing = listingOf(source.path);
    return listing && streamPortion(parts, listing, after);
  };
}

/** The listing with all members that a source has; those of a view without part are those of the stream. */
function listingOf(path: string): Listing | undefined {
  const address = readAddress(path);
  if (!address) return undefined;
  const { stream } = address;
  if (address.kind === 'root' && address.part !== '')
    return { stream, view: address.view, part: address.part };
  return { stream, view: 'by-time', part: '' };
}

/** @param after number of the page that was read last, and the position of the last member */
function streamPortion(
  { baseUrl, streams }: PortionParts,
  listing: Listing,
  after = '0 0',
): Awaited<ReturnType<ReadPortion>> {
  const [first = 0, last = 0] = after.split(' ').map(Number);
  for (let number = first; ; number += 1) {
    const page = streams.page(listing, number);
    if (!page) return undefined;
    const positions = positionsOf(page).filter((position) => position > last);
    const chosen = positions.slice(0, MEMBERS);
    const end = chosen.at(-1);
    if (end !== undefined && page.gone !== true)
      return {
        body: chosen.map((position) => memberLines(baseUrl, streams, listing.stream, position)).join(''),
        mediaType: 'application/n-quads',
        next: `${String(number)} ${String(end)}`,
        isLast: false,
      };
    if (!isClosed(page)) return undefined;
  }
}

function memberLines(
  baseUrl: string,
  streams: PortionParts['streams'],
  stream: string,
  position: number,
): string {
  const member = streams.member(stream, position);
  if (!member) return '';
  const link = `${iriToString(streamIri(baseUrl, stream))} ${iriToString(tree('member'))} ${iriToString(member.iri)}`;
  return [link, ...member.triples].map((triple) => `${triple} .\n`).join('');
}

async function queryPortion(
  { query }: PortionParts,
  { name, parameters }: Extract<DataSource, { kind: 'query' }>,
): ReturnType<ReadPortion> {
  const read = new AbortController();
  const request: HttpRequest = {
    method: 'GET',
    path: `/queries/${name}`,
    params: { name },
    query: new URLSearchParams(parameters),
    headers: { accept: ACCEPT },
    address: '',
    body: () => Promise.resolve(Buffer.alloc(0)),
    pieces: () => Readable.from([]),
  };
  try {
    const reply = await query(request, {
      requestId: 'dataspace',
      signal: read.signal,
      authorise: () =>
        Promise.resolve({ id: 'urn:wegwijzer:push', name: 'push', anonymous: false, roles: new Set() }),
      refused: () => Promise.resolve(),
    });
    const mediaType = reply.headers?.['content-type'] ?? 'application/octet-stream';
    return { body: await textOf(reply.body), mediaType, next: 'all', isLast: true };
  } finally {
    // The answer is read, so that the place of the query is free.
    read.abort();
  }
}
