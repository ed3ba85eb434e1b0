/** Dereferenceable IRIs: `{base}/id/…` names a thing, `{base}/doc/…` describes it; and our own terms. */
import { ProblemError } from '../../problem.js';
import { rdfMediaTypes, type RdfMediaType } from '../../rdf/media-types.js';
import { isSafeIri, type Line } from '../../rdf/nquads.js';
import type { GraphStore } from '../../store/graph-store.js';
import { withEntityTag } from '../http/etag.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import type { HttpRequest, Reply, Route, Site } from '../http/reply.js';
import { createDescribe, type Describe } from './describe.js';
import { describedJson } from './described-json.js';
import { descriptionPage } from './description-page.js';
import { createLabels, type Labels } from './labels.js';
import { termRoutes } from './terms.js';

/** What the pages are made from. */
export interface LinkedDataOptions extends Site {
  readonly store: GraphStore;
}

/** The addresses of things, of their documents, and of terms, categories and shapes. */
export function linkedDataRoutes(options: LinkedDataOptions): Route[] {
  const describe = createDescribe(options.store, options.baseUrl);
  const labels = createLabels(options.store, options.baseUrl);
  return [
    {
      path: '/id/:type/*key',
      requires: 'public.read',
      methods: { GET: (request) => seeOther(options, request) },
    },
    {
      path: '/doc/:type/*key',
      requires: 'public.read',
      methods: { GET: (request) => document(options, { describe, labels }, request) },
    },
    ...termRoutes(options),
  ];
}

/** A thing is no document: its address leads to the document about it (httpRange-14, Flemish URI standard). */
function seeOther({ baseUrl }: Site, { path }: HttpRequest): Reply {
  return { status: 303, headers: { location: `${baseUrl}/doc/${path.slice('/id/'.length)}` } };
}

async function document(
  site: Site,
  { describe, labels }: { readonly describe: Describe; readonly labels: Labels },
  request: HttpRequest,
): Promise<Reply> {
  const iri = `${site.baseUrl}/id/${request.path.slice('/doc/'.length)}`;
  const mediaType = requireMediaType(request.headers, [...rdfMediaTypes, 'text/html']);
  const lines = isSafeIri(iri) ? await describe(iri) : undefined;
  if (!lines) throw new ProblemError('not-found', `Nothing is known about <${iri}>.`);
  const reply =
    mediaType === 'text/html'
      ? await descriptionPage(site, request, { iri, lines, labels })
      : await describedRdf(site, { iri, lines }, mediaType);
  const link = `<${iri}>; rel="describes"`;
  return withEntityTag(request, {
    ...reply,
    headers: { 'cache-control': 'no-cache', ...reply.headers, link },
  });
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
