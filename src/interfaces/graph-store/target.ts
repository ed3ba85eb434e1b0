import { ProblemError } from '../../problem.js';
import { isSafeIri } from '../../rdf/nquads.js';
import type { HttpRequest, Site } from '../http/reply.js';

/** What the names of graphs depend on. */
export interface TargetOptions extends Site {
  readonly defaultGraph: string;
}

/**
 * The graph that a request is about: by its own address, by `graph`, or the default one (section 4).
 * @returns `undefined` where the request names none
 * @throws ProblemError `invalid-parameter`
 */
export function graphOf({ baseUrl, defaultGraph }: TargetOptions, request: HttpRequest): string | undefined {
  const { query, path } = request;
  if (path !== '/data' && path !== '/data/') return requireIri(baseUrl + path);
  const graph = query.get('graph');
  if (query.getAll('graph').length + (query.has('default') ? 1 : 0) > 1)
    throw wrong('Name one graph: either "graph" or "default", and once.');
  if (query.has('default')) return defaultGraph;
  if (graph === null) return undefined;
  return requireIri(graph);
}

function requireIri(graph: string): string {
  if (isSafeIri(graph)) return graph;
  throw wrong(`"${graph}" is not an absolute IRI.`);
}

/** As `graphOf`. @throws ProblemError `invalid-parameter` where the request names no graph */
export function requireGraph(options: TargetOptions, request: HttpRequest): string {
  const graph = graphOf(options, request);
  if (graph !== undefined) return graph;
  throw wrong('Say which graph: /data?graph=IRI, /data?default, or /data/NAME.');
}

function wrong(detail: string): ProblemError {
  return new ProblemError('invalid-parameter', detail, {
    parameter: 'graph',
    example: 'https://example.org/graph/1',
  });
}
