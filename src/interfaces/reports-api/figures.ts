import { csvText } from '../../rdf/csv-text.js';
import { lineWriter } from '../../rdf/line-writer.js';
import { dct, rdf, rdfs, ww, xsd } from '../../rdf/namespaces.js';
import type { Line } from '../../rdf/nquads.js';
import type { Figure, RecentFigures } from '../../reports/index.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import { jsonReply, type HttpRequest, type Reply, type Site } from '../http/reply.js';

const QB = 'http://purl.org/linked-data/cube#';
const OBSERVED = 'http://purl.org/linked-data/sdmx/2009/measure#obsValue';
const UNIT = 'http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure';
/** What tells observations apart, with the range of its values. */
const DIMENSIONS = [
  [ww('figure'), xsd('string')],
  [ww('figureCategory'), rdfs('Resource')],
  [ww('managerKind'), xsd('string')],
  [ww('figureRule'), rdfs('Resource')],
] as const;
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
      : await inFormat(mediaType, figures, { cube: `${baseUrl}/kpi`, asOf });
  const lastModified = new Date(asOf).toUTCString();
  return {
    ...reply,
    headers: { ...reply.headers, vary: 'Accept', 'cache-control': 'no-store', 'last-modified': lastModified },
  };
}

/** Which cube, and of when its figures are. */
interface CubeOf {
  readonly cube: string;
  readonly asOf: string;
}

function inFormat(
  mediaType: Exclude<(typeof FORMATS)[number], 'application/json'>,
  figures: readonly Figure[],
  about: CubeOf,
): Promise<Reply> | Reply {
  if (mediaType === 'text/csv')
    return { status: 200, headers: { 'content-type': 'text/csv' }, body: csvOf(figures) };
  return rdfReply(cubeLines(figures, about), mediaType);
}

function csvOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ figure, category = '', kind = '', rule = '', value, unit }) => [
    ...[figure, category, kind, rule, String(value), unit],
  ]);
  return csvText([['figure', 'category', 'kind', 'rule', 'value', 'unit'], ...rows]);
}

/** A well-formed cube (section 11): each observation has a value of each dimension, and each property its type and range. */
function cubeLines(figures: readonly Figure[], { cube, asOf }: CubeOf): Line[] {
  const write = lineWriter(cube);
  const structure = `${cube}#structure`;
  return [
    write.iri(cube, rdf('type'), `${QB}DataSet`),
    ...write.bilingual(cube, dct('title'), { nl: 'Cijfers over meldingen', en: 'Figures about reports' }),
    write.literal(cube, dct('modified'), asOf, xsd('dateTime')),
    write.iri(cube, `${QB}structure`, structure),
    write.iri(structure, rdf('type'), `${QB}DataStructureDefinition`),
    ...DIMENSIONS.flatMap(([property, range], index) => [
      ...componentLines(structure, index, ['dimension', property]),
      write.iri(property, rdf('type'), `${QB}DimensionProperty`),
      write.iri(property, rdfs('range'), range),
    ]),
    ...componentLines(structure, DIMENSIONS.length, ['measure', OBSERVED]),
    write.iri(OBSERVED, rdf('type'), `${QB}MeasureProperty`),
    ...componentLines(structure, DIMENSIONS.length + 1, ['attribute', UNIT]),
    write.iri(UNIT, rdf('type'), `${QB}AttributeProperty`),
    ...figures.flatMap((figure, index) => observationLines(figure, `${cube}#${String(index + 1)}`, cube)),
  ];
}

function componentLines(
  structure: string,
  index: number,
  [role, property]: readonly ['dimension' | 'measure' | 'attribute', string],
): Line[] {
  const write = lineWriter(structure);
  const component = `${structure}-${String(index + 1)}`;
  return [
    write.iri(structure, `${QB}component`, component),
    write.iri(component, rdf('type'), `${QB}ComponentSpecification`),
    write.iri(component, `${QB}${role}`, property),
  ];
}

function observationLines(
  { figure, category, kind, rule, value, unit }: Figure,
  iri: string,
  cube: string,
): Line[] {
  const write = lineWriter(cube);
  return [
    write.iri(iri, rdf('type'), `${QB}Observation`),
    write.iri(iri, `${QB}dataSet`, cube),
    write.literal(iri, ww('figure'), figure),
    write.iri(iri, ww('figureCategory'), category ?? ww('all')),
    write.literal(iri, ww('managerKind'), kind ?? 'all'),
    write.iri(iri, ww('figureRule'), rule ?? ww('all')),
    write.literal(iri, OBSERVED, String(value), xsd('decimal')),
    write.literal(iri, UNIT, unit),
  ];
}
