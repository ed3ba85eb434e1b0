import { ConfigError } from './config.js';
import type { GraphStore } from './store/graph-store.js';

/** The graph that every instance has from its first start on. */
const TERMS = '/graph/ontology';

/**
 * Refuses to go on with a graph that was made under another public address: all that is in it is named after that, so
 * that what is added would never meet it.
 * @throws ConfigError, which says how to go on
 */
export function checkSameBase(
  store: Pick<GraphStore, 'graphAccess' | 'publicGraphs'>,
  baseUrl: string,
): void {
  if (store.graphAccess(baseUrl + TERMS) !== undefined) return;
  for (const graph of store.publicGraphs()) {
    if (!graph.endsWith(TERMS)) continue;
    const other = graph.slice(0, -TERMS.length);
    throw new ConfigError(
      `This data directory belongs to ${other}, and every address in it begins so; the base URL is now ${baseUrl}. ` +
        `Start with --base-url ${other} (the port may be another one), or with another --data-directory.`,
    );
  }
}
