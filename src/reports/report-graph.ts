import type { NamedNode, Quad } from '@rdfjs/types';
import { lineWriter } from '../rdf/line-writer.js';
import { namedNode, literal, quad } from '../rdf/terms.js';
import { adms, dct, melding, rdf, skos, ww, xsd } from '../rdf/namespaces.js';
import { quadToLine, type Line } from '../rdf/nquads.js';
import { decisionLines, type Decision } from '../responsibility/index.js';
import type { Terms } from './deadlines/deadlines.js';

/** OSLO code list MeldingStatuswaarde: 511, Ingediend. */
const SUBMITTED = 'https://data.vlaanderen.be/id/concept/MeldingStatuswaarde/511';
const STATES = 'https://w3id.org/wegwijzer/state/';
const FEATURE_OF_INTEREST = 'http://www.w3.org/ns/sosa/FeatureOfInterest';

/** The IRIs of a report and what hangs together with it. */
export interface ReportNames {
  readonly id: string;
  readonly report: string;
  /** Its document, which is also its named graph. */
  readonly graph: string;
  readonly decision: string;
  /** The software agent that takes reports in and decides. */
  readonly agent: string;
}

/** How the life of a report begins, beyond what is sent and decided. */
export interface Opening {
  readonly terms: Terms;
  /** IRI of the client that files it for someone else. */
  readonly channel?: string | undefined;
  /** IRI of who gets it, where that is not who was decided. */
  readonly handler?: string | undefined;
  /** IRI of the report that it is a part of. */
  readonly partOf?: string | undefined;
}

/** @param id UUID of the report, @param decisionId UUID of its first decision */
export function reportNames(baseUrl: string, id: string, decisionId: string): ReportNames {
  return {
    id,
    report: `${baseUrl}/id/report/${id}`,
    graph: `${baseUrl}/doc/report/${id}`,
    decision: `${baseUrl}/id/decision/${decisionId}`,
    agent: `${baseUrl}/id/agent/service`,
  };
}

/**
 * Everything public about a new report: what the client sent, what OSLO's 2026 model asks of a report that is on its
 * way (identifier, status, handler, submitter), and the decision.
 */
export function reportLines(
  sent: readonly Quad[],
  decision: Decision,
  names: ReportNames,
  opening: Opening,
): Line[] {
  const time = decision.time.toISOString();
  const handler = opening.handler ?? decision.responsible?.iri;
  return [
    ...[...sent, ...receiptQuads(names, time), ...decidedQuads(sent, handler, names)].map((item) =>
      quadToLine(item, names.graph),
    ),
    ...openingLines(opening, handler, names),
    ...decisionLines(decision, {
      iri: names.decision,
      graph: names.graph,
      agent: names.agent,
      report: names.report,
    }),
  ];
}

function receiptQuads({ id, report, graph, agent }: ReportNames, time: string): Quad[] {
  const node = namedNode(report);
  const identifier = namedNode(`${report}#identifier`);
  const status = namedNode(`${report}#status`);
  const reporter = namedNode(`${report}#reporter`);
  const type = namedNode(rdf('type'));
  return [
    quad(node, namedNode(adms('identifier')), identifier),
    quad(identifier, type, namedNode(adms('Identifier'))),
    quad(identifier, namedNode(skos('notation')), literal(id)),
    quad(node, namedNode(melding('webpagina')), literal(graph, namedNode(xsd('anyURI')))),
    quad(node, namedNode(melding('indiener')), reporter),
    quad(reporter, type, namedNode(dct('Agent'))),
    quad(node, namedNode(melding('heeftStatus')), status),
    quad(status, type, namedNode(melding('Meldingstatus'))),
    quad(status, namedNode(melding('statuswaarde')), namedNode(SUBMITTED)),
    quad(status, namedNode(melding('statusdatum')), literal(time, namedNode(xsd('dateTime')))),
    quad(status, namedNode(melding('statuswijzigingDoor')), namedNode(agent)),
    quad(status, namedNode(dct('description')), literal('Ingediend')),
  ];
}

/** Where the report is in its life (`ontology/life.ttl`), and its terms. */
function openingLines(
  { terms, channel, partOf }: Opening,
  handler: string | undefined,
  { report, graph, agent }: ReportNames,
): Line[] {
  const write = lineWriter(graph);
  const status = `${report}#status`;
  const state = STATES + (handler === undefined ? 'unassigned' : 'offered');
  return [
    write.iri(report, ww('state'), state),
    write.iri(status, ww('state'), state),
    write.iri(status, ww('handler'), handler ?? agent),
    ...(handler === undefined
      ? []
      : [write.literal(report, ww('answerBy'), terms.answerBy.toISOString(), xsd('dateTime'))]),
    write.literal(report, ww('solveBy'), terms.solveBy.toISOString(), xsd('dateTime')),
    ...(channel === undefined ? [] : [write.iri(report, ww('channel'), channel)]),
    ...(partOf === undefined ? [] : [write.iri(report, dct('isPartOf'), partOf)]),
  ];
}

function decidedQuads(sent: readonly Quad[], responsible: string | undefined, names: ReportNames): Quad[] {
  const node = namedNode(names.report);
  const type = namedNode(rdf('type'));
  const handler: NamedNode = namedNode(responsible ?? names.agent);
  const targets = sent.filter(({ predicate }) => predicate.value.endsWith('#hasTarget'));
  return [
    quad(node, namedNode(ww('decision')), namedNode(names.decision)),
    quad(node, namedNode(melding('behandelaar')), handler),
    quad(handler, type, namedNode(dct('Agent'))),
    ...targets.flatMap(({ object }) =>
      object.termType === 'NamedNode' ? [quad(object, type, namedNode(FEATURE_OF_INTEREST))] : [],
    ),
  ];
}
