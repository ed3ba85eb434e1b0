import { rdfMediaTypes } from '../../rdf/media-types.js';
import { isSafeIri } from '../../rdf/nquads.js';
import { iriTerm, readQuery } from '../../rdf/query-text.js';
import type { GraphStore } from '../../store/graph-store.js';
import { graphTag, tagOfRead } from '../graph-store/precondition.js';
import { unlessMatched, withEntityTag } from '../http/etag.js';
import { requireMediaType } from '../http/media.js';
import { textOf, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import type { AsClient, Evaluate } from '../sparql/index.js';
import { html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { pageReply, resourceHref } from '../web/page.js';
import type { PageSources } from './description-page.js';
import { namedGraph, triplesType } from './named-graph.js';

/** Gives the document of a graph; `undefined` where there is none, or nothing in it. */
export type GraphDocument = (
  request: HttpRequest,
  context: RequestContext,
  graph: string,
) => Promise<Reply | undefined>;

const EVERYTHING = 'CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }';

/** What documents of graphs are made with. */
export interface GraphDocumentParts {
  readonly store: Pick<GraphStore, 'graphAccess' | 'graphChanged' | 'graphLines' | 'readersAreBehind'>;
  readonly evaluate: Evaluate;
  readonly asClient: AsClient;
  /** What a page is made with, from what queries the public graphs. */
  readonly sources: (queries: Pick<GraphStore, 'query'>) => PageSources;
}

/**
 * Answers for the graphs that say nothing of themselves: terms, categories, code lists and the list of registers, whole.
 * A graph may be large, so a reader writes it, as a query of the client and within its limits.
 */
export function createGraphDocument({
  store,
  evaluate,
  asClient,
  sources,
}: GraphDocumentParts): GraphDocument {
  const countQuery = readQuery('linked-data/triples.rq');
  return async (request, context, graph) => {
    const mediaType = requireMediaType(request.headers, [...rdfMediaTypes, 'text/html']);
    if (!isSafeIri(graph) || store.graphAccess(graph) !== 'public') return undefined;
    const [first] = store.graphLines(graph);
    if (first === undefined) return undefined;
    if (mediaType === 'text/html') {
      const question = {
        sparql: countQuery({ graph: [[iriTerm(graph)]] }),
        accept: 'text/csv',
        isReadHere: true,
      };
      const [, triples = ''] = (await textOf(await evaluate(question, request, context))).split('\r\n');
      const page = await asClient(request, context, (queries) =>
        graphPage(sources(queries), request, { graph, triples }),
      );
      return withEntityTag(request, { ...page, headers: { 'cache-control': 'no-cache', ...page.headers } });
    }
    const tag = `W/${graphTag(store.graphChanged(graph) ?? 0, mediaType)}`;
    const headers = {
      ...tagOfRead(store, tag),
      vary: 'Accept',
      'cache-control': 'no-cache',
      'content-type': mediaType,
    };
    const unchanged = unlessMatched(request, { status: 200, headers });
    if (unchanged.status === 304) return unchanged;
    const dataset = { defaultGraphs: [graph], namedGraphs: [] };
    const question = { sparql: EVERYTHING, accept: triplesType(mediaType), dataset };
    const triples = await evaluate(question, request, context);
    return { status: 200, headers, body: namedGraph(triples, mediaType, graph) };
  };
}

async function graphPage(
  sources: PageSources,
  request: HttpRequest,
  { graph, triples }: { readonly graph: string; readonly triples: string },
): Promise<Reply> {
  const wording = wordingFor(request.headers, request.query);
  const things = await sources.contents(graph);
  const name = await sources.labels(things, wording.language);
  const sorted = things
    .map((iri) => ({ iri, label: name(iri) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return pageReply(sources, wording, {
    title:
      wording.graphNames[graph.slice(graph.lastIndexOf('/') + 1)] ?? graph.slice(graph.lastIndexOf('/') + 1),
    otherLanguageHref: `?lang=${wording.language === 'nl' ? 'en' : 'nl'}`,
    body: html`<p class="iri">${graph} · ${triples} triples</p>
      <h2>${wording.contents}</h2>
      <ul class="columns">
        ${sorted.map(({ iri, label }) => html`<li><a href="${resourceHref(sources, iri)}">${label}</a></li>`)}
      </ul>
      <h2>${wording.formats}</h2>
      <pre><code>curl -H 'Accept: text/turtle' '${graph}'</code></pre>`,
  });
}
