import type { Quad } from '@rdfjs/types';
import { namesByContent, skolemise } from '../rdf/skolem.js';
import { groupBy } from './group.js';
import { digest } from './state.js';

/** Blank nodes within blank nodes; a list of coordinates needs some ten. */
const DEEPEST = 64;

/** A digest of quads that is the same for the same graph, whatever its blank nodes are called. They may not be tangled. */
export function contentDigest(quads: readonly Quad[]): string {
  const named = skolemise(quads, namesByContent(quads, 'urn:node:'));
  const rows = named.map(({ subject, predicate, object }) => {
    const kind = object.termType === 'Literal' ? `${object.language}^${object.datatype.value}` : '';
    return JSON.stringify([subject.value, predicate.value, object.termType, object.value, kind]);
  });
  return digest(rows.sort().join('\n'));
}

/**
 * Whether blank nodes lead back to themselves, or lie too deep within each other: such nodes have other names each time
 * they are read, so that nobody could tell whether the member is still the same, and no thing needs them.
 */
export function isTangled(quads: readonly Quad[]): boolean {
  const edges = quads.filter(
    ({ subject, object }) => subject.termType === 'BlankNode' && object.termType === 'BlankNode',
  );
  const outgoing = groupBy(edges, ({ subject }) => subject.value);
  const waiting = new Map<string, number>();
  for (const { subject, object } of edges) {
    waiting.set(subject.value, waiting.get(subject.value) ?? 0);
    waiting.set(object.value, (waiting.get(object.value) ?? 0) + 1);
  }
  const depths = new Map([...waiting].flatMap(([node, count]) => (count === 0 ? [[node, 1]] : [])));
  // A map that grows while it is walked: a node comes when all that lead to it have been.
  for (const [node, depth] of depths)
    for (const { object } of outgoing.get(node) ?? []) {
      const left = (waiting.get(object.value) ?? 0) - 1;
      waiting.set(object.value, left);
      if (left === 0) depths.set(object.value, depth + 1);
    }
  return depths.size < waiting.size || Math.max(0, ...depths.values()) > DEEPEST;
}
