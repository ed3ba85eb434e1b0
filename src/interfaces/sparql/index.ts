/** The read-only SPARQL endpoint (SPARQL 1.1 Protocol, query operation). */
import { ProblemError } from '../../problem.js';
import { requireMediaType } from '../http/media.js';
import type { Handler, HttpRequest, Reply, RequestContext, Route, Site } from '../http/reply.js';
import type { Evaluate } from './evaluate.js';
import { queryForm, type QueryForm } from './query-form.js';
import { readOnly, readQueryRequest } from './read-request.js';
import { serviceDescription } from './service-description.js';

/** Media types of tables and truths; the first is for clients that do not say. */
const SOLUTIONS = [
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

/** What the endpoint works with. */
export interface SparqlOptions extends Site {
  readonly evaluate: Evaluate;
  /** What a browser sees that comes without a query. */
  readonly page: (request: HttpRequest) => Reply;
}

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
  const sparql = await readQueryRequest(request);
  if (sparql === undefined) return withoutQuery(options, request);
  const form = queryForm(sparql);
  if (form === 'update') throw readOnly();
  const mediaType = negotiate(form, request);
  const question = { sparql, accept: mediaType, timeout: request.query.get('timeout') };
  const body = await options.evaluate(question, request, context);
  return { status: 200, headers: { 'content-type': mediaType, vary: 'Accept' }, body };
}

/** A text that is no query is the engine's to refuse, whatever the client accepts. */
function negotiate(form: QueryForm | undefined, { headers }: HttpRequest): string {
  if (form === undefined) return SOLUTIONS[0];
  return form === 'graph' ? requireMediaType(headers, GRAPHS) : requireMediaType(headers, SOLUTIONS);
}

function withoutQuery(options: SparqlOptions, request: HttpRequest): Reply {
  const others = [...request.query.keys()].filter((name) => name !== 'lang');
  if (request.method === 'POST' || others.length > 0)
    throw new ProblemError('invalid-parameter', 'There is no query. Send it as the parameter "query".', {
      parameter: 'query',
      example: 'SELECT * WHERE { ?s ?p ?o } LIMIT 10',
    });
  if (requireMediaType(request.headers, ['text/turtle', 'text/html']) === 'text/html')
    return options.page(request);
  return {
    status: 200,
    headers: { 'content-type': 'text/turtle', vary: 'Accept' },
    body: serviceDescription(options),
  };
}
