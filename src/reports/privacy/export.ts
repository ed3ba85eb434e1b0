import { lineWriter } from '../../rdf/line-writer.js';
import { prov, rdf, ww, xsd } from '../../rdf/namespaces.js';
import { lineTerms, type Line } from '../../rdf/nquads.js';
import type { GraphStore } from '../../store/graph-store.js';
import { readStoredReport } from '../stored-report.js';
import { personalGraph, readPersonal, reportId } from './personal-graph.js';
import type { Policies } from './policies.js';
import { readersOf, type PersonalRead } from './readers.js';

/** What exporting works with. */
export interface ExportParts {
  readonly store: GraphStore;
  readonly baseUrl: string;
  readonly policies: Pick<Policies, 'policyFor'>;
}

/**
 * The personal data of a report, what it is for, how long it is kept and who looked at it (GDPR, Articles 15 and 20).
 * @param options.withReport with everything public about the report too
 * @returns `undefined` where there is no such data
 */
export async function exportPersonal(
  { store, baseUrl, policies }: ExportParts,
  report: string,
  options: { readonly withReport: boolean },
): Promise<Line[] | undefined> {
  const id = reportId(report);
  const personal = readPersonal(store, id);
  const stored = readStoredReport(store, baseUrl, report);
  if (!personal && !(options.withReport && stored)) return undefined;
  const graph = personalGraph(report);
  const write = lineWriter(graph);
  const policy = await policies.policyFor(stored?.question.category ?? '');
  const days = (name: 'keepAfterEnd' | 'keepAtMost'): Line =>
    write.literal(graph, ww(name), String(policy[name]), xsd('integer'));
  return [
    ...(options.withReport && stored ? (store.readGraph(stored.graph) ?? []) : []),
    // The secret of a webhook is read back by nobody.
    ...(personal ?? []).filter((line) => lineTerms(line).predicate !== `<${ww('webhookSecret')}>`),
    ...write.bilingual(graph, ww('purpose'), policy.purpose),
    days('keepAfterEnd'),
    days('keepAtMost'),
    ...readersOf(store, id).flatMap((read, index) => readLines(report, read, index)),
  ];
}

/** A look at personal data as RDF: when, and for which organisation or function; no names of staff. */
function readLines(report: string, { time, by }: PersonalRead, index: number): Line[] {
  const write = lineWriter(personalGraph(report));
  const read = `${report}#read-${String(index + 1)}`;
  return [
    write.iri(read, rdf('type'), prov('Activity')),
    write.iri(read, rdf('type'), ww('PersonalDataRead')),
    write.iri(read, prov('used'), personalGraph(report)),
    write.literal(read, prov('endedAtTime'), time, xsd('dateTime')),
    write.iri(read, prov('wasAssociatedWith'), by),
  ];
}
