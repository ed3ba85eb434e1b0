import type { SupposedRegister } from '../registers/index.js';
import type { GraphStore, ScratchGraph } from '../store/graph-store.js';
import { readKnowledge, type Knowledge } from './knowledge.js';
import { ruleIndexGraph, ruleIndexLines } from './rule-index.js';
import type { SupposedRuleSet } from './suppose.js';

/** Registers, rules and terms as they were or as they might be, to be asked as those of today are. */
export interface GraphApart {
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
): Promise<GraphApart> {
  return openGraphApart(store, baseUrl, { sequence, without: [] });
}

/**
 * The graph as it is, but for a register and rule sets that are supposed, in a worker of its own; without reports. Close
 * it after use.
 * @throws ProblemError `invalid-register`, `conflicting-rules`
 */
export async function openSupposedGraph(
  store: GraphStore,
  baseUrl: string,
  {
    register,
    ruleSets,
  }: { readonly register: SupposedRegister; readonly ruleSets: readonly SupposedRuleSet[] },
): Promise<GraphApart> {
  const without = [...register.graphs, ...ruleSets.map(({ graph }) => graph)];
  return openGraphApart(store, baseUrl, {
    sequence: store.sequence,
    without,
    fill: async (graph) => {
      await register.fill((lines) => graph.add(lines));
      for (const { lines } of ruleSets) await graph.add(lines);
    },
  });
}

interface Apart {
  readonly sequence: number;
  /** Graphs to leave out. */
  readonly without: readonly string[];
  /** Adds what is there in their place. */
  readonly fill?: (graph: ScratchGraph) => Promise<void>;
}

async function openGraphApart(
  store: GraphStore,
  baseUrl: string,
  { sequence, without, fill }: Apart,
): Promise<GraphApart> {
  const index = ruleIndexGraph(baseUrl);
  const left = new Set([index, ...without]);
  const reports = `${baseUrl}/doc/report/`;
  const graph = await store.scratch(
    store.linesAsOf(sequence, (name) => !left.has(name) && !name.startsWith(reports)),
  );
  try {
    await fill?.(graph);
    const knowledge = await readKnowledge(graph, sequence, (rules) =>
      graph.add(ruleIndexLines(rules, index)),
    );
    return { graph, knowledge };
  } catch (error) {
    await graph.close();
    throw error;
  }
}
