import { csvText } from '../rdf/csv-text.js';
import type { Named } from '../responsibility/index.js';
import { messageOf } from './messages.js';
import type { Cell, CoverageReport } from './model.js';

/** A cell as JSON; also the properties of a GeoJSON feature. */
function cellJson(cell: Cell): object {
  const { area, category, assetClass, groundClass, coverage, responsible, fallback, rules, kinds } = cell;
  const named = (one: Named | undefined): object | null => (one ? { id: one.iri, label: one.label } : null);
  const message = messageOf(cell);
  return {
    area: named(area),
    category: named(category),
    assetClass: named(assetClass),
    groundClass: named(groundClass),
    coverage,
    responsible: responsible.map(named),
    ...(fallback.length > 0 ? { fallback: fallback.map(named) } : {}),
    rules: rules.map(named),
    kinds,
    ...(message ? { message } : {}),
  };
}

/** How many cells of each sort there are. */
export function countsOf({ cells }: CoverageReport): Record<Cell['coverage'], number> {
  const count = (wanted: Cell['coverage']): number =>
    cells.filter(({ coverage }) => coverage === wanted).length;
  return { covered: count('covered'), gap: count('gap'), overlap: count('overlap') };
}

/** The matrix as an object for JSON. */
export function coverageToJson(report: CoverageReport): object {
  return {
    ...report,
    counts: countsOf(report),
    cells: report.cells.map((cell) => ({ ...cellJson(cell), sample: cell.sample })),
  };
}

/** Every cell as a point on the map (RFC 7946). */
export function coverageToGeoJson({ cells }: CoverageReport): object {
  return {
    type: 'FeatureCollection',
    features: cells.map((cell) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: cell.sample.point },
      properties: {
        ...cellJson(cell),
        ...(cell.sample.asset === undefined ? {} : { asset: cell.sample.asset }),
      },
    })),
  };
}

const COLUMNS = [
  ...[
    'coverage',
    'area',
    'area_name',
    'category',
    'category_name',
    'asset_class',
    'ground_class',
    'responsible',
  ],
  ...['responsible_name', 'fallback', 'rules', 'lon', 'lat', 'asset'],
];

/** Every cell as a row of CSV; where a value has several parts, a space stands between IRIs and a semicolon between names. */
export function coverageToCsv({ cells }: CoverageReport): string {
  const iris = (list: readonly Named[]): string => list.map(({ iri }) => iri).join(' ');
  const rows = cells.map(
    ({ area, category, assetClass, groundClass, coverage, responsible, fallback, rules, sample }) => [
      ...[coverage, area?.iri ?? '', area?.label.nl ?? '', category.iri, category.label.nl],
      ...[assetClass?.iri ?? '', groundClass?.iri ?? '', iris(responsible)],
      ...[responsible.map(({ label }) => label.nl).join('; '), iris(fallback), iris(rules)],
      ...[String(sample.point[0]), String(sample.point[1]), sample.asset ?? ''],
    ],
  );
  return csvText([COLUMNS, ...rows]);
}
