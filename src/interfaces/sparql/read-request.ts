import { parse as parseContentType } from 'content-type';
import { ProblemError } from '../../problem.js';
import type { HttpRequest } from '../http/reply.js';

const FORM = 'application/x-www-form-urlencoded';
const QUERY = 'application/sparql-query';
const UPDATE = 'application/sparql-update';
const DATASET = ['default-graph-uri', 'named-graph-uri', 'using-graph-uri', 'using-named-graph-uri'];

/**
 * The query that a request carries in one of the three ways of the SPARQL 1.1 Protocol, section 2.1.
 * @returns `undefined` where there is none
 * @throws ProblemError `malformed-query`, `invalid-parameter`, `unsupported-media-type`, `body-too-large`
 */
export async function readQueryRequest(request: HttpRequest): Promise<string | undefined> {
  const type = request.method === 'POST' ? mediaType(request) : undefined;
  if (type === UPDATE) throw readOnly();
  const parameters = new URLSearchParams(request.query);
  if (type === FORM)
    for (const [name, value] of new URLSearchParams(text(await request.body())))
      parameters.append(name, value);
  if (type === QUERY) parameters.append('query', text(await request.body()));
  checkParameters(parameters);
  return parameters.get('query') ?? undefined;
}

/** The refusal of everything that would change the graph. */
export function readOnly(): ProblemError {
  return new ProblemError(
    'malformed-query',
    'This endpoint is read-only: it takes SELECT, ASK, CONSTRUCT and DESCRIBE. Updates are not accepted here.',
  );
}

function mediaType(request: HttpRequest): string {
  const header = request.headers['content-type'] ?? '';
  const { type } = parseContentType(header);
  if (type === FORM || type === QUERY || type === UPDATE) return type;
  const detail = header === '' ? 'There is no Content-Type.' : `"${header}" is not supported here.`;
  throw new ProblemError('unsupported-media-type', `${detail} Send ${FORM} or ${QUERY}.`, {
    supported: [FORM, QUERY],
  });
}

function checkParameters(parameters: URLSearchParams): void {
  if (parameters.has('update')) throw readOnly();
  if (parameters.getAll('query').length > 1)
    throw new ProblemError('invalid-parameter', 'Give "query" once.', { parameter: 'query' });
  const dataset = DATASET.find((name) => parameters.has(name));
  if (dataset === undefined) return;
  throw new ProblemError(
    'invalid-parameter',
    `"${dataset}" is not supported. The default graph holds all graphs; name one with GRAPH <…> { … } in the query.`,
    { parameter: dataset },
  );
}

function text(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    throw new ProblemError('malformed-query', 'The body is not UTF-8 text.', {}, { cause: error });
  }
}
