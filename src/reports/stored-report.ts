import { geo, dct, melding, oa, prov, ww } from '../rdf/namespaces.js';
import type { Chosen, Question, Role, Side } from '../responsibility/index.js';
import { parseWkt } from '../spatial/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { DEFAULT_ACCURACY } from './normalise.js';
import { readStatements, type Statements } from './statements.js';

const ROLES = new Map<string, Role>([
  [ww('Asset'), 'asset'],
  [ww('Ground'), 'ground'],
  [ww('Road'), 'road'],
  [ww('Area'), 'area'],
]);
const SIDES = new Map<string, Side>([
  [ww('Left'), 'left'],
  [ww('Right'), 'right'],
]);

/** A report as it stands in its graph: what was asked, and the decision in force. */
export interface StoredReport {
  readonly iri: string;
  /** Its document, which is also its named graph. */
  readonly graph: string;
  /** The question that its decisions answer, with what the reporter has confirmed so far. */
  readonly question: Question;
  /** IRI of the decision in force. */
  readonly decision: string | undefined;
  /** IRIs of whom that decision leads to, sorted: the one responsible, or all who may be. */
  readonly managers: readonly string[];
  /** IRI of whoever handles it now. */
  readonly handler: string | undefined;
  /** What the decision in force asks of the reporter, by IRI of the choice. */
  readonly choices: ReadonlyMap<string, Chosen>;
  /** IRIs of managers that refused it, whichever decision led to them. */
  readonly excluded: readonly string[];
}

/**
 * Reads a report back from its graph.
 * @param iri `{base}/id/report/{uuid}`
 * @param earlier IRI of an earlier decision to read it for; the one in force where not given
 * @returns `undefined` where there is no such report
 */
export function readStoredReport(
  store: GraphStore,
  baseUrl: string,
  iri: string,
  earlier?: string,
): StoredReport | undefined {
  const statements = statementsOf(store, baseUrl, iri);
  return statements && storedReportIn(statements, iri, { store, baseUrl, earlier });
}

/** Where reports are read. */
export interface ReportPlace {
  readonly store: Pick<GraphStore, 'readGraph'>;
  readonly baseUrl: string;
}

/** The document of a report, which is also its named graph. */
export function reportGraph(baseUrl: string, iri: string): string {
  return iri.replace(`${baseUrl}/id/`, `${baseUrl}/doc/`);
}

function statementsOf(store: ReportPlace['store'], baseUrl: string, iri: string): Statements | undefined {
  const lines = store.readGraph(reportGraph(baseUrl, iri));
  return lines && readStatements(lines);
}

/** What a report's graph says of it and of the decision in force, or an earlier one. */
export function storedReportIn(
  { values }: Pick<Statements, 'values'>,
  iri: string,
  place: ReportPlace & { readonly earlier?: string | undefined },
): StoredReport {
  const value = (subject: string, property: string): string | undefined => values(subject, property)[0];
  const decision = place.earlier ?? value(iri, ww('decision'));
  const chosenOf = (choice: string): Chosen[] => {
    const known = choiceIn(values, choice) ?? choiceOfWhole(value(iri, dct('isPartOf')), choice, place);
    return known ? [known] : [];
  };
  const geometry = `${iri}#geometry`;
  return {
    iri,
    graph: reportGraph(place.baseUrl, iri),
    question: {
      category: value(iri, dct('type')) ?? '',
      point: pointOf(value(geometry, geo('asWKT'))),
      accuracy: Number(value(geometry, geo('hasMetricSpatialAccuracy')) ?? DEFAULT_ACCURACY),
      asset: value(iri, oa('hasTarget')),
      chosen: decision === undefined ? [] : values(decision, ww('chosen')).flatMap(chosenOf),
      excluded: decision === undefined ? [] : values(decision, ww('excluded')),
    },
    decision,
    managers: decision === undefined ? [] : managersIn(values, decision),
    handler: value(iri, melding('behandelaar')),
    choices: new Map(
      decision === undefined
        ? []
        : values(decision, ww('choice')).flatMap((choice) => {
            const chosen = choiceIn(values, choice);
            return chosen ? [[choice, chosen] as const] : [];
          }),
    ),
    excluded: values(iri, ww('excluded')),
  };
}

/** What a choice stands for, where a graph says so. */
function choiceIn(values: Statements['values'], choice: string): Chosen | undefined {
  const role = ROLES.get(values(choice, prov('hadRole'))[0] ?? '');
  const [feature] = values(choice, prov('entity'));
  const side = SIDES.get(values(choice, ww('side'))[0] ?? '');
  return role && feature !== undefined ? { role, feature, side, choice } : undefined;
}

/** Parts that were made by an older release leave to the whole, or to its whole, what its reporter had chosen. */
function choiceOfWhole(
  whole: string | undefined,
  choice: string,
  { store, baseUrl }: ReportPlace,
): Chosen | undefined {
  const seen = new Set<string>();
  for (let at = whole; at !== undefined && !seen.has(at);) {
    seen.add(at);
    const statements = statementsOf(store, baseUrl, at);
    const known = statements && choiceIn(statements.values, choice);
    if (known) return known;
    at = statements?.values(at, dct('isPartOf'))[0];
  }
  return undefined;
}

/** Candidates are recorded beside one who is responsible too, as near a boundary. */
function managersIn(values: Statements['values'], decision: string): string[] {
  const responsible = values(decision, ww('responsible'));
  return (responsible.length > 0 ? [...responsible] : [...values(decision, ww('candidate'))]).sort();
}

function pointOf(wkt: string | undefined): Question['point'] {
  const geometry = wkt === undefined ? undefined : parseWkt(wkt);
  if (geometry?.type !== 'Point') return undefined;
  const [lon, lat] = geometry.coordinates;
  return lon === undefined || lat === undefined ? undefined : [lon, lat];
}
