import type { Quad } from '@rdfjs/types';
import { activityStreams, dct, geo, locn, melding, oa, rdf, xsd } from '../rdf/namespaces.js';
import { decisionToJson, type Decision } from '../responsibility/index.js';
import type { Duplicate } from './duplicates/find-duplicates.js';
import type { Finding } from './normalise.js';
import type { Opening, ReportNames } from './report-graph.js';

/**
 * A new report with its decision as JSON-LD text under the published context: the same quads as `reportLines`, in the
 * friendly names that clients send.
 * @param contextUrl URL of the published report context
 */
export function reportJson(
  sent: readonly Quad[],
  decision: Decision,
  names: ReportNames,
  options: {
    readonly contextUrl: string;
    readonly findings: readonly Finding[];
    readonly opening: Opening;
    readonly duplicates: readonly Duplicate[];
  },
): string {
  const { report } = names;
  const { opening } = options;
  const handler = decision.responsible?.iri ?? names.agent;
  const life = decision.responsible ? 'offered' : 'unassigned';
  const status = {
    id: `${report}#status`,
    type: 'Status',
    value: '511',
    description: 'Ingediend',
    life,
    handler,
  };
  const notes = options.findings.map(({ severity, path, message }) => ({ severity, path, message }));
  return JSON.stringify({
    '@context': options.contextUrl,
    id: report,
    type: 'Report',
    identifier: { id: `${report}#identifier`, type: 'Identifier', notation: names.id },
    ...properties(sent, report, {
      [dct('type')]: ['category', 'reference'],
      [dct('title')]: ['title', 'language'],
      [dct('source')]: ['source', 'reference'],
      [oa('hasTarget')]: ['asset', 'reference'],
      [oa('hasBody')]: ['body', 'node'],
      [oa('hasState')]: ['state', 'node'],
      [melding('meldingsapplicatie')]: ['application', 'node'],
      [activityStreams('summary')]: ['summary', 'language'],
    }),
    webpage: names.graph,
    status: [{ ...status, date: decision.time.toISOString(), changedBy: names.agent }],
    reporter: { id: `${report}#reporter`, type: 'Agent' },
    manager: handler,
    life,
    ...(decision.responsible ? { answerBy: opening.terms.answerBy.toISOString() } : {}),
    solveBy: opening.terms.solveBy.toISOString(),
    ...(opening.channel === undefined ? {} : { channel: opening.channel }),
    decision: { ...decisionToJson(decision, names.decision), agent: names.agent },
    ...(notes.length > 0 ? { findings: notes } : {}),
    ...(options.duplicates.length > 0 ? { duplicates: options.duplicates } : {}),
  });
}

type Kind = 'reference' | 'class' | 'text' | 'number' | 'language' | 'node';
type Names = Readonly<Record<string, readonly [string, Kind]>>;

const NODE_PROPERTIES: Names = {
  [rdf('type')]: ['type', 'class'],
  [dct('description')]: ['description', 'text'],
  [dct('title')]: ['name', 'language'],
  [dct('source')]: ['source', 'reference'],
  [activityStreams('attachment')]: ['attachment', 'text'],
  [locn('geometry')]: ['location', 'node'],
  [geo('asWKT')]: ['wkt', 'text'],
  [geo('hasMetricSpatialAccuracy')]: ['accuracy', 'number'],
  [oa('sourceDate')]: ['observedAt', 'text'],
};

const CLASS_NAMES: Readonly<Record<string, string>> = {
  [melding('MeldingBody')]: 'Body',
  [melding('Applicatie')]: 'Application',
  [locn('Geometry')]: 'Geometry',
  [oa('TimeState')]: 'State',
};

/** The properties of a node under their friendly names; several values become an array. */
function properties(quads: readonly Quad[], subject: string, names: Names): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const item of quads) {
    const [name, kind] = item.subject.value === subject ? (names[item.predicate.value] ?? []) : [];
    if (name === undefined || kind === undefined) continue;
    const value = valueOf(quads, item.object, kind);
    const known = found[name];
    found[name] =
      known === undefined ? value : [...(Array.isArray(known) ? (known as unknown[]) : [known]), value];
  }
  return found;
}

function valueOf(quads: readonly Quad[], object: Quad['object'], kind: Kind): unknown {
  if (kind === 'number') return Number(object.value);
  if (kind === 'class') return CLASS_NAMES[object.value] ?? object.value;
  if (kind === 'language' && object.termType === 'Literal' && object.language)
    return { '@value': object.value, '@language': object.language };
  if (kind === 'text' && object.termType === 'Literal' && object.datatype.value === xsd('dateTime'))
    return object.value;
  if (kind !== 'node' || object.termType === 'Literal') return object.value;
  return { id: object.value, ...properties(quads, object.value, NODE_PROPERTIES) };
}
