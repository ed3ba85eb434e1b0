import { dct, melding, prov, rdf, ww } from '../rdf/namespaces.js';
import { iriToString, type Line } from '../rdf/nquads.js';
import { decisionLines, type Decision } from '../responsibility/index.js';
import type { Change } from '../store/graph-store.js';
import type { StoredReport } from './stored-report.js';

/**
 * The change that puts a new decision of a report in force. The one before stays in the report's graph, as the new
 * one's `prov:wasRevisionOf` (PROV-O, section 3.3); the report names the new one, and its handler follows it.
 * @param options.iri IRI of the new decision
 * @param options.service IRI of the software agent that decided, who handles what nobody is found for
 */
export function decisionChange(
  report: StoredReport,
  decision: Decision,
  { iri, service }: { readonly iri: string; readonly service: string },
): Required<Pick<Change, 'insert' | 'remove'>> {
  const { graph } = report;
  const line = (subject: string, property: string, object: string): Line =>
    [subject, property, object, graph].map(iriToString).join(' ') + ' .';
  const handler = decision.responsible?.iri ?? service;
  return {
    remove: [
      ...(report.decision === undefined ? [] : [line(report.iri, ww('decision'), report.decision)]),
      ...(report.handler === undefined ? [] : [line(report.iri, melding('behandelaar'), report.handler)]),
    ],
    insert: [
      ...decisionLines(decision, { iri, graph, agent: service, report: report.iri }),
      ...(report.decision === undefined ? [] : [line(iri, prov('wasRevisionOf'), report.decision)]),
      line(report.iri, ww('decision'), iri),
      line(report.iri, melding('behandelaar'), handler),
      line(handler, rdf('type'), dct('Agent')),
    ],
  };
}
