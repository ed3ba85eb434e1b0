import { prov, rdf, ww, xsd } from '../rdf/namespaces.js';
import { iriToString, literalToString, type Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import { readStatements } from './statements.js';
import type { StoredReport } from './stored-report.js';

/** The graph that says which reports are in the archive, so that they can be found by query. */
export function archiveGraph(baseUrl: string): string {
  return `${baseUrl}/graph/archive`;
}

/** What stays behind in the graph of a report that leaves for the archive: when it did, and which decisions were about it. */
export function archiveLines(
  { iri, lines }: Pick<StoredReport, 'iri'> & { readonly lines: readonly Line[] },
  { time, baseUrl }: { readonly time: Date; readonly baseUrl: string },
): Line[] {
  const graph = iriToString(archiveGraph(baseUrl));
  const report = iriToString(iri);
  const archived = literalToString(time.toISOString(), { datatype: xsd('dateTime') });
  return [
    `${report} ${iriToString(ww('archived'))} ${archived} ${graph} .`,
    ...decisionsIn(lines).map(
      (decision) => `${iriToString(decision)} ${iriToString(prov('used'))} ${report} ${graph} .`,
    ),
  ];
}

/** What the archive says of a report, to be struck out when something happens to it again. */
export function linesInArchive(
  store: Pick<GraphStore, 'readSubject'>,
  { iri, lines }: Pick<StoredReport, 'iri'> & { readonly lines: readonly Line[] },
  baseUrl: string,
): Line[] {
  const graph = archiveGraph(baseUrl);
  const known = store.readSubject(graph, iri);
  if (known.length === 0) return [];
  return [...known, ...decisionsIn(lines).flatMap((decision) => store.readSubject(graph, decision))];
}

function decisionsIn(lines: readonly Line[]): string[] {
  return readStatements(lines).subjectsOf(rdf('type'), ww('Decision'));
}

/** The report that an archived decision is about, as the archive says it. */
export function archivedReportOf(
  store: Pick<GraphStore, 'readSubject'>,
  decision: string,
  baseUrl: string,
): string | undefined {
  const [line] = store.readSubject(archiveGraph(baseUrl), decision);
  return line && readStatements([line]).values(decision, prov('used'))[0];
}
