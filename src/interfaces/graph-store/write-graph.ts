import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../../problem.js';
import { rdfMediaType, type RdfMediaType } from '../../rdf/media-types.js';
import { parseRdf } from '../../rdf/parse.js';
import { headerIri } from '../http/header-iri.js';
import type { HttpRequest, Reply, RequestContext } from '../http/reply.js';
import type { GraphStoreOptions } from './index.js';
import { checkPreconditions } from './precondition.js';

/** Formats that hold one graph. */
const TAKEN: readonly RdfMediaType[] = [
  'text/turtle',
  'application/n-triples',
  'application/ld+json',
  'application/rdf+xml',
];
const FORM = 'multipart/form-data';

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
    const triples = await readTriples(options, graph, request);
    const { created } = await options.writer[how]({ graph, agent, check: checkOf(request) }, triples);
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

/** What is sent, in one of the formats that hold one graph, or as a form with files of them. */
async function readTriples(
  options: GraphStoreOptions,
  graph: string,
  request: HttpRequest,
): Promise<readonly Quad[]> {
  const header = request.headers['content-type'] ?? '';
  if (!header.toLowerCase().startsWith(FORM)) return parse(options, graph, header, await request.body());
  const parts = await filesOf(header, await request.body());
  const parsed = await Promise.all(
    parts.map(async (file) => parse(options, graph, file.type, Buffer.from(await file.arrayBuffer()))),
  );
  return parsed.flat();
}

async function filesOf(contentType: string, body: Buffer): Promise<Blob[]> {
  try {
    // Warned against for bodies without a limit; this one is in memory already, from a client who may write.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    return [...form.values()].filter((value) => typeof value !== 'string');
  } catch (error) {
    throw new ProblemError(
      'malformed-body',
      'The body is not a form of several parts.',
      {},
      { cause: error },
    );
  }
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
