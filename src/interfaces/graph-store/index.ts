/** Whole graphs by their name (SPARQL 1.1 Graph Store HTTP Protocol), directly and indirectly named. */
import type { DocumentLoader } from '../../rdf/contexts.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { GraphWriter } from '../../updates/index.js';
import type { HttpRequest, Reply, RequestContext, Route, Site } from '../http/reply.js';
import type { Evaluate } from '../sparql/index.js';
import { readGraph } from './read-graph.js';
import { graphOf, requireGraph } from './target.js';
import { dropGraph, postGraph, putGraph } from './write-graph.js';

/** What the graph store works with. */
export interface GraphStoreOptions extends Site {
  readonly store: Pick<GraphStore, 'graphChanged' | 'graphAccess' | 'readGraph' | 'readersAreBehind'>;
  readonly evaluate: Evaluate;
  readonly writer: GraphWriter;
  /** The graph that `?default` names. */
  readonly defaultGraph: string;
  readonly documentLoader: DocumentLoader;
  /** Makes a UUID, for the name of a graph that is posted without one. */
  readonly newId: () => string;
}

/** `/data?graph=…`, `/data?default` and `/data/…`. */
export function graphStoreRoutes(options: GraphStoreOptions): Route[] {
  const named =
    (handle: (graph: string, request: HttpRequest, context: RequestContext) => Promise<Reply>) =>
    (request: HttpRequest, context: RequestContext): Promise<Reply> =>
      handle(requireGraph(options, request), request, context);
  const methods: Route['methods'] = {
    GET: named((graph, request, context) => readGraph(options, graph, request, context)),
    PUT: named((graph, request, context) => putGraph(options, graph, request, context)),
    DELETE: named((graph, request, context) => dropGraph(options, graph, request, context)),
    POST: (request, context) => {
      const graph = graphOf(options, request) ?? `${options.baseUrl}/data/${options.newId()}`;
      return postGraph(options, graph, request, context);
    },
  };
  return ['/data', '/data/*key'].map((path) => ({ path, requires: 'public.read', methods }));
}
