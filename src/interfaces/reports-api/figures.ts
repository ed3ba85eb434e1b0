import { csvText } from '../../rdf/csv-text.js';
import { lineWriter } from '../../rdf/line-writer.js';
import { rdf, ww, xsd } from '../../rdf/namespaces.js';
import type { Line } from '../../rdf/nquads.js';
import type { Figure, RecentFigures } from '../../reports/index.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import { jsonReply, type HttpRequest, type Reply, type Site } from '../http/reply.js';

const QB = 'http://purl.org/linked-data/cube#';
const OBSERVED = 'http://purl.org/linked-data/sdmx/2009/measure#obsValue';
const FORMATS = [
  'application/json',
  'text/csv',
  'text/turtle',
  'application/n-triples',
  'application/rdf+xml',
] as const;

/** Figures over all reports: `GET /kpi` as JSON, CSV, or an RDF Data Cube (W3C Recommendation, 16 January 2014). */
export async function showFigures(
  { baseUrl }: Site,
  recent: RecentFigures,
  request: HttpRequest,
): Promise<Reply> {
  const mediaType = requireMediaType(request.headers, FORMATS);
  const { figures, asOf } = await recent.read();
  const reply =
    mediaType === 'application/json'
      ? jsonReply({ asOf, figures })
      : await inFormat(mediaType, figures, `${baseUrl}/kpi`);
  const lastModified = new Date(asOf).toUTCString();
  return {
    ...reply,
    headers: { ...reply.headers, vary: 'Accept', 'cache-control': 'no-store', 'last-modified': lastModified },
  };
}

function inFormat(
  mediaType: Exclude<(typeof FORMATS)[number], 'application/json'>,
  figures: readonly Figure[],
  cube: string,
): Promise<Reply> | Reply {
  if (mediaType === 'text/csv')
    return { status: 200, headers: { 'content-type': 'text/csv' }, body: csvOf(figures) };
  return rdfReply(cubeLines(figures, cube), mediaType);
}

function csvOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ figure, category = '', kind = '', rule = '', value, unit }) => [
    ...[figure, category, kind, rule, String(value), unit],
  ]);
  return csvText([['figure', 'category', 'kind', 'rule', 'value', 'unit'], ...rows]);
}

function cubeLines(figures: readonly Figure[], cube: string): Line[] {
  const write = lineWriter(cube);
  const structure = `${cube}#structure`;
  const dimensions = [ww('figure'), ww('category'), ww('managerKind'), ww('rule')];
  return [
    write.iri(cube, rdf('type'), `${QB}DataSet`),
    write.iri(cube, `${QB}structure`, structure),
    write.iri(structure, rdf('type'), `${QB}DataStructureDefinition`),
    ...[...dimensions.map((iri) => ['dimension', iri] as const), ['measure', OBSERVED] as const].flatMap(
      ([role, property], index) => {
        const component = `${structure}-${String(index + 1)}`;
        return [
          write.iri(structure, `${QB}component`, component),
          write.iri(component, `${QB}${role}`, property),
        ];
      },
    ),
    ...figures.flatMap((figure, index) => observationLines(figure, `${cube}#${String(index + 1)}`, cube)),
  ];
}

function observationLines(
  { figure, category, kind, rule, value }: Figure,
  iri: string,
  cube: string,
): Line[] {
  const write = lineWriter(cube);
  return [
    write.iri(iri, rdf('type'), `${QB}Observation`),
    write.iri(iri, `${QB}dataSet`, cube),
    write.literal(iri, ww('figure'), figure),
    ...(category === undefined ? [] : [write.iri(iri, ww('category'), category)]),
    ...(kind === undefined ? [] : [write.literal(iri, ww('managerKind'), kind)]),
    ...(rule === undefined ? [] : [write.iri(iri, ww('rule'), rule)]),
    write.literal(iri, OBSERVED, String(value), xsd('decimal')),
  ];
}
