import { parse as parseContentType } from 'content-type';
import { ProblemError } from '../../problem.js';
import { isSafeIri } from '../../rdf/nquads.js';
import type { HttpRequest } from '../http/reply.js';

const FORM = 'application/x-www-form-urlencoded';
const QUERY = 'application/sparql-query';
const UPDATE = 'application/sparql-update';

/** The parameters that name the data set of an operation: its default graph, then its named ones. */
const DATASET = {
  query: ['default-graph-uri', 'named-graph-uri'],
  update: ['using-graph-uri', 'using-named-graph-uri'],
} as const;

/** The graphs that an operation is carried out over, instead of all public ones. */
export interface RequestedDataset {
  readonly defaultGraphs: readonly string[];
  readonly namedGraphs: readonly string[];
}

/** What a request to the endpoint asks for. */
export type SparqlRequest =
  | {
      readonly operation: 'query' | 'update';
      readonly text: string;
      readonly dataset: RequestedDataset | undefined;
      /** As the client gave it. */
      readonly timeout: string | undefined;
    }
  | { readonly operation: 'none' };

/**
 * The query or update that a request carries, in one of the ways of the SPARQL 1.1 Protocol, sections 2.1 and 2.2.
 * @throws ProblemError `malformed-query`, `invalid-parameter`, `unsupported-media-type`, `body-too-large`
 */
export async function readSparqlRequest(request: HttpRequest): Promise<SparqlRequest> {
  const type = request.method === 'POST' ? mediaType(request) : undefined;
  const parameters = new URLSearchParams(request.query);
  // Both in the address and in a form, parameters are the client's; what a body is, is said by its type alone.
  const body = type === undefined ? '' : text(await request.body());
  if (type === FORM) for (const [name, value] of new URLSearchParams(body)) parameters.append(name, value);
  else if (type !== undefined) parameters.append(type === QUERY ? 'query' : 'update', body);
  const operation = operationOf(parameters, request.method);
  if (operation === 'none') return { operation };
  return {
    operation,
    text: parameters.get(operation) ?? '',
    dataset: readDataset(parameters, operation),
    timeout: parameters.get('timeout') ?? undefined,
  };
}

function operationOf(parameters: URLSearchParams, method: string): SparqlRequest['operation'] {
  for (const name of ['query', 'update'])
    if (parameters.getAll(name).length > 1)
      throw new ProblemError('invalid-parameter', `Give "${name}" once.`, { parameter: name });
  const [hasQuery, hasUpdate] = [parameters.has('query'), parameters.has('update')];
  if (hasQuery && hasUpdate)
    throw new ProblemError('invalid-parameter', 'Send a query or an update, not both at once.', {
      parameter: 'update',
    });
  if (hasUpdate && method !== 'POST')
    throw new ProblemError('invalid-parameter', 'An update is sent with POST, never with GET.', {
      parameter: 'update',
    });
  if (hasQuery) return 'query';
  return hasUpdate ? 'update' : 'none';
}

function readDataset(
  parameters: URLSearchParams,
  operation: 'query' | 'update',
): RequestedDataset | undefined {
  const [defaultName, namedName] = DATASET[operation];
  const other = DATASET[operation === 'query' ? 'update' : 'query'].find((name) => parameters.has(name));
  if (other !== undefined)
    throw new ProblemError(
      'invalid-parameter',
      `"${other}" does not go with a${operation === 'query' ? ' query' : 'n update'}; there are ${defaultName} and ${namedName}.`,
      { parameter: other },
    );
  const defaultGraphs = graphs(parameters, defaultName);
  const namedGraphs = graphs(parameters, namedName);
  return defaultGraphs.length + namedGraphs.length > 0 ? { defaultGraphs, namedGraphs } : undefined;
}

function graphs(parameters: URLSearchParams, name: string): string[] {
  const iris = parameters.getAll(name);
  const wrong = iris.find((iri) => !isSafeIri(iri));
  if (wrong === undefined) return iris;
  throw new ProblemError('invalid-parameter', `"${wrong}" is not an absolute IRI.`, {
    parameter: name,
    example: 'https://example.org/graph/1',
  });
}

function mediaType(request: HttpRequest): string {
  const header = request.headers['content-type'] ?? '';
  const { type, parameters } = parseContentType(header);
  const charset = parameters.charset?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8')
    throw new ProblemError('unsupported-media-type', `SPARQL is sent in UTF-8, not in ${charset}.`, {
      supported: ['utf-8'],
    });
  if (type === FORM || type === QUERY || type === UPDATE) return type;
  const detail = header === '' ? 'There is no Content-Type.' : `"${header}" is not supported here.`;
  throw new ProblemError('unsupported-media-type', `${detail} Send ${FORM}, ${QUERY} or ${UPDATE}.`, {
    supported: [FORM, QUERY, UPDATE],
  });
}

function text(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    throw new ProblemError('malformed-query', 'The body is not UTF-8 text.', {}, { cause: error });
  }
}
