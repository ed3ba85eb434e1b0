import { rdfMediaTypes } from '../../rdf/media-types.js';
import { isSafeIri } from '../../rdf/nquads.js';
import { iriTerm, readQuery } from '../../rdf/query-text.js';
import type { GraphStore } from '../../store/graph-store.js';
import { withEntityTag } from '../http/etag.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import type { HttpRequest, Reply } from '../http/reply.js';
import { html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { pageReply, resourceHref } from '../web/page.js';
import type { PageSources } from './description-page.js';

/** Gives the document of a graph; `undefined` where there is none. */
export type GraphDocument = (request: HttpRequest, graph: string) => Promise<Reply | undefined>;

/** Answers for the graphs that say nothing of themselves: terms, categories, code lists and the list of registers, whole. */
export function createGraphDocument(store: GraphStore, sources: PageSources): GraphDocument {
  const query = readQuery('linked-data/graph.rq');
  return async (request, graph) => {
    const mediaType = requireMediaType(request.headers, [...rdfMediaTypes, 'text/html']);
    const options = { accept: 'application/n-quads' };
    const text = isSafeIri(graph) ? await store.query(query({ graph: [[iriTerm(graph)]] }), options) : '';
    if (text === '') return undefined;
    const lines = text.trimEnd().split('\n');
    const reply =
      mediaType === 'text/html'
        ? await graphPage(sources, request, { graph, triples: lines.length })
        : await rdfReply(inGraph(lines, graph), mediaType);
    return withEntityTag(request, { ...reply, headers: { 'cache-control': 'no-cache', ...reply.headers } });
  };
}

/** A CONSTRUCT gives triples; these are the quads that they are. */
function inGraph(triples: readonly string[], graph: string): string[] {
  return triples.map((triple) => `${triple.replace(/ ?\.$/, '')} ${iriTerm(graph)} .`);
}

async function graphPage(
  sources: PageSources,
  request: HttpRequest,
  { graph, triples }: { readonly graph: string; readonly triples: number },
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
