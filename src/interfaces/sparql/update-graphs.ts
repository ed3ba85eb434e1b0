import type { Solution } from '../../store/graph-store.js';
import type { Updater } from '../../updates/index.js';
import { jsonReply, textOf, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import type { Evaluate } from './evaluate.js';
import type { SparqlRequest } from './read-request.js';

const RESULTS_JSON = 'application/sparql-results+json';

/** What an update works with. */
export interface UpdateGraphsOptions {
  readonly evaluate: Evaluate;
  readonly updater: Updater;
}

/**
 * Carries out an update for those who may; its patterns are evaluated in a reader, or after the first change in a worker of
 * their own, under the limits of queries.
 */
export async function updateGraphs(
  { evaluate, updater }: UpdateGraphsOptions,
  { text, dataset, timeout }: Exclude<SparqlRequest, { operation: 'none' }>,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { id } = await context.authorise('graph.write');
  const { sequence, inserted, removed } = await updater.update({
    text,
    agent: id,
    requestId: context.requestId,
    dataset: dataset && {
      defaultGraphs: dataset.defaultGraphs,
      namedGraphs: dataset.namedGraphs,
    },
    signal: context.signal,
    evaluate: async (sparql, over, graph) => {
      const question = {
        sparql,
        accept: RESULTS_JSON,
        dataset: over,
        timeout: timeout ?? null,
        graph,
        isReadHere: true,
      };
      const answer = await textOf(await evaluate(question, request, context));
      return (JSON.parse(answer) as { results: { bindings: Solution[] } }).results.bindings;
    },
  });
  const reply = jsonReply({ inserted: inserted.length, removed: removed.length, sequence });
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'no-store' } };
}
