/** Pages for people who come with a browser: the front page, style sheets and scripts. */
import { requireMediaType } from '../http/media.js';
import {
  jsonReply,
  type HttpRequest,
  type Reply,
  type RequestContext,
  type Route,
  type Site,
} from '../http/reply.js';
import { assetRoutes } from './assets.js';

const JSON_LD = 'application/ld+json';

/** What the entry shows. */
export interface WebOptions extends Site {
  /** What people see at `/`. */
  readonly page: (request: HttpRequest, context: RequestContext) => Promise<Reply>;
}

/** `/`, style sheets and scripts. */
export function webRoutes(options: WebOptions): Route[] {
  return [
    { path: '/', methods: { GET: (request, context) => entry(options, request, context) } },
    ...assetRoutes(),
  ];
}

function entry(options: WebOptions, request: HttpRequest, context: RequestContext): Reply | Promise<Reply> {
  const mediaType = requireMediaType(request.headers, [JSON_LD, 'application/json', 'text/html']);
  if (mediaType === 'text/html') return options.page(request, context);
  const reply = jsonReply(entryDocument(options), { mediaType });
  return { ...reply, headers: { ...reply.headers, vary: 'Accept' } };
}

/** The service for machines: a `dcat:DataService` with its addresses. Those that DCAT has no word for are plain JSON. */
function entryDocument({ baseUrl }: Site): object {
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      id: '@id',
      type: '@type',
      title: { '@id': 'dct:title', '@container': '@language' },
      description: { '@id': 'dct:description', '@container': '@language' },
      sparql: { '@id': 'dcat:endpointURL', '@type': '@id' },
      categories: { '@id': 'dct:subject', '@type': '@id' },
      ontology: { '@id': 'dct:references', '@type': '@id' },
      shapes: { '@id': 'dct:conformsTo', '@type': '@id' },
      openapi: { '@id': 'dcat:endpointDescription', '@type': '@id' },
      catalog: { '@id': 'http://www.w3.org/2000/01/rdf-schema#seeAlso', '@type': '@id' },
    },
    id: `${baseUrl}/`,
    type: 'dcat:DataService',
    title: { nl: 'Wegwijzer', en: 'Wegwijzer' },
    description: {
      nl: 'Vindt de beheerder die verantwoordelijk is voor een melding over het openbaar domein, en zegt waarom.',
      en: 'Finds the manager responsible for a report about the public domain, and says why.',
    },
    sparql: `${baseUrl}/sparql`,
    reports: `${baseUrl}/reports`,
    responsible: `${baseUrl}/responsible{?category,lon,lat,accuracy,asset}`,
    categories: `${baseUrl}/categories`,
    ontology: `${baseUrl}/ontology`,
    shapes: `${baseUrl}/shapes`,
    openapi: `${baseUrl}/openapi.json`,
    catalog: `${baseUrl}/catalog`,
  };
}
