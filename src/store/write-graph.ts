import type { Line } from '../rdf/nquads.js';
import type { GraphStore } from './graph-store.js';

/** Lines that are written in one turn; more go in portions, between which other work has its turns. */
const MOST_AT_ONCE = 10_000;

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
  if (insert.length + remove.length > MOST_AT_ONCE) {
    const replacement = await store.replaceGraph(options);
    await replacement.add(lines);
    await replacement.commit();
  } else await store.commit({ agent: options.agent, reason: options.reason, insert, remove });
  return true;
}
