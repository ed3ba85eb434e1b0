import { rdf } from '../rdf/namespaces.js';
import { lineTerms, type Line } from '../rdf/nquads.js';
import type { Committed } from './graph-store.js';

const TYPE = `<${rdf('type')}>`;

/**
 * The properties that some lines use, and the classes that they name, as IRIs without brackets. One look at the lines
 * of a change tells all who follow it whether it is their business.
 */
export function vocabularyOf(...lists: readonly (readonly Line[])[]): ReadonlySet<string> {
  const used = new Set<string>();
  for (const lines of lists)
    for (const line of lines) {
      const start = line.indexOf(' ') + 1;
      const end = line.indexOf(' ', start);
      used.add(line.slice(start + 1, end - 1));
      if (line.startsWith(TYPE, start)) used.add(lineTerms(line).object.slice(1, -1));
    }
  return used;
}

/** Whether a change uses one of these properties or classes, or replaced a graph, which may. */
export function speaksOf(iris: readonly string[]): (committed: Committed) => boolean {
  return ({ vocabulary, replaced }) => {
    if (replaced !== undefined) return true;
    const used = vocabulary();
    return iris.some((iri) => used.has(iri));
  };
}
