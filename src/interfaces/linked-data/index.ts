/** Dereferenceable IRIs: `{base}/id/…` names a thing, `{base}/doc/…` describes it; and our own terms. */
import { ProblemError } from '../../problem.js';
import { rdfMediaTypes, type RdfMediaType } from '../../rdf/media-types.js';
import { isSafeIri, type Line } from '../../rdf/nquads.js';
import { iriTerm, readQuery } from '../../rdf/query-text.js';
import type { GraphStore, Solution } from '../../store/graph-store.js';
import { headerIri } from '../http/header-iri.js';
import { withEntityTag } from '../http/etag.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import type { HttpRequest, Reply, RequestContext, Route, Site } from '../http/reply.js';
import { createMapSource } from '../map/map.js';
import type { AsClient, Evaluate, InShare } from '../sparql/index.js';
import { createDescribe } from './describe.js';
import { describedJson } from './described-json.js';
import { descriptionPage, type PageSources } from './description-page.js';
import { createGone, type ForClient } from './gone.js';
import { createGraphDocument, type GraphDocument } from './graph-document.js';
import { createLabels } from './labels.js';
import { termRoutes } from './terms.js';

/** What the pages are made from. */
export interface LinkedDataOptions extends Site {
  /** Its change log tells what is gone from what never was. */
  readonly store: GraphStore;
  /** Reads whole graphs, under the limits of the client. */
  readonly evaluate: Evaluate;
  /** Reads the change log, under the same limits. */
  readonly inShare: InShare;
  /** Makes documents, under the same limits. */
  readonly asClient: AsClient;
}

/** What documents are made with. */
interface Documents extends Site {
  readonly sources: (queries: Pick<GraphStore, 'query'>) => PageSources;
  readonly asClient: AsClient;
  readonly isGone: ReturnType<typeof createGone>;
  readonly inShare: InShare;
  readonly graph: GraphDocument;
}

/** The addresses of things, of their documents, of graphs, and of terms, categories and shapes. */
export function linkedDataRoutes(options: LinkedDataOptions): Route[] {
  const { baseUrl, store, evaluate, asClient } = options;
  const sources: Documents['sources'] = (queries) => ({
    baseUrl,
    describe: createDescribe(store, queries, baseUrl),
    labels: createLabels(queries, baseUrl),
    maps: createMapSource(queries),
    contents: createContents(queries),
  });
  const documents: Documents = {
    baseUrl,
    sources,
    asClient,
    isGone: createGone((sequence) => store.log(sequence)),
    inShare: options.inShare,
    graph: createGraphDocument({ store, evaluate, asClient, sources }),
  };
  const requires = 'public.read';
  return [
    { path: '/id/*key', requires, methods: { GET: (request) => seeOther(options, request) } },
    {
      path: '/doc',
      requires,
      methods: { GET: (request, context) => documentOf(documents, request, context) },
    },
    {
      path: '/doc/*key',
      requires,
      methods: { GET: (request, context) => ownDocument(documents, request, context) },
    },
    {
      path: '/graph/:name',
      requires,
      methods: { GET: (request, context) => graphDocument(documents, request, context) },
    },
    ...termRoutes(options),
  ];
}

/**
 * A thing is no document: its address leads to the document about it (httpRange-14, Flemish URI standard), in the language
 * that the address names.
 */
function seeOther({ baseUrl }: Site, { path, query }: HttpRequest): Reply {
  const language = query.get('lang');
  const asked = language === 'nl' || language === 'en' ? `?lang=${language}` : '';
  return { status: 303, headers: { location: `${baseUrl}/doc/${path.slice('/id/'.length)}${asked}` } };
}

/** The document about something of ours. */
async function ownDocument(
  documents: Documents,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const iri = `${documents.baseUrl}/id/${request.path.slice('/doc/'.length)}`;
  const reply =
    (await document(documents, request, context, iri)) ?? (await documents.graph(request, context, iri));
  if (reply) return reply;
  const forClient: ForClient = (work) => documents.inShare(request, context, work);
  if (isSafeIri(iri) && (await documents.isGone(iri, forClient)))
    throw new ProblemError('gone', `The graph once said something of <${iri}>, and no longer does.`);
  throw new ProblemError('not-found', `Nothing is known about <${iri}>.`);
}

async function graphDocument(
  documents: Documents,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const graph = `${documents.baseUrl}${request.path}`;
  const reply = await documents.graph(request, context, graph);
  if (reply) return reply;
  throw new ProblemError('not-found', `There is no graph <${graph}>.`);
}

/** The document about anything that the graph speaks of, also where its IRI is someone else's: `/doc/?iri=…`. */
async function documentOf(
  documents: Documents,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const iri = request.query.get('iri') ?? '';
  if (!isSafeIri(iri))
    throw new ProblemError('invalid-parameter', 'Give an absolute IRI as the parameter "iri".', {
      parameter: 'iri',
      example: 'https://w3id.org/wegwijzer#Decision',
    });
  const reply = await document(documents, request, context, iri);
  if (reply) return reply;
  throw new ProblemError('not-found', `The graph says nothing of <${iri}>.`);
}

async function document(
  documents: Documents,
  request: HttpRequest,
  context: RequestContext,
  iri: string,
): Promise<Reply | undefined> {
  const mediaType = requireMediaType(request.headers, [...rdfMediaTypes, 'text/html']);
  if (!isSafeIri(iri)) return undefined;
  const reply = await documents.asClient(request, context, async (queries) => {
    const sources = documents.sources(queries);
    const lines = await sources.describe(iri);
    if (!lines) return undefined;
    return mediaType === 'text/html'
      ? descriptionPage(sources, request, { iri, lines })
      : describedRdf(documents, { iri, lines }, mediaType);
  });
  if (!reply) return undefined;
  const link = `<${headerIri(iri)}>; rel="describes"`;
  return withEntityTag(request, {
    ...reply,
    headers: { 'cache-control': 'no-cache', ...reply.headers, link },
  });
}

const contentsQuery = readQuery('linked-data/contents.rq');

/** Some of what stands in a graph, where there is one of that name. */
function createContents(store: Pick<GraphStore, 'query'>): PageSources['contents'] {
  return async (graph) => {
    const answer = await store.query(contentsQuery({ graph: [[iriTerm(graph)]] }));
    const { results } = JSON.parse(answer) as { results: { bindings: Solution[] } };
    return results.bindings.flatMap(({ thing }) => (thing === undefined ? [] : [thing.value]));
  };
}

async function describedRdf(
  site: Site,
  description: { readonly iri: string; readonly lines: readonly Line[] },
  mediaType: RdfMediaType,
): Promise<Reply> {
  if (mediaType !== 'application/ld+json') return rdfReply(description.lines, mediaType);
  const body = await describedJson(site, description);
  return { status: 200, headers: { 'content-type': mediaType, vary: 'Accept' }, body };
}
