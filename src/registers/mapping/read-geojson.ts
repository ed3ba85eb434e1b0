import { createReadStream } from 'node:fs';
import { JSONParser } from '@streamparser/json';
import type { Geometry } from 'geojson';
import { ProblemError } from '../../problem.js';
import type { Row, RowBatch } from './row.js';

const CHUNK = 128 * 1024;

interface Feature {
  readonly id?: unknown;
  readonly geometry?: Geometry | null;
  readonly properties?: Readonly<Record<string, unknown>> | null;
}

/**
 * The reference system that a GeoJSON file names in its member `crs`, as GeoJSON of 2008 did. Many programs write it after
 * the features, so that a file that names none is read to its end. A file that is broken names what it names before that.
 */
export async function findCrs(path: string): Promise<string | undefined> {
  let found: string | undefined;
  // The features are asked for as well, since those that nobody asks for are kept.
  const parser = new JSONParser({ paths: ['$.features.*', '$.crs'], keepStack: false });
  parser.onValue = ({ value, key }) => {
    if (key === 'crs') found = crsNamed(value);
  };
  let fault: Error | undefined;
  parser.onError = (error) => {
    fault = error;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
    if (!parser.isEnded) parser.write(chunk as Buffer);
    if (found !== undefined || fault) break;
  }
  return found;
}

/**
 * Reads a GeoJSON feature collection (RFC 7946, section 3.3) feature by feature, in memory that does not grow with
 * the file. A feature's `id` is the column `$id`; members within members are reached as `address.street`.
 * @throws ProblemError `invalid-register` where it is not JSON, or holds no features
 */
export async function* readGeoJson(path: string): AsyncGenerator<RowBatch> {
  const source = createReadStream(path, { highWaterMark: CHUNK });
  let rows: Row[] = [];
  let record = 0;
  let fault: Error | undefined;
  const parser = new JSONParser({ paths: ['$.features.*'], keepStack: false });
  parser.onValue = ({ value }) => {
    record += 1;
    rows.push(toRow((value ?? {}) as Feature, record));
  };
  parser.onError = (error) => {
    fault ??= error;
  };
  for await (const chunk of source) {
    if (!parser.isEnded) parser.write(chunk as Buffer);
    if (fault) throw broken(fault, record);
    yield { rows, bytes: source.bytesRead };
    rows = [];
  }
  if (!parser.isEnded) throw broken(new Error('it breaks off'), record);
  if (record === 0)
    throw new ProblemError('invalid-register', 'there are no features. Give a GeoJSON FeatureCollection.');
}

function broken(error: Error, record: number): ProblemError {
  return new ProblemError(
    'invalid-register',
    `this is not JSON, after feature ${String(record)}: ${error.message}`,
    { record },
  );
}

function toRow({ id, geometry, properties }: Feature, record: number): Row {
  const find = (column: string): unknown => (column === '$id' ? id : member(properties ?? {}, column));
  return {
    record,
    geometry,
    value: (column) => {
      const texts = textsOf(find(column));
      return texts.length === 1 ? texts[0] : undefined;
    },
    list: (column) => {
      const texts = textsOf(find(column));
      return texts.length > 1 ? texts : undefined;
    },
    isNumber: (column) => [find(column)].flat().some((value) => typeof value === 'number'),
    has: (column) => find(column) !== undefined,
  };
}

function member(properties: Readonly<Record<string, unknown>>, column: string): unknown {
  if (Object.hasOwn(properties, column)) return properties[column];
  let found: unknown = properties;
  for (const part of column.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<string, unknown>)[part];
  }
  return found;
}

/** A list of simple values is several values. */
function textsOf(value: unknown): string[] {
  const texts = (Array.isArray(value) ? value : [value]).map(asText);
  return [...new Set(texts.filter((text) => text !== undefined))];
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The `crs` member of GeoJSON 2008, which RFC 7946 took away and many programs still write. */
function crsNamed(value: unknown): string | undefined {
  const name = (value as { properties?: { name?: unknown } } | null)?.properties?.name;
  if (typeof name !== 'string') return undefined;
  if (/CRS84$/i.test(name)) return 'CRS84';
  const [, code] = /EPSG:(?:[^:]*:)?(\d+)$/i.exec(name) ?? [];
  return code === undefined ? undefined : `EPSG:${code}`;
}
