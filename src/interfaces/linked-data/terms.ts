import { readdirSync, readFileSync } from 'node:fs';
import { contextDocument } from '../../rdf/contexts.js';
import { rdfMediaTypes } from '../../rdf/media-types.js';
import { packageFile } from '../../rdf/package-files.js';
import { Parser } from 'n3';
import { withEntityTag } from '../http/etag.js';
import { preferredMediaType, requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import { jsonReply, type HttpRequest, type Reply, type Route, type Site } from '../http/reply.js';
import { readCategories, type CategorySource } from './categories.js';

const ONE_HOUR = 'public, max-age=3600';
const JSON_LD = 'application/ld+json';
const TURTLE = 'text/turtle';

/** The addresses of the context, of our terms, of the categories and of the shapes. */
export function termRoutes(options: Site & CategorySource): Route[] {
  const ontology = readFileSync(packageFile('ontology', 'wegwijzer.ttl'), 'utf8');
  const shapes = readdirSync(packageFile('shapes'))
    .filter((name) => name.endsWith('.ttl'))
    .sort()
    .map((name) => readFileSync(packageFile('shapes', name), 'utf8'))
    .join('\n');
  return [
    { path: '/context/report.jsonld', methods: { GET: context } },
    {
      path: '/ontology',
      methods: { GET: (request) => pageOf(options, request, 'ontology') ?? turtleFile(request, ontology) },
    },
    { path: '/shapes', methods: { GET: (request) => turtleFile(request, shapes) } },
    {
      path: '/categories',
      methods: {
        GET: (request) => pageOf(options, request, 'categories') ?? categories(options, request),
      },
    },
  ];
}

/** People who browse read of the graph that holds these. */
function pageOf({ baseUrl }: Site, { headers, query }: HttpRequest, graph: string): Reply | undefined {
  const offers = [JSON_LD, 'application/json', ...rdfMediaTypes, 'text/html'];
  if (preferredMediaType(headers, offers) !== 'text/html') return undefined;
  const language = query.get('lang');
  const location = `${baseUrl}/graph/${graph}${language === null ? '' : `?lang=${language === 'nl' ? 'nl' : 'en'}`}`;
  return { status: 303, headers: { location, vary: 'Accept' } };
}

function context(request: HttpRequest): Reply {
  requireMediaType(request.headers, [JSON_LD, 'application/json']);
  return cached(request, jsonReply(contextDocument('report'), { mediaType: JSON_LD }));
}

/** A file of ours in Turtle as it was written, comments and all; in other forms by its triples. */
async function turtleFile(request: HttpRequest, turtle: string): Promise<Reply> {
  const others = rdfMediaTypes.filter((mediaType) => mediaType !== TURTLE);
  const mediaType = requireMediaType(request.headers, [TURTLE, ...others]);
  if (mediaType !== TURTLE) return cached(request, await rdfReply(new Parser().parse(turtle), mediaType));
  return cached(request, { status: 200, headers: { 'content-type': TURTLE }, body: turtle });
}

async function categories(options: Site & CategorySource, request: HttpRequest): Promise<Reply> {
  const mediaType = requireMediaType(request.headers, [JSON_LD, 'application/json', ...rdfMediaTypes]);
  const { document, lines } = readCategories(options);
  if (mediaType !== JSON_LD && mediaType !== 'application/json')
    return cached(request, await rdfReply(lines, mediaType));
  return cached(request, jsonReply(document, { mediaType }));
}

function cached(request: HttpRequest, reply: Reply): Reply {
  const headers = { ...reply.headers, vary: 'Accept', 'cache-control': ONE_HOUR };
  return withEntityTag(request, { ...reply, headers });
}
