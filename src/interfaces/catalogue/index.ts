/** The catalogue of datasets and services (DCAT-AP 3.0, DCAT-AP Vlaanderen 3.0), for machines and for people. */
import { describeCatalogue, type Catalogue, type CatalogueContent } from '../../catalogue/index.js';
import { rdfMediaTypes, type RdfMediaType } from '../../rdf/media-types.js';
import { dcat } from '../../rdf/namespaces.js';
import { writeNestedRdfXml } from '../../rdf/rdf-xml-nested.js';
import { withEntityTag } from '../http/etag.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import type { HttpRequest, Reply, Route, Site } from '../http/reply.js';
import { cataloguePage } from './page.js';

const OFFERS = [
  'text/turtle',
  ...rdfMediaTypes.filter((type) => type !== 'text/turtle'),
  'text/html',
] as const;

/** What the RDF/XML describes once, inside the catalogue; all else stands wherever it is mentioned. */
const ONCE: ReadonlySet<string> = new Set(
  ['Catalog', 'Dataset', 'DataService', 'Distribution', 'CatalogRecord'].map((name) => dcat(name)),
);

/** What the catalogue is served from. */
export interface CatalogueRoutesOptions extends Site {
  readonly catalogue: Catalogue;
}

/** `/catalog` */
export function catalogueRoutes(options: CatalogueRoutesOptions): Route[] {
  return [
    {
      path: '/catalog',
      requires: 'public.read',
      methods: { GET: (request) => answer(options, request) },
    },
  ];
}

async function answer(options: CatalogueRoutesOptions, request: HttpRequest): Promise<Reply> {
  const mediaType = requireMediaType(request.headers, OFFERS);
  const content = await options.catalogue.content();
  const reply =
    mediaType === 'text/html'
      ? cataloguePage(options, request, content)
      : await documentOf(content, mediaType);
  return withEntityTag(request, { ...reply, headers: { 'cache-control': 'no-cache', ...reply.headers } });
}

/** RDF/XML is nested, as the Flemish portal harvests it. */
function documentOf(content: CatalogueContent, mediaType: RdfMediaType): Reply | Promise<Reply> {
  const quads = describeCatalogue(content);
  if (mediaType !== 'application/rdf+xml') return rdfReply(quads, mediaType);
  const body = writeNestedRdfXml(quads, { root: content.iri, once: ONCE });
  return { status: 200, headers: { 'content-type': mediaType, vary: 'Accept' }, body };
}
