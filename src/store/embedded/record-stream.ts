import type { Key, Transaction } from 'lmdb';
import type { JournalTables, TableName } from './journal-tables.js';

/** One entry of a table, as bytes that do not depend on how LMDB keeps it. */
export interface TableRecord {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Characters of records that are handed on at a time, about. */
const BLOCK = 256 * 1024;
/** A longer key or value than this is no record of ours. */
const LONGEST = 2 ** 31;

/** The part of a table that backups need, whatever the types of its keys and values. */
interface AnyTable {
  getRange(options: { transaction: Transaction }): Iterable<{ key: Key; value: unknown }>;
  put(key: Key, value: unknown): unknown;
}

type KeyKind = 'text' | 'number' | 'bytes';

interface TableForm {
  readonly table: AnyTable;
  readonly keys: KeyKind;
  readonly values: 'text' | 'json';
}

function formOf(tables: JournalTables, name: TableName): TableForm {
  const form = (table: unknown, keys: KeyKind, values: 'text' | 'json'): TableForm => ({
    table: table as AnyTable,
    keys,
    values,
  });
  switch (name) {
    case 'state':
      return form(tables.state, 'text', 'json');
    case 'graphs':
      return form(tables.graphs, 'text', 'json');
    case 'segments':
      return form(tables.segments, 'number', 'json');
    case 'quads':
      return form(tables.quads, 'bytes', 'text');
    case 'log':
      return form(tables.log, 'number', 'json');
    case 'log-parts':
      return form(tables.logParts, 'bytes', 'text');
    default:
      return form(tables.records[name], 'text', 'text');
  }
}

/** All records of a table at the moment of a transaction. */
export function* readRecords(
  tables: JournalTables,
  name: TableName,
  transaction: Transaction,
): Generator<TableRecord> {
  const { table, values } = formOf(tables, name);
  for (const { key, value } of table.getRange({ transaction }))
    yield {
      key: Buffer.isBuffer(key) ? key : Buffer.from(String(key)),
      value: Buffer.from(values === 'json' ? JSON.stringify(value) : String(value)),
    };
}

/** What writes records into a table; to be called inside a write transaction. */
export function recordWriter(tables: JournalTables, name: TableName): (record: TableRecord) => void {
  const { table, keys, values } = formOf(tables, name);
  return ({ key, value }) => {
    const text = value.toString();
    table.put(decodeKey(key, keys), values === 'json' ? JSON.parse(text) : text);
  };
}

function decodeKey(key: Buffer, kind: KeyKind): Key {
  if (kind === 'bytes') return key;
  return kind === 'number' ? Number(key.toString()) : key.toString();
}

/** Records as bytes: for each its key and its value, each preceded by its length (4 bytes, big endian). */
export function* encodeRecords(records: Iterable<TableRecord>): Generator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for (const { key, value } of records) {
    for (const bytes of [key, value]) {
      const length = Buffer.allocUnsafe(4);
      length.writeUInt32BE(bytes.length);
      parts.push(length, bytes);
      size += 4 + bytes.length;
    }
    if (size < BLOCK) continue;
    yield Buffer.concat(parts, size);
    parts = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(parts, size);
}

/**
 * The inverse of `encodeRecords`: the records of each piece of a stream together.
 * @throws Error where the stream ends within a record
 */
export async function* decodeRecords(stream: AsyncIterable<Buffer>): AsyncGenerator<TableRecord[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of stream) {
    const bytes: Buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const records: TableRecord[] = [];
    let at = 0;
    for (let key = fieldAt(bytes, at); key; key = fieldAt(bytes, at)) {
      const value = fieldAt(bytes, at + 4 + key.length);
      if (!value) break;
      records.push({ key, value });
      at += 8 + key.length + value.length;
    }
    rest = bytes.subarray(at);
    if (records.length > 0) yield records;
  }
  if (rest.length > 0) throw new Error('A file of the backup ends within a record.');
}

function fieldAt(bytes: Buffer, at: number): Buffer | undefined {
  if (bytes.length < at + 4) return undefined;
  const length = bytes.readUInt32BE(at);
  if (length > LONGEST) throw new Error('A file of the backup holds something else than records.');
  return bytes.length < at + 4 + length ? undefined : bytes.subarray(at + 4, at + 4 + length);
}
