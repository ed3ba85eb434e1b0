import type { RdfMediaType } from '../../rdf/media-types.js';
import { iriToString } from '../../rdf/nquads.js';
import type { ReplyBody } from '../http/reply.js';

/** Characters of N-Triples that are worked on at once. */
const PORTION = 65_536;

/** The media type to ask the triples of a graph in, for a document in another one (see `namedGraph`). */
export function triplesType(mediaType: RdfMediaType): RdfMediaType {
  return mediaType === 'application/n-quads' || mediaType === 'application/trig'
    ? 'application/n-triples'
    : mediaType;
}

/**
 * Triples as what they are: those of a graph with a name, in formats that have names. Nothing is read for it, so it costs
 * next to nothing, however large the graph.
 * @param triples in `triplesType(mediaType)`, as the engine writes them: JSON-LD is one array
 */
export function namedGraph(triples: string | Uint8Array, mediaType: RdfMediaType, graph: string): ReplyBody {
  const name = iriToString(graph);
  switch (mediaType) {
    case 'application/n-quads':
      return quads(triples, name);
    case 'application/trig':
      return around(`${name} {\n`, triples, '}\n');
    case 'application/ld+json':
      return around(`{"@id":${JSON.stringify(graph)},"@graph":`, triples, '}');
    default:
      return triples;
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- a body in pieces is asynchronous
async function* around(
  before: string,
  content: string | Uint8Array,
  after: string,
): AsyncGenerator<string | Uint8Array> {
  yield before;
  yield content;
  yield after;
}

// eslint-disable-next-line @typescript-eslint/require-await -- as above
async function* quads(triples: string | Uint8Array, name: string): AsyncGenerator<string> {
  const bytes = Buffer.from(triples as Uint8Array);
  for (let start = 0; start < bytes.length;) {
    const line = bytes.indexOf('\n', start + PORTION);
    const end = line < 0 ? bytes.length : line + 1;
    // Lines end with LF alone: a text may have other line ends in it, and a name may look like a pattern ($&).
    yield bytes.toString('utf8', start, end).replaceAll(' .\n', () => ` ${name} .\n`);
    start = end;
  }
}
