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
  const graph = iri.replace(`${baseUrl}/id/`, `${baseUrl}/doc/`);
  const lines = store.readGraph(graph);
  return lines && storedReportIn(readStatements(lines), iri, { graph, earlier });
}

/** What a report's graph says of it and of the decision in force, or an earlier one. */
export function storedReportIn(
  { values }: Pick<Statements, 'values'>,
  iri: string,
  { graph, earlier }: { readonly graph: string; readonly earlier?: string | undefined },
): StoredReport {
  const value = (subject: string, property: string): string | undefined => values(subject, property)[0];
  const decision = earlier ?? value(iri, ww('decision'));
  const chosenOf = (choice: string): Chosen[] => {
    const role = ROLES.get(value(choice, prov('hadRole')) ?? '');
    const feature = value(choice, prov('entity'));
    const side = SIDES.get(value(choice, ww('side')) ?? '');
    return role && feature !== undefined ? [{ role, feature, side, choice }] : [];
  };
  const geometry = `${iri}#geometry`;
  return {
    iri,
    graph,
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
        : values(decision, ww('choice')).flatMap((choice) =>
            chosenOf(choice).map((chosen) => [choice, chosen] as const),
          ),
    ),
  };
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
