import { iriToString, literalToString, type Line } from '../../rdf/nquads.js';
import { iriTerm, readQuery } from '../../rdf/query-text.js';
import type { BoundTerm, GraphStore, Solution } from '../../store/graph-store.js';

/** Finds what the public graphs say of a resource. */
export type Describe = (iri: string) => Promise<Line[] | undefined>;

/**
 * The description of a resource: its own quads, those of its parts, and some links to it.
 * A report is described by its whole graph, which is named after its document.
 * @returns `undefined` where no public graph says anything of it
 */
export function createDescribe(store: GraphStore, baseUrl: string): Describe {
  const describe = readQuery('linked-data/describe.rq');
  const ids = `${baseUrl}/id/`;
  return async (iri) => {
    const report = iri.startsWith(`${ids}report/`)
      ? store.readGraph(`${baseUrl}/doc/${iri.slice(ids.length)}`)
      : undefined;
    if (report) return report;
    const resource = [[iriTerm(iri)]];
    const answer = await store.query(describe({ resource, object: resource }));
    const { results } = JSON.parse(answer) as { results: { bindings: Solution[] } };
    const lines = results.bindings.map(toLine);
    const subject = `${iriToString(iri)} `;
    return lines.some((line) => line.startsWith(subject)) ? lines : undefined;
  };
}

function toLine({ subject, predicate, object, graph }: Solution): Line {
  const [s, p, o, g] = [subject, predicate, object, graph].map(toNQuads);
  return `${s ?? ''} ${p ?? ''} ${o ?? ''} ${g ?? ''} .`;
}

function toNQuads(term: BoundTerm | undefined): string {
  if (!term || term.type === 'bnode') throw new Error('The graph holds a term that is no IRI or literal.');
  if (term.type === 'uri') return iriToString(term.value);
  const language = term['xml:lang'];
  return literalToString(term.value, {
    ...(language === undefined ? {} : { language }),
    ...(term.datatype === undefined ? {} : { datatype: term.datatype }),
  });
}
