import { dct, melding, prov, rdf, rdfs, ww } from '../../rdf/namespaces.js';
import type { Bilingual } from '../../responsibility/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import { readStatements, type Statements } from '../statements.js';
import { reportGraph, storedReportIn, type StoredReport } from '../stored-report.js';
import { lifeKey } from './life-table.js';

/** One step in the history of a report; an `m:Meldingstatus`. */
export interface LifeEntry {
  readonly iri: string;
  /** ISO 8601. */
  readonly time: string;
  /** IRI of the official status after it. */
  readonly status: string;
  /** Key of the state after it. */
  readonly state: string;
  /** Key of what was done; `file` for the first. */
  readonly command: string;
  /** IRI of who did it, as the public sees it: an organisation, the reporter, or the service. */
  readonly by: string;
  readonly message: Bilingual;
  /** What the one who did it wrote. */
  readonly text?: string | undefined;
  /** Key of the ground of refusal. */
  readonly refusal?: string | undefined;
  /** IRI of who has it after this. */
  readonly handler?: string | undefined;
}

/** A report with its life so far. */
export interface ReportLife extends StoredReport {
  readonly id: string;
  /** Key of its state. */
  readonly state: string;
  /** From the first step to the last. */
  readonly history: readonly LifeEntry[];
  /** IRIs of the areas in which it lies, as far as its decision knows. */
  readonly areas: readonly string[];
  readonly answerBy?: string | undefined;
  readonly solveBy?: string | undefined;
  /** IRI of the client that filed it, where it was an app with a key. */
  readonly channel?: string | undefined;
  /** The report together with which it is followed up. */
  readonly mergedInto?: string | undefined;
  /** Reports that are followed up together with this one. */
  readonly merged: readonly string[];
  readonly partOf?: string | undefined;
  readonly parts: readonly string[];
  /** Lines of its graph as read. */
  readonly lines: readonly string[];
}

/**
 * Reads a report and its life from its graph.
 * @param iri `{base}/id/report/{uuid}`
 * @returns `undefined` where there is no such report, also where it names a graph of something else
 */
export function readLife(store: GraphStore, baseUrl: string, iri: string): ReportLife | undefined {
  if (!iri.startsWith(`${baseUrl}/id/report/`)) return undefined;
  const graph = reportGraph(baseUrl, iri);
  const lines = store.readGraph(graph);
  if (!lines) return undefined;
  const statements = readStatements(lines);
  const { values } = statements;
  if (!values(iri, rdf('type')).includes(melding('Melding'))) return undefined;
  const report = storedReportIn(statements, iri, { store, baseUrl });
  const one = (property: string): string | undefined => values(iri, property)[0];
  const state = one(ww('state'));
  const nobody = report.handler === undefined || report.handler === `${baseUrl}/id/agent/service`;
  // Each property by its name: after a spread, every further one would cost as much as all of these.
  return {
    iri,
    graph,
    question: report.question,
    decision: report.decision,
    managers: report.managers,
    handler: report.handler,
    choices: report.choices,
    id: iri.slice(iri.lastIndexOf('/') + 1),
    // Reports from before there were states are where intake would have put them.
    state: state === undefined ? (nobody ? 'unassigned' : 'offered') : lifeKey(state),
    history: historyIn(statements, iri),
    excluded: report.excluded,
    areas: report.decision === undefined ? [] : areasIn(statements, report.decision),
    merged: statements.subjectsOf(ww('mergedInto'), iri),
    parts: values(iri, dct('hasPart')),
    lines,
    answerBy: one(ww('answerBy')),
    solveBy: one(ww('solveBy')),
    channel: one(ww('channel')),
    mergedInto: one(ww('mergedInto')),
    partOf: one(dct('isPartOf')),
  };
}

/** Managers that are not chosen again: those that refused, whichever decision it was. */
export function excludedIn({ question, excluded }: Pick<StoredReport, 'question' | 'excluded'>): string[] {
  return [...new Set([...(question.excluded ?? []), ...excluded])];
}

/** The areas that a decision rests on. */
function areasIn({ values }: Statements, decision: string): string[] {
  return values(decision, prov('qualifiedUsage'))
    .filter((usage) => values(usage, prov('hadRole')).includes(ww('Area')))
    .flatMap((usage) => values(usage, prov('entity')));
}

function historyIn(statements: Statements, report: string): LifeEntry[] {
  return statements
    .values(report, melding('heeftStatus'))
    .map((entry) => entryIn(statements, entry))
    .sort((a, b) => a.time.localeCompare(b.time) || numberOf(a.iri) - numberOf(b.iri));
}

/** `#status` is the first, `#status-2` the second. */
function numberOf(iri: string): number {
  return Number(/#status-(\d+)$/.exec(iri)?.[1] ?? 1);
}

function entryIn(statements: Statements, iri: string): LifeEntry {
  const one = (property: string): string | undefined => statements.values(iri, property)[0];
  const word = (language: string): string | undefined =>
    statements.terms(iri, rdfs('comment')).find((term) => term.language === language)?.value;
  const description = one(dct('description')) ?? '';
  const state = one(ww('state'));
  const refusal = one(ww('refusal'));
  return {
    iri,
    time: one(melding('statusdatum')) ?? '',
    status: one(melding('statuswaarde')) ?? '',
    state: state === undefined ? 'offered' : lifeKey(state),
    command: lifeKey(one(ww('command')) ?? '/file'),
    by: one(melding('statuswijzigingDoor')) ?? '',
    message: { nl: word('nl') ?? description, en: word('en') ?? description },
    text: one(ww('reason')),
    refusal: refusal === undefined ? undefined : lifeKey(refusal),
    handler: one(ww('handler')),
  };
}
