import { readQuery } from '../rdf/query-text.js';
import type { Line } from '../rdf/nquads.js';
import type { GraphStore, ScratchGraph } from '../store/graph-store.js';
import { inPortions } from '../store/in-portions.js';
import type { Hierarchies } from './hierarchies.js';
import { ruleIndexLines } from './rule-index.js';
import { checkContradictions, readRules, type Rule } from './rules.js';

const ruleGraphsQuery = readQuery('responsibility/rule-graphs.rq');
const INDEX = 'urn:wegwijzer:supposed-rule-index';

/** A rule set as it might be. */
export interface SupposedRuleSet {
  /** The graph of the set that it takes the place of, or that it would have. */
  readonly graph: string;
  /** What it would hold; nothing, where the set is supposed to be gone. */
  readonly lines: readonly Line[];
}

/** Rules as they might be, to be asked as those in force are. */
export interface SupposedRules {
  readonly graph: ScratchGraph;
  readonly rules: readonly Rule[];
}

/**
 * The rules in force, with some sets in the place of others. They live in a graph of their own, so that SPARQL makes
 * the same choice over them and nothing is stored. Close the graph after use.
 * @throws ProblemError `conflicting-rules` where the rules would contradict each other
 */
export async function supposeRules(
  store: GraphStore,
  supposed: readonly SupposedRuleSet[],
  hierarchies: Hierarchies,
): Promise<SupposedRules> {
  const replaced = new Set(supposed.map(({ graph }) => graph));
  const rows = await store.select(ruleGraphsQuery());
  const kept = rows.flatMap(({ graph }) => (graph && !replaced.has(graph.value) ? [graph.value] : []));
  const graph = await store.scratch(portionsOf(store, kept, supposed));
  try {
    const rules = await readRules(graph);
    checkContradictions(rules, hierarchies);
    await graph.add(ruleIndexLines(rules, INDEX));
    return { graph, rules };
  } catch (error) {
    await graph.close();
    throw error;
  }
}

function* portionsOf(
  store: GraphStore,
  kept: readonly string[],
  supposed: readonly SupposedRuleSet[],
): Generator<readonly Line[]> {
  for (const graph of kept) yield store.readGraph(graph) ?? [];
  for (const { lines } of supposed) yield* inPortions(lines);
}
