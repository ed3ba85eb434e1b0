import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { decodeText, likeliestDelimiter, refuseTwins } from './csv-text.js';

/** A table in a CSV file, as a mapping names it. */
export interface LookupFile {
  /** Name of the column to look in. */
  readonly key: string;
  /** Name of the column to take. */
  readonly value: string;
  /** The one in the header where not given. */
  readonly delimiter?: string | undefined;
  /** UTF-8 where not given. */
  readonly encoding?: string | undefined;
}

/**
 * Reads a table of a mapping, whole, by the rules that hold for the data.
 * @throws Error saying what is wrong with it
 */
export function readLookup(path: string, lookup: LookupFile): ReadonlyMap<string, string> {
  const { key, value, encoding } = lookup;
  const text = decodeText(readFileSync(path), encoding);
  const delimiter = lookup.delimiter ?? likeliestDelimiter(text);
  let header: string[] = [];
  const rows = parse<Record<string, string>>(text, {
    bom: true,
    columns: (names: string[]) => (header = names),
    delimiter,
    skip_empty_lines: true,
  });
  const missing = [key, value].filter((column) => !header.includes(column));
  if (header.length > 0 && missing.length > 0)
    throw new Error(
      `there is no column "${missing.join('", "')}". The header has ${header.join(', ')}; correct the mapping, or give the delimiter.`,
    );
  refuseTwins(header, [key, value]);
  return new Map(rows.map((row) => [row[key] ?? '', row[value] ?? '']));
}
