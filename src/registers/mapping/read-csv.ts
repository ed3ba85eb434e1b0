import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { parse, type CsvError } from 'csv-parse';
import iconv from 'iconv-lite';
import { ProblemError } from '../../problem.js';
import { likeliestDelimiter, refuseTwins, toText } from './csv-text.js';
import type { BadRow, Row, RowBatch } from './row.js';

/** Records handed on at once. */
const BATCH = 500;
const CHUNK = 128 * 1024;
/** Bytes in which the header must end. */
const HEADER_BYTES = 64 * 1024;
/** Characters that one record may have: a quote left open must not swallow the file. */
const LONGEST_RECORD = 16 * 1024 * 1024;

/** Faults after which nobody can tell where the next record begins. */
const ENDLESS_QUOTE = new Set([
  'CSV_INVALID_CLOSING_QUOTE',
  'CSV_QUOTE_NOT_CLOSED',
  'CSV_MAX_RECORD_SIZE',
  'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE',
]);

interface ParsedRecord {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number; readonly records: number };
}

/** What is known of a CSV file before it is read. */
export interface CsvOptions {
  /** The one in the header where not given. */
  readonly delimiter?: string | undefined;
  /** What the characters are written in; UTF-8 where not given. */
  readonly encoding?: string | undefined;
  /** Columns that must be in the header. */
  readonly columns: readonly string[];
}

/**
 * Reads a CSV file with a header (RFC 4180) in batches of records, in memory that does not grow with it.
 * Lines that are no records are handed on as such.
 * @throws ProblemError `invalid-register` where the header lacks a column, or a quote is left open
 * @throws Error where the header has a column twice
 * @throws Error where it should be UTF-8 and is not
 */
export async function* readCsv(
  path: string,
  { delimiter, encoding, columns }: CsvOptions,
): AsyncGenerator<RowBatch> {
  const source = createReadStream(path, { highWaterMark: CHUNK });
  const bad: BadRow[] = [];
  let header: string[] = [];
  let record = 0;
  /** Line on which the last record ends that the parser, which runs ahead, has met. */
  let lastLine = 1;
  const parser = parse({
    bom: true,
    columns: (names: string[]) => (header = names),
    delimiter: delimiter ?? (await findDelimiter(path, encoding)),
    info: true,
    max_record_size: LONGEST_RECORD,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (!error) return undefined;
      if (ENDLESS_QUOTE.has(error.code)) throw openQuote(error, lastLine + 1);
      const row = badRow(error, record + 1);
      // What is left of a line that cannot be read is no record of its own.
      if (row.line !== undefined && row.line <= lastLine) return undefined;
      bad.push(row);
      record += 1;
      lastLine = row.line ?? lastLine;
      return undefined;
    },
    on_record: (parsed: ParsedRecord, { lines }) => {
      lastLine = lines;
      return parsed;
    },
  });
  const records = pipeline(source, toText(encoding), parser, () => undefined) as AsyncIterable<ParsedRecord>;
  let rows: (Row | BadRow)[] = [];
  let checked = false;
  for await (const { record: values, info } of records) {
    if (!checked) checkColumns(path, header, columns);
    checked = true;
    record += 1;
    rows.push({ line: info.lines, record, value: (column) => nonEmpty(values[column]) });
    if (rows.length < BATCH) continue;
    yield { rows: [...rows, ...bad.splice(0)], bytes: source.bytesRead };
    rows = [];
  }
  yield { rows: [...rows, ...bad.splice(0)], bytes: source.bytesRead };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

function badRow(error: CsvError, record: number): BadRow {
  const { lines } = error as unknown as { lines?: number };
  return { line: lines, record, broken: error.message.replace(/\.$/, '') };
}

/** @param line on which the record begins whose quote is left open */
function openQuote(error: CsvError, line: number): ProblemError {
  return new ProblemError(
    'invalid-register',
    `the record that begins on line ${String(line)} has a quote too many or too few, so that what follows is read as one field (${error.message}). Put a field with a quote, a delimiter or a line break in it between quotes, and write each quote within it twice: "5"" pipe".`,
    { line },
  );
}

function checkColumns(path: string, header: readonly string[], wanted: readonly string[]): void {
  refuseTwins(header, wanted);
  const missing = wanted.filter((column) => !header.includes(column));
  if (missing.length === 0) return;
  throw new ProblemError(
    'invalid-register',
    `there is no column ${missing.join(', ')}. The header of ${path} has ${header.join(', ')}; correct the mapping, or give its delimiter.`,
  );
}

/** The delimiter that the header has most of. */
async function findDelimiter(path: string, encoding = 'utf-8'): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return likeliestDelimiter(iconv.decode(buffer.subarray(0, bytesRead), encoding));
  } finally {
    await file.close();
  }
}
