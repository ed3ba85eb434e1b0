import type { Geometry } from 'geojson';

/** One record of a table or feature collection. */
export interface Row {
  /** Line of the file, for CSV. */
  readonly line?: number | undefined;
  /** Number of the record, counted from 1. */
  readonly record: number;
  readonly value: (column: string) => string | undefined;
  /** The values of a column that has several, for GeoJSON; it has no `value` then. */
  readonly list?: (column: string) => readonly string[] | undefined;
  /** Whether a column holds numbers, which have no way in which they are written, for GeoJSON: 1.0 and 1 are one there. */
  readonly isNumber?: (column: string) => boolean;
  /** Whether the record has a column at all, be it without a value, for GeoJSON. */
  readonly has?: (column: string) => boolean;
  /** The feature's own geometry, for GeoJSON. */
  readonly geometry?: Geometry | null | undefined;
}

/** A line that is no record. */
export interface BadRow {
  readonly line?: number | undefined;
  readonly record: number;
  /** Why, in words of the parser. */
  readonly broken: string;
}

/** Records of a file as they are read. */
export interface RowBatch {
  readonly rows: readonly (Row | BadRow)[];
  /** Bytes read so far. */
  readonly bytes: number;
}
