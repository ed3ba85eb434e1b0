/** The SPARQL endpoint (SPARQL 1.1 Protocol, query and update operations). */
import { Parser } from 'n3';
import { ProblemError } from '../../problem.js';
import { rdfMediaTypes } from '../../rdf/media-types.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import type { Handler, HttpRequest, Reply, RequestContext, Route, Site } from '../http/reply.js';
import type { Updater } from '../../updates/index.js';
import type { Evaluate } from './evaluate.js';
import { queryForm, type QueryForm } from './query-form.js';
import { readSparqlRequest } from './read-request.js';
import { updateGraphs } from './update-graphs.js';
import { serviceDescription } from './service-description.js';

/** Media types of tables and truths; the first is for clients that do not say. */
export const SOLUTIONS = [
  'application/sparql-results+json',
  'application/sparql-results+xml',
  'text/csv',
  'text/tab-separated-values',
  'application/json',
  'application/xml',
] as const;
/** Media types of graphs. */
const GRAPHS = [
  'text/turtle',
  'application/n-triples',
  'application/rdf+xml',
  'application/ld+json',
  'application/n-quads',
  'application/trig',
] as const;

/** Media types of the service description, and that of the query page. */
const DESCRIPTIONS = ['text/turtle', ...rdfMediaTypes, 'text/html'] as const;

/** What the endpoint works with. */
export interface SparqlOptions extends Site {
  readonly evaluate: Evaluate;
  readonly updater: Updater;
  /** What a browser sees that comes without a query. */
  readonly page: (request: HttpRequest) => Reply;
}

export { createClientLimits } from './client-limits.js';
export { createAsClient, createShare, type AsClient, type InShare } from './client-share.js';
export { createEvaluate, readTimeout, type Evaluate, type QueryLimits } from './evaluate.js';

/** The address of the endpoint, for GET and both ways of POST. */
export function sparqlRoutes(options: SparqlOptions): Route[] {
  const answer: Handler = (request, context) => answerQuery(options, request, context);
  return [{ path: '/sparql', requires: 'public.read', methods: { GET: answer, POST: answer } }];
}

async function answerQuery(
  options: SparqlOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const asked = await readSparqlRequest(request);
  if (asked.operation === 'none') return withoutQuery(options, request);
  if (asked.operation === 'update') return updateGraphs(options, asked, request, context);
  const form = queryForm(asked.text);
  if (form === 'update') throw notAQuery();
  const mediaType = negotiate(form, request);
  const { text: sparql, dataset, timeout } = asked;
  const question = {
    sparql,
    accept: mediaType,
    baseIri: `${options.baseUrl}/sparql`,
    dataset,
    timeout: timeout ?? null,
  };
  const body = await options.evaluate(question, request, context);
  return { status: 200, headers: { 'content-type': mediaType, vary: 'Accept' }, body };
}

function notAQuery(): ProblemError {
  return new ProblemError(
    'malformed-query',
    'This is an update, and it came as a query. Send it as application/sparql-update, or as the form parameter "update".',
  );
}

/** A text that is no query is the engine's to refuse, whatever the client accepts. */
function negotiate(form: QueryForm | undefined, { headers }: HttpRequest): string {
  if (form === undefined) return SOLUTIONS[0];
  return form === 'graph' ? requireMediaType(headers, GRAPHS) : requireMediaType(headers, SOLUTIONS);
}

async function withoutQuery(options: SparqlOptions, request: HttpRequest): Promise<Reply> {
  const others = [...request.query.keys()].filter((name) => name !== 'lang');
  if (request.method === 'POST' || others.length > 0)
    throw new ProblemError('invalid-parameter', 'There is no query. Send it as the parameter "query".', {
      parameter: 'query',
      example: 'SELECT * WHERE { ?s ?p ?o } LIMIT 10',
    });
  const mediaType = requireMediaType(request.headers, DESCRIPTIONS);
  if (mediaType === 'text/html') return options.page(request);
  const turtle = serviceDescription(options);
  return rdfReply(new Parser({ format: 'text/turtle' }).parse(turtle), mediaType);
}
