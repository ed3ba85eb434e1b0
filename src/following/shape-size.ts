import type { Quad } from '@rdfjs/types';
import { rdf, sh } from '../rdf/namespaces.js';

/** What leads from a node of a shape to one that is compiled or checked with it. */
const PARTS = new Set([
  ...[
    'and or xone not node property qualifiedValueShape in languageIn ignoredProperties',
    'path inversePath alternativePath zeroOrOnePath',
  ].flatMap((names) => names.split(' ').map((name) => sh(name))),
  rdf('first'),
  rdf('rest'),
]);
/** Each value of these is checked with each value of `sh:qualifiedValueShape`. */
const TIMES = [sh('qualifiedMinCount'), sh('qualifiedMaxCount')];

/**
 * The nodes of the largest shape, each counted as often as something leads to it: what has to be looked at to check one
 * node. A few hundred statements can make more of it than could ever be looked at.
 * @throws Error where a shape leads back to itself
 */
export function unfoldedSize(shapes: readonly Quad[]): number {
  const parts = new Map<string, string[]>();
  const times = new Map<string, number>();
  for (const { subject, predicate, object } of shapes) {
    if (TIMES.includes(predicate.value)) times.set(subject.value, (times.get(subject.value) ?? 0) + 1);
    if (!PARTS.has(predicate.value)) continue;
    const known = parts.get(subject.value);
    if (known) known.push(object.value);
    else parts.set(subject.value, [object.value]);
  }
  const sizes = new Map<string, number | undefined>();
  const sizeOf = (node: string): number => {
    const known = sizes.get(node);
    if (known !== undefined) return known;
    if (sizes.has(node)) throw new Error(`it leads back to itself (at ${node}).`);
    sizes.set(node, undefined);
    const below = (parts.get(node) ?? []).reduce((sum, part) => sum + sizeOf(part), 0);
    const size = 1 + below * (times.get(node) ?? 1);
    sizes.set(node, size);
    return size;
  };
  return [...parts.keys()].reduce((most, node) => Math.max(most, sizeOf(node)), 0);
}
