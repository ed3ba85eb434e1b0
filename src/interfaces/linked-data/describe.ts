import { xsd } from '../../rdf/namespaces.js';
import { iriToString, storedTermToString, type Line } from '../../rdf/nquads.js';
import { iriTerm, readQuery } from '../../rdf/query-text.js';
import { literal, namedNode } from '../../rdf/terms.js';
import { archivedReportOf, archiveGraph } from '../../reports/index.js';
import type { BoundTerm, GraphStore, Solution } from '../../store/graph-store.js';

/** Finds what the public graphs say of a resource. */
export type Describe = (iri: string) => Promise<Line[] | undefined>;

const describe = readQuery('linked-data/describe.rq');

/**
 * The description of a resource: its own quads, those of its parts, and some links to it.
 * A report is described by its whole graph, which is named after its document; one in the archive, and its decisions, are
 * read from there.
 * @param queries what queries the public graphs
 * @returns `undefined` where no public graph says anything of it
 */
export function createDescribe(
  store: Pick<GraphStore, 'readGraph' | 'readSubject'>,
  queries: Pick<GraphStore, 'query'>,
  baseUrl: string,
): Describe {
  const ids = `${baseUrl}/id/`;
  const readReport = (iri: string): Line[] | undefined =>
    store.readGraph(`${baseUrl}/doc/${iri.slice(ids.length)}`);
  return async (iri) => {
    const report = iri.startsWith(`${ids}report/`) ? readReport(iri) : undefined;
    if (report) return [...report, ...store.readSubject(archiveGraph(baseUrl), iri)];
    const archived = archivedReportOf(store, iri, baseUrl);
    if (archived !== undefined) return linesAbout(iri, readReport(archived) ?? []);
    const resource = [[iriTerm(iri)]];
    const answer = await queries.query(describe({ resource, object: resource }));
    const { results } = JSON.parse(answer) as { results: { bindings: Solution[] } };
    const lines = results.bindings.map(toLine);
    const subject = `${iriToString(iri)} `;
    return lines.some((line) => line.startsWith(subject)) ? lines : undefined;
  };
}

/** The lines about a resource and its parts, and those that link to it. */
function linesAbout(iri: string, lines: readonly Line[]): Line[] {
  const own = iriToString(iri);
  const part = `${own.slice(0, -1)}#`;
  return lines.filter(
    (line) => line.startsWith(`${own} `) || line.startsWith(part) || line.includes(` ${own} <`),
  );
}

function toLine({ subject, predicate, object, graph }: Solution): Line {
  const [s, p, o, g] = [subject, predicate, object, graph].map(toNQuads);
  return `${s ?? ''} ${p ?? ''} ${o ?? ''} ${g ?? ''} .`;
}

function toNQuads(term: BoundTerm | undefined): string {
  if (!term || term.type === 'bnode') throw new Error('The graph holds a term that is no IRI or literal.');
  const language = term['xml:lang'];
  const stored =
    term.type === 'uri'
      ? namedNode(term.value)
      : literal(term.value, language ?? namedNode(term.datatype ?? xsd('string')));
  return storedTermToString(stored);
}
