import { extname } from 'node:path';
import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../../problem.js';
import { brokenRow, createRowMapper, unmetColumns, type RowFault } from './map-row.js';
import { readCsv } from './read-csv.js';
import { findCrs, readGeoJson } from './read-geojson.js';
import type { Mapping } from './read-mapping.js';
import type { BadRow, Row, RowBatch } from './row.js';

/** The formats that need a mapping. */
export type MappedFormat = 'csv' | 'geojson';

/** A record that could not be turned into RDF. */
export interface FailedRow {
  readonly line?: number | undefined;
  readonly record: number;
  /** IRI of the thing, where it could be made. */
  readonly feature?: string | undefined;
  /** All that is wrong with it. */
  readonly faults: readonly RowFault[];
}

/** Quads of some records, with those that failed. */
export interface MappedBatch {
  readonly quads: Quad[];
  readonly failures: readonly FailedRow[];
  readonly bytes: number;
  /** What is odd about the file, and keeps nothing out. */
  readonly warnings?: readonly RowFault[];
  /** IRI of a thing → where it stands in the file. */
  readonly places: ReadonlyMap<string, Pick<Row, 'line' | 'record'>>;
}

const EXTENSIONS: Readonly<Record<string, MappedFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.geojson': 'geojson',
};

/** The format that a file name suggests, of those that need a mapping. */
export function mappedFormatOfFile(path: string): MappedFormat | undefined {
  return EXTENSIONS[extname(path).toLowerCase()];
}

/**
 * Reads a table or feature collection as RDF, in batches.
 * @param options.called what the file is called in warnings
 * @param options.crs reference system, before the mapping's and the file's own
 * @throws ProblemError `invalid-register`
 */
export async function* readMapped(
  path: string,
  mapping: Mapping,
  options: {
    readonly called: string;
    readonly format: MappedFormat;
    readonly crs?: string | undefined;
    readonly now: string;
  },
): AsyncGenerator<MappedBatch> {
  const { called, format, now } = options;
  const crs = options.crs ?? mapping.crs ?? (format === 'geojson' ? await findCrs(path) : undefined);
  let last = 0;
  const mapRow = createRowMapper(mapping, { crs, now });
  const unmet = new Set(format === 'geojson' ? columnsOf(mapping) : []);
  for await (const { rows, bytes } of open(path, mapping, format)) {
    strike(unmet, rows);
    yield { ...mapRows(rows, mapRow), bytes };
    last = bytes;
  }
  if (unmet.size > 0)
    yield {
      quads: [],
      failures: [],
      places: new Map(),
      bytes: last,
      warnings: [unmetColumns(called, unmet)],
    };
}

/** Takes the columns away that some record has. */
function strike(unmet: Set<string>, rows: RowBatch['rows']): void {
  for (const row of rows)
    for (const column of unmet) if (!isBroken(row) && row.has?.(column)) unmet.delete(column);
}

function mapRows(
  rows: RowBatch['rows'],
  mapRow: ReturnType<typeof createRowMapper>,
): Pick<MappedBatch, 'quads' | 'failures' | 'places'> {
  const quads: Quad[] = [];
  const failures: FailedRow[] = [];
  const places = new Map<string, Pick<Row, 'line' | 'record'>>();
  for (const row of rows) {
    const { line, record } = row;
    if (isBroken(row)) {
      failures.push({ line, record, faults: [brokenRow(row.broken)] });
      continue;
    }
    const mapped = mapRow(row);
    if (mapped === undefined) continue;
    if ('faults' in mapped) failures.push({ line, record, feature: mapped.iri, faults: mapped.faults });
    else {
      for (const quad of mapped.quads) quads.push(quad);
      places.set(mapped.iri, { line, record });
    }
  }
  return { quads, failures, places };
}

function isBroken(row: Row | BadRow): row is BadRow {
  return 'broken' in row;
}

function open(path: string, mapping: Mapping, format: MappedFormat): AsyncGenerator<RowBatch> {
  if (format === 'geojson') return readGeoJson(path);
  if (mapping.geometry === undefined)
    throw new ProblemError(
      'invalid-register',
      `a CSV file has no geometry of its own: give ${mapping.path} a geometry ({lon, lat}, {x, y} or {wkt}), or false.`,
    );
  const { delimiter, encoding } = mapping;
  return readCsv(path, { delimiter, encoding, columns: columnsOf(mapping) });
}

/** The columns that must be in the file: all that the mapping names and does not look up. */
function columnsOf(mapping: Mapping): string[] {
  const { geometry } = mapping;
  const named = [
    ...mapping.iri.columns,
    ...mapping.properties.flatMap(({ template, condition }) => [
      ...template.columns,
      ...(condition === undefined ? [] : [condition]),
    ]),
    ...[...mapping.columns.values()].flatMap((column) =>
      [...column.keys, ...(column.default ? [column.default] : [])].flatMap((key) => key.columns),
    ),
    ...mapping.only.keys(),
    ...mapping.removed.keys(),
    ...(geometry ? Object.values(geometry) : []),
  ];
  return [...new Set(named)].filter((column) => !mapping.columns.has(column));
}
