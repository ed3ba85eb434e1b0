import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  statSync,
  writeFileSync,
  fsyncSync,
} from 'node:fs';
import { join } from 'node:path';

/** Version of the layout below; raised when an older service could not read it. */
const SCHEMA_VERSION = 1;
const MARKER = 'wegwijzer.json';
const JOURNAL = 'journal';
const LMDB_MAGIC = 0xbeefc0de;

/** A data directory that is not ours, not whole, or of another version. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/** What the marker file of a data directory says. */
interface Marker {
  readonly format: 'wegwijzer-data';
  readonly schemaVersion: number;
  /** Whether the journal has been made; a process that was killed before is simply started again. */
  readonly initialised: boolean;
}

/** The folder that holds the LMDB environment of a data directory. */
export function journalFolder(directory: string): string {
  return join(directory, JOURNAL);
}

/**
 * Looks at a data directory without touching it. The check reads LMDB's own meta pages: a file shorter than the
 * pages it claims would end the process when touched.
 * @returns `fresh` where there is nothing yet
 * @throws DataDirectoryError where it is foreign, torn or of another version
 */
export function inspectDataDirectory(directory: string): 'fresh' | 'whole' {
  const names = existsSync(directory)
    ? readdirSync(directory).filter((name) => !name.startsWith('writer.lock'))
    : [];
  if (names.length === 0) return 'fresh';
  if (!checkMarker(directory).initialised) return 'fresh';
  checkJournalFile(directory);
  return 'whole';
}

/** Prepares a fresh data directory; `finishDataDirectory` ends what this begins. */
export function beginDataDirectory(directory: string): void {
  mkdirSync(journalFolder(directory), { recursive: true });
  writeMarker(directory, false);
}

/** Notes that the journal of a new data directory has been made. */
export function finishDataDirectory(directory: string): void {
  writeMarker(directory, true);
}

function writeMarker(directory: string, initialised: boolean): void {
  const marker: Marker = { format: 'wegwijzer-data', schemaVersion: SCHEMA_VERSION, initialised };
  writeDurably(join(directory, MARKER), `${JSON.stringify(marker)}\n`);
}

function checkMarker(directory: string): Marker {
  const path = join(directory, MARKER);
  if (!existsSync(path))
    throw new DataDirectoryError(
      `${directory} is not empty and holds no ${MARKER}, so it is not a data directory of Wegwijzer. ` +
        'Name another directory, or an empty one.',
    );
  const marker = parseMarker(readFileSync(path, 'utf8'));
  if (marker?.format !== 'wegwijzer-data')
    throw new DataDirectoryError(
      `${path} is damaged. Restore the directory from a backup: wegwijzer restore DIR.`,
    );
  if (marker.schemaVersion !== SCHEMA_VERSION)
    throw new DataDirectoryError(
      `${directory} has schema version ${String(marker.schemaVersion)}; this version of Wegwijzer reads ${String(SCHEMA_VERSION)}. ` +
        'Make a backup with the version that wrote it, and restore that with this one.',
    );
  return {
    format: 'wegwijzer-data',
    schemaVersion: SCHEMA_VERSION,
    initialised: marker.initialised === true,
  };
}

function parseMarker(text: string): Partial<Marker> | undefined {
  try {
    return JSON.parse(text) as Partial<Marker>;
  } catch {
    return undefined;
  }
}

function checkJournalFile(directory: string): void {
  const path = join(journalFolder(directory), 'data.mdb');
  const torn = (what: string): DataDirectoryError =>
    new DataDirectoryError(
      `${path} ${what}, so the journal is torn. Restore it from a backup: wegwijzer restore DIR.`,
    );
  if (!existsSync(path)) throw torn('is missing');
  const size = statSync(path).size;
  const metas = readMetaPages(path, size);
  if (metas.length === 0) throw torn('does not begin as an LMDB file');
  const newest = metas.reduce((a, b) => (a.transaction > b.transaction ? a : b));
  const needed = (newest.lastPage + 1n) * BigInt(newest.pageSize);
  if (BigInt(size) < needed)
    throw torn(`has ${String(size)} bytes where its own index needs ${String(needed)}`);
}

interface MetaPage {
  readonly pageSize: number;
  readonly lastPage: bigint;
  readonly transaction: bigint;
}

/**
 * Both meta pages of an LMDB file (`MDB_meta` in LMDB's mdb.c): after the page header come magic, version, address,
 * map size, two database records and then the last page and the transaction number.
 */
function readMetaPages(path: string, size: number): MetaPage[] {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(size, 2 * 65536));
    readSync(file, bytes, 0, bytes.length, 0);
    const first = metaPageAt(bytes, 0);
    if (!first) return [];
    const second = metaPageAt(bytes, first.pageSize);
    return second ? [first, second] : [first];
  } finally {
    closeSync(file);
  }
}

function metaPageAt(bytes: Buffer, start: number): MetaPage | undefined {
  for (const header of [16, 24]) {
    const at = start + header;
    if (bytes.length < at + 136 || bytes.readUInt32LE(at) !== LMDB_MAGIC) continue;
    return {
      pageSize: bytes.readUInt32LE(at + 24),
      lastPage: bytes.readBigUInt64LE(at + 120),
      transaction: bytes.readBigUInt64LE(at + 128),
    };
  }
  return undefined;
}

/** Writes a small file so that it is whole after a power cut. */
export function writeDurably(path: string, text: string): void {
  writeFileSync(path, text);
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
