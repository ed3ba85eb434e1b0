import { ProblemError } from '../../problem.js';
import { rdfMediaTypes, type RdfMediaType } from '../../rdf/media-types.js';
import { lastChange } from '../../updates/index.js';
import { unlessMatched } from '../http/etag.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import type { HttpRequest, Reply, RequestContext } from '../http/reply.js';
import type { GraphStoreOptions } from './index.js';
import { graphTag, tagOfRead } from './precondition.js';

/** The first is for clients that do not say. */
const FORMATS: readonly RdfMediaType[] = [
  'text/turtle',
  ...rdfMediaTypes.filter((mediaType) => mediaType !== 'text/turtle'),
];
const EVERYTHING = 'CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }';

/** A whole graph (section 5.2), read by a reader under the limits of queries. @throws ProblemError `not-found` */
export async function readGraph(
  { store, evaluate, defaultGraph }: GraphStoreOptions,
  graph: string,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const changed = lastChange(store, { defaultGraph }, graph);
  if (changed === undefined || store.graphAccess(graph) === 'internal')
    throw new ProblemError('not-found', `There is no graph <${graph}>.`);
  const mediaType = requireMediaType(request.headers, FORMATS);
  const isArchived = store.graphAccess(graph) === 'archived';
  const tag = graphTag(changed, mediaType);
  const headers = {
    // What is archived is read from the journal.
    ...(isArchived ? { etag: tag } : tagOfRead(store, tag)),
    vary: 'Accept',
    'cache-control': 'no-cache',
  };
  const unchanged = unlessMatched(request, { status: 200, headers });
  if (unchanged.status === 304) return unchanged;
  if (isArchived) {
    const reply = await rdfReply(store.readGraph(graph) ?? [], mediaType);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  }
  const question = {
    sparql: EVERYTHING,
    accept: mediaType,
    dataset: { defaultGraphs: [graph], namedGraphs: [] },
  };
  const body = await evaluate(question, request, context);
  return { status: 200, headers: { ...headers, 'content-type': mediaType }, body };
}
