import { Readable } from 'node:stream';
import { ProblemError } from '../../problem.js';
import type { Solution } from '../../store/graph-store.js';
import type { Handler, HttpRequest, Reply, RequestContext } from '../http/reply.js';

/** Names for the forms of an answer, for links and for clients that cannot set Accept. */
export const FORMATS: Readonly<Record<string, string>> = {
  json: 'application/sparql-results+json',
  xml: 'application/sparql-results+xml',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  turtle: 'text/turtle',
  ntriples: 'application/n-triples',
  jsonld: 'application/ld+json',
  rdfxml: 'application/rdf+xml',
};

/** The rows of a table. */
export interface Table {
  readonly variables: readonly string[];
  readonly rows: readonly Solution[];
}

/** The Accept header that a request means: `?format=` comes before the header. @throws ProblemError */
export function acceptOf({ query, headers }: HttpRequest): string | undefined {
  const format = query.get('format');
  if (format === null || format === '') return headers.accept;
  const mediaType = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (mediaType !== undefined) return mediaType;
  const names = Object.keys(FORMATS);
  throw new ProblemError(
    'invalid-parameter',
    `There is no format "${format}"; there are ${names.join(', ')}.`,
    {
      parameter: 'format',
      example: 'csv',
    },
  );
}

/**
 * Sends a query the way of every foreign one, through the SPARQL endpoint: the same workers, limits and negotiation.
 * @throws ProblemError as the endpoint does
 */
export async function ask(
  endpoint: Handler,
  sparql: string,
  request: Pick<HttpRequest, 'headers' | 'address'> & { readonly accept: string | undefined },
  context: RequestContext,
): Promise<Reply> {
  const { accept, address, headers } = request;
  const others = Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'accept' && name !== 'content-type'),
  );
  return endpoint(
    {
      method: 'GET',
      path: '/sparql',
      params: {},
      query: new URLSearchParams({ query: sparql }),
      address,
      headers: { ...others, ...(accept === undefined ? {} : { accept }) },
      body: () => Promise.resolve(Buffer.alloc(0)),
      pieces: () => Readable.from([]),
    },
    context,
  );
}

/** A table in SPARQL 1.1 Query Results JSON; `undefined` for a graph or a truth. */
export function readTable(body: string): Table | undefined {
  const document = JSON.parse(body) as {
    readonly head?: { readonly vars?: readonly string[] };
    readonly results?: { readonly bindings: readonly Solution[] };
  };
  return document.results
    ? { variables: document.head?.vars ?? [], rows: document.results.bindings }
    : undefined;
}
