import type { Line } from '../rdf/nquads.js';
import type { GraphStore } from './graph-store.js';

/**
 * Makes a small graph hold just these lines; changes nothing, and logs nothing, where it does already.
 * @returns whether anything changed
 */
export async function writeGraph(
  store: GraphStore,
  lines: readonly Line[],
  options: { readonly graph: string; readonly agent: string; readonly reason: string },
): Promise<boolean> {
  const current = new Set(store.readGraph(options.graph) ?? []);
  const next = new Set(lines);
  const insert = [...next].filter((line) => !current.has(line));
  const remove = [...current].filter((line) => !next.has(line));
  if (insert.length + remove.length === 0) return false;
  await store.commit({ agent: options.agent, reason: options.reason, insert, remove });
  return true;
}
