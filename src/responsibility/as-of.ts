import type { GraphStore, ScratchGraph } from '../store/graph-store.js';
import { readKnowledge, type Knowledge } from './knowledge.js';
import { ruleIndexGraph, ruleIndexLines } from './rule-index.js';

/** The registers, rules and terms of a moment in the past, to be asked as those of today are. */
export interface PastGraph {
  readonly graph: ScratchGraph;
  readonly knowledge: Knowledge;
}

/**
 * The graph as it was after a change, in a worker of its own; without reports, which no decision asks. Close it after use.
 * @param sequence number of the change
 */
export async function openPastGraph(
  store: GraphStore,
  sequence: number,
  baseUrl: string,
): Promise<PastGraph> {
  const index = ruleIndexGraph(baseUrl);
  const reports = `${baseUrl}/doc/report/`;
  const graph = await store.scratch(
    store.linesAsOf(sequence, (name) => name !== index && !name.startsWith(reports)),
  );
  try {
    const knowledge = await readKnowledge(graph, sequence, (rules) =>
      graph.add(ruleIndexLines(rules, index)),
    );
    return { graph, knowledge };
  } catch (error) {
    await graph.close();
    throw error;
  }
}
