import { dct, prov, rdf, ww, xsd } from '../rdf/namespaces.js';
import { iriToString, isSafeIri, lineTerms, literalToString, type Line } from '../rdf/nquads.js';
import type { Bilingual } from '../responsibility/index.js';
import type { Held } from '../reports/index.js';
import type { GraphStore } from '../store/graph-store.js';

/** Whether a person still has to look at it, or has said that the decision may stay. */
export type RedecisionState = 'waiting' | 'dismissed';

/** An open report whose answer would be another one now. */
export interface Redecision {
  /** IRI of the report. */
  readonly report: string;
  /** IRI of the decision in force. */
  readonly decision: string;
  /** IRIs of whom the decision in force leads to; several where it is ambiguous, none where nobody was found. */
  readonly from: readonly string[];
  /** IRIs of whom a decision would lead to now. */
  readonly to: readonly string[];
  /** The sentence that explains the new answer. */
  readonly why: Bilingual;
  /** IRI of what changed: a register or a rule set; `undefined` where that is not known. */
  readonly cause: string | undefined;
  /** When it was found out, ISO 8601. */
  readonly created: string;
  readonly state: RedecisionState;
  /** Why the report keeps its decision all the same; `undefined` where it may get a new one. */
  readonly held?: Held | undefined;
}

const STATES: Readonly<Record<RedecisionState, string>> = {
  waiting: ww('Waiting'),
  dismissed: ww('Dismissed'),
};

const HELD: Readonly<Record<Held, string>> = { reassigned: ww('Reassigned'), split: ww('Divided') };

/** The graph in which what waits is kept. */
export function waitingGraph(baseUrl: string): string {
  return `${baseUrl}/doc/redecision/waiting`;
}

/** The IRI of what waits about a report. */
export function redecisionIri(baseUrl: string, report: string): string {
  return report.replace(`${baseUrl}/id/report/`, `${baseUrl}/id/redecision/`);
}

/** Lines of the waiting graph about one redecision. */
export function redecisionLines(redecision: Redecision, baseUrl: string): Line[] {
  const { report, decision, from, to, why, cause, created, state, held } = redecision;
  const subject = iriToString(redecisionIri(baseUrl, report));
  const graph = iriToString(waitingGraph(baseUrl));
  const line = (property: string, object: string): Line =>
    `${subject} ${iriToString(property)} ${object} ${graph} .`;
  return [
    line(rdf('type'), iriToString(ww('Redecision'))),
    line(dct('subject'), iriToString(report)),
    line(prov('used'), iriToString(decision)),
    ...from.map((manager) => line(ww('fromManager'), iriToString(manager))),
    ...to.map((manager) => line(ww('toManager'), iriToString(manager))),
    line(dct('description'), literalToString(why.nl, { language: 'nl' })),
    line(dct('description'), literalToString(why.en, { language: 'en' })),
    ...(cause === undefined ? [] : [line(dct('source'), iriToString(cause))]),
    line(dct('created'), literalToString(created, { datatype: xsd('dateTime') })),
    line(ww('reviewState'), iriToString(STATES[state])),
    ...(held === undefined ? [] : [line(ww('heldBecause'), iriToString(HELD[held]))]),
  ];
}

/** The lines about a report in the waiting graph, as they are; none about what is no IRI. */
export function linesAbout(store: GraphStore, baseUrl: string, report: string): Line[] {
  if (!isSafeIri(report)) return [];
  return store.readSubject(waitingGraph(baseUrl), redecisionIri(baseUrl, report));
}

/** What waits about one report. */
export function readRedecision(store: GraphStore, baseUrl: string, report: string): Redecision | undefined {
  return toRedecision(linesAbout(store, baseUrl, report));
}

/** Everything that waits or was dismissed, in the order of its IRIs. */
export function readRedecisions(store: GraphStore, baseUrl: string): Redecision[] {
  const bySubject = new Map<string, Line[]>();
  for (const line of store.readGraph(waitingGraph(baseUrl)) ?? []) {
    const { subject } = lineTerms(line);
    const known = bySubject.get(subject);
    if (known) known.push(line);
    else bySubject.set(subject, [line]);
  }
  return [...bySubject.values()].flatMap((lines) => toRedecision(lines) ?? []);
}

function toRedecision(lines: readonly Line[]): Redecision | undefined {
  const terms = lines.map(lineTerms);
  const objects = (property: string): string[] =>
    terms.filter(({ predicate }) => predicate === iriToString(property)).map(({ object }) => object);
  const iris = (property: string): string[] => objects(property).map((object) => object.slice(1, -1));
  const [report] = iris(dct('subject'));
  const [decision] = iris(prov('used'));
  if (report === undefined || decision === undefined) return undefined;
  const text = (language: string): string => {
    const found = objects(dct('description')).find((object) => object.endsWith(`"@${language}`));
    return found === undefined ? '' : (JSON.parse(found.slice(0, found.lastIndexOf('@'))) as string);
  };
  const [held] = iris(ww('heldBecause'));
  return {
    report,
    decision,
    from: iris(ww('fromManager')).sort(),
    to: iris(ww('toManager')).sort(),
    why: { nl: text('nl'), en: text('en') },
    cause: iris(dct('source'))[0],
    created: /^"([^"]*)"/.exec(objects(dct('created'))[0] ?? '')?.[1] ?? '',
    state: iris(ww('reviewState')).includes(STATES.dismissed) ? 'dismissed' : 'waiting',
    ...(held === undefined ? {} : { held: held === HELD.split ? 'split' : 'reassigned' }),
  };
}
