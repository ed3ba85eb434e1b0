import type { Term } from '@rdfjs/types';
import { iriToString, literalToString, termToString, UnstorableTermError, type Line } from '../rdf/nquads.js';
import type { BoundTerm, Solution } from '../store/graph-store.js';
import type { QuadTemplate } from './operations.js';

/** A quad that an operation writes. */
export interface Written {
  readonly graph: string;
  readonly line: Line;
}

/** What templates are filled in with. */
export interface Filling {
  /** The graph of templates that name none. */
  readonly defaultGraph: string;
  /** The IRI that stands for a new blank node (RDF 1.1 Concepts, section 3.5). */
  readonly newNode: () => string;
}

/**
 * The quads that templates give for solutions. Those with an unbound variable, or with a term where it cannot stand, are
 * left out (SPARQL 1.1 Update, section 4.1.2); a blank node of a template is a new one for each solution.
 */
export function* instantiate(
  templates: readonly QuadTemplate[],
  solutions: readonly Solution[],
  { defaultGraph, newNode }: Filling,
): Generator<Written> {
  const foreign = new Map<string, string>();
  for (const solution of solutions) {
    const own = new Map<string, string>();
    const filled = (term: Term): string | undefined => {
      if (term.termType === 'BlankNode') return iriToString(nodeFor(own, term.value, newNode));
      if (term.termType !== 'Variable') return termToString(term);
      const value = solution[term.value];
      return value && notation(value, foreign, newNode);
    };
    for (const { subject, predicate, object, graph } of templates) {
      const [s, p, o] = [filled(subject), filled(predicate), filled(object)];
      const g = graph.termType === 'DefaultGraph' ? iriToString(defaultGraph) : filled(graph);
      if (s === undefined || p === undefined || o === undefined || g === undefined) continue;
      if (!s.startsWith('<') || !p.startsWith('<') || !g.startsWith('<')) continue;
      yield { graph: g.slice(1, -1), line: `${s} ${p} ${o} ${g} .` };
    }
  }
}

function nodeFor(known: Map<string, string>, label: string, newNode: () => string): string {
  let iri = known.get(label);
  if (iri === undefined) known.set(label, (iri = newNode()));
  return iri;
}

/** A value of a solution. No graph holds blank nodes; those that a query makes are named for the whole operation. */
function notation(term: BoundTerm, nodes: Map<string, string>, newNode: () => string): string | undefined {
  try {
    if (term.type === 'uri') return iriToString(term.value);
    if (term.type === 'bnode') return iriToString(nodeFor(nodes, term.value, newNode));
    const { value, datatype, 'xml:lang': language } = term;
    return literalToString(value, {
      ...(language === undefined ? {} : { language }),
      ...(datatype === undefined ? {} : { datatype }),
    });
  } catch (error) {
    if (error instanceof UnstorableTermError) return undefined;
    throw error;
  }
}
