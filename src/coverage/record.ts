import { lineWriter, type LineWriter } from '../rdf/line-writer.js';
import type { Line } from '../rdf/nquads.js';
import { dct, dqv, geo, locn, prov, rdf, sh, ww, xsd } from '../rdf/namespaces.js';
import { messageOf } from './messages.js';
import type { Cell, CoverageReport } from './model.js';
import { countsOf } from './plain-forms.js';

const METRICS = { covered: 'CoveredCells', gap: 'GapCells', overlap: 'OverlapCells' } as const;
/** A gap is a fault; an overlap still reaches someone who knows. */
const SEVERITIES = { gap: sh('Violation'), overlap: sh('Warning') } as const;

/**
 * The findings as a SHACL validation report (SHACL, section 3.6): a `sh:ValidationResult` for each gap and overlap, about
 * the area, with the rules concerned and a sample point; and how many cells there are of each sort, as quality
 * measurements (Data Quality Vocabulary, section 4.2).
 * @param options.iri IRI of the report; its parts are named under it
 * @param options.dataset IRI of the data set that is measured
 */
export function coverageLines(
  report: CoverageReport,
  { iri, dataset }: { readonly iri: string; readonly dataset: string },
): Line[] {
  const write = lineWriter(iri);
  const found = report.cells.filter(({ coverage }) => coverage !== 'covered');
  return [
    write.iri(iri, rdf('type'), sh('ValidationReport')),
    write.literal(iri, sh('conforms'), String(found.length === 0), xsd('boolean')),
    write.literal(iri, dct('date'), report.day, xsd('date')),
    ...found.flatMap((cell, index) =>
      resultLines(cell, iri, `${iri}#result-${String(index + 1)}`, { write, dataset }),
    ),
    ...Object.entries(countsOf(report)).flatMap(([coverage, count]) => {
      const measurement = `${iri}#${coverage}`;
      return [
        write.iri(dataset, dqv('hasQualityMeasurement'), measurement),
        write.iri(measurement, rdf('type'), dqv('QualityMeasurement')),
        write.iri(measurement, dqv('computedOn'), dataset),
        write.iri(measurement, dqv('isMeasurementOf'), ww(METRICS[coverage as keyof typeof METRICS])),
        write.literal(measurement, dqv('value'), String(count), xsd('integer')),
        write.iri(measurement, prov('wasDerivedFrom'), iri),
      ];
    }),
  ];
}

function resultLines(
  cell: Cell,
  report: string,
  iri: string,
  { write, dataset }: { readonly write: LineWriter; readonly dataset: string },
): Line[] {
  const { area, category, assetClass, groundClass, coverage, responsible, rules, sample } = cell;
  if (coverage === 'covered') return [];
  const geometry = `${iri}-place`;
  const message = messageOf(cell);
  return [
    write.iri(report, sh('result'), iri),
    write.iri(iri, rdf('type'), sh('ValidationResult')),
    write.iri(iri, sh('focusNode'), area?.iri ?? dataset),
    write.iri(iri, sh('resultSeverity'), SEVERITIES[coverage]),
    write.iri(iri, sh('sourceConstraintComponent'), ww(coverage === 'gap' ? 'NoGap' : 'NoOverlap')),
    ...(message ? write.bilingual(iri, sh('resultMessage'), message) : []),
    write.iri(iri, ww('category'), category.iri),
    ...(assetClass ? [write.iri(iri, ww('assetClass'), assetClass.iri)] : []),
    ...(groundClass ? [write.iri(iri, ww('groundClass'), groundClass.iri)] : []),
    ...responsible.map((one) => write.iri(iri, ww('contender'), one.iri)),
    ...rules.map((one) => write.iri(iri, ww('rule'), one.iri)),
    ...(sample.asset === undefined ? [] : [write.iri(iri, ww('asset'), sample.asset)]),
    write.iri(iri, locn('geometry'), geometry),
    write.iri(geometry, rdf('type'), locn('Geometry')),
    write.literal(
      geometry,
      geo('asWKT'),
      `POINT (${String(sample.point[0])} ${String(sample.point[1])})`,
      geo('wktLiteral'),
    ),
  ];
}
