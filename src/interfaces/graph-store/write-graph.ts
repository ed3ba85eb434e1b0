import { Readable } from 'node:stream';
import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../../problem.js';
import { rdfMediaType, type RdfMediaType } from '../../rdf/media-types.js';
import { parseRdf } from '../../rdf/parse.js';
import { headerIri } from '../http/header-iri.js';
import { isMultipart, readForm } from '../http/multipart.js';
import type { HttpRequest, Reply, RequestContext } from '../http/reply.js';
import type { GraphStoreOptions } from './index.js';
import { checkPreconditions } from './precondition.js';

/** Formats that hold one graph: what is taken, alone or as parts of a form. */
export const TAKEN: readonly RdfMediaType[] = [
  'text/turtle',
  'application/n-triples',
  'application/ld+json',
  'application/rdf+xml',
];
/** Documents that one form may hold. */
const MOST_PARTS = 1000;

/** Makes a graph hold what is sent (section 5.3). */
export const putGraph = writing('replace');

/** Adds what is sent to a graph (section 5.5). */
export const postGraph = writing('add');

type WriteHandler = (
  options: GraphStoreOptions,
  graph: string,
  request: HttpRequest,
  context: RequestContext,
) => Promise<Reply>;

function writing(how: 'replace' | 'add'): WriteHandler {
  return async (options, graph, request, context) => {
    const { id: agent } = await context.authorise('graph.write');
    const documents = await readDocuments(options, graph, request);
    const { requestId } = context;
    const write = { graph, agent, requestId, check: checkOf(request) };
    const { created } = await options.writer[how](write, documents);
    return created ? createdReply(graph) : { status: 204 };
  };
}

/** Takes a graph away (section 5.4). @throws ProblemError `not-found` */
export async function dropGraph(
  { writer }: GraphStoreOptions,
  graph: string,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { id: agent } = await context.authorise('graph.write');
  const check = checkOf(request);
  await writer.drop({
    graph,
    agent,
    requestId: context.requestId,
    check: (changed) => {
      check(changed);
      if (changed === undefined) throw new ProblemError('not-found', `There is no graph <${graph}>.`);
    },
  });
  return { status: 204 };
}

function checkOf({ headers }: HttpRequest): (changed: number | undefined) => void {
  return (changed) => {
    checkPreconditions(headers, changed);
  };
}

function createdReply(graph: string): Reply {
  return { status: 201, headers: { location: headerIri(graph) } };
}

/** What is sent, as documents: one in a format that holds one graph, or a form with several. */
async function readDocuments(
  options: GraphStoreOptions,
  graph: string,
  request: HttpRequest,
): Promise<readonly (readonly Quad[])[]> {
  const body = await request.body();
  if (!isMultipart(request))
    return [await parse(options, graph, request.headers['content-type'] ?? '', body)];
  const parts = await readForm(
    { headers: request.headers, pieces: () => Readable.from([body]) },
    { partBytes: body.length, parts: MOST_PARTS },
  );
  if (parts.length === 0)
    throw new ProblemError(
      'malformed-body',
      `The form has no parts, so there is no graph in it. Send one or more, each with its Content-Type: ${TAKEN.join(', ')}.`,
    );
  return Promise.all(parts.map(({ mediaType, bytes }) => parse(options, graph, mediaType, bytes)));
}

async function parse(
  { documentLoader }: GraphStoreOptions,
  graph: string,
  contentType: string,
  body: Buffer,
): Promise<readonly Quad[]> {
  const mediaType = rdfMediaType(contentType);
  if (!mediaType || !TAKEN.includes(mediaType))
    throw new ProblemError(
      'unsupported-media-type',
      `${contentType === '' ? 'There is no Content-Type.' : `"${contentType}" is not supported here.`} A graph is sent as ${TAKEN.join(', ')}.`,
      { supported: TAKEN },
    );
  // An empty document is an empty graph.
  if (body.toString('utf8').trim() === '' && mediaType !== 'application/rdf+xml') return [];
  const quads = await parseRdf(body, { mediaType, baseIri: graph, documentLoader });
  if (quads.some((quad) => quad.graph.termType !== 'DefaultGraph'))
    throw new ProblemError(
      'malformed-body',
      'The document holds named graphs, and one graph is written at a time. Send each to its own address, or use SPARQL Update.',
    );
  return quads;
}
