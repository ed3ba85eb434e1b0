import {
  accessSync,
  constants,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  fsyncSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Version of the layout below; raised when an older service could not read it. */
export const SCHEMA_VERSION = 2;
const MARKER = 'wegwijzer.json';
const JOURNAL = 'journal';
const LMDB_MAGIC = 0xbeefc0de;
/** What a new file system has at its root; a volume of its own is a place for a data directory or a backup. */
const LOST_AND_FOUND = 'lost+found';

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
  /** Set while a backup is being restored: what is there then is not all of it. */
  readonly restoring?: true;
}

/** Names of what is in a folder, without what the file system itself has there. */
export function namesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name !== LOST_AND_FOUND);
}

/** Makes a folder that only this user gets into; one that is there already stays as its owner has it. */
export function makeOwnFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Whether other users of the machine get at the journal: addresses, tokens and internal graphs are in it in clear text. */
export function isOpenToOthers(directory: string): boolean {
  // Windows has no such bits, and Node makes them up there.
  if (process.platform === 'win32') return false;
  const [outer, inner] = [directory, journalFolder(directory)].map((path) => statSync(path).mode);
  return ((outer ?? 0) & (inner ?? 0) & 0o077) !== 0;
}

/**
 * Runs what looks into a data directory.
 * @throws DataDirectoryError where this user may not: nothing is torn or missing then
 */
export function withRights<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') throw notOurs(path, message);
    throw error;
  }
}

/** What to say where files belong to another user, as after a command that was run as root. */
export function notOurs(path: string, why: string): DataDirectoryError {
  return new DataDirectoryError(
    `${path} cannot be opened: ${why}. Its files must belong to the user of the service.`,
  );
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
  return withRights(directory, () => inspect(directory));
}

function inspect(directory: string): 'fresh' | 'whole' {
  const names = existsSync(directory)
    ? namesIn(directory).filter((name) => !name.startsWith('writer.lock') && name !== `${MARKER}.new`)
    : [];
  if (names.length === 0) return 'fresh';
  const { initialised, restoring } = checkMarker(directory);
  if (restoring)
    throw new DataDirectoryError(
      `${directory} holds a part of a backup: restoring it was interrupted. Restore it again: wegwijzer restore DIR.`,
    );
  if (!initialised) return 'fresh';
  checkJournalFile(directory);
  return 'whole';
}

/**
 * Makes sure that there is something to look at, before a command that begins nothing opens a directory: one that was
 * named wrongly would be made, and bound to a public address.
 * @throws DataDirectoryError where there is no data yet; as `inspectDataDirectory`
 */
export function requireData(directory: string): void {
  if (inspectDataDirectory(directory) === 'whole') return;
  throw new DataDirectoryError(
    `${directory} holds no data yet. Name another directory: --data-directory DIR, or WEGWIJZER_DATA_DIRECTORY.`,
  );
}

/** Whether a restore was begun in a directory and not finished, so that it may be begun again. */
export function isInterruptedRestore(directory: string): boolean {
  return existsSync(join(directory, MARKER)) && checkMarker(directory).restoring === true;
}

/**
 * Prepares a fresh data directory; `finishDataDirectory` ends what this begins. What an earlier, killed attempt left
 * is cleared away.
 * @param restoring a backup is going to be restored in it
 */
export function beginDataDirectory(directory: string, restoring = false): void {
  makeOwnFolder(directory);
  writeMarker(directory, { initialised: false, ...(restoring ? { restoring } : {}) });
  for (const beside of ['keys', 'files']) rmSync(join(directory, beside), { recursive: true, force: true });
  rmSync(journalFolder(directory), { recursive: true, force: true });
  makeOwnFolder(journalFolder(directory));
}

/** Notes that the journal of a new data directory has been made. */
export function finishDataDirectory(directory: string): void {
  writeMarker(directory, { initialised: true });
}

function writeMarker(directory: string, rest: Pick<Marker, 'initialised' | 'restoring'>): void {
  const marker: Marker = { format: 'wegwijzer-data', schemaVersion: SCHEMA_VERSION, ...rest };
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
        'Run it with the version that wrote it.',
    );
  return {
    format: 'wegwijzer-data',
    schemaVersion: SCHEMA_VERSION,
    initialised: marker.initialised === true,
    ...(marker.restoring === true ? { restoring: true } : {}),
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
  // Not `existsSync`, to which a folder that this user may not enter is empty.
  if (!statSync(path, { throwIfNoEntry: false })) throw torn('is missing');
  // The size comes second: beside a running writer, a file measured first may be shorter than its newest index says.
  const metas = readMetaPages(path);
  const { size } = statSync(path);
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
function readMetaPages(path: string): MetaPage[] {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(2 * 65536);
    const bytes = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0));
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

/** Writes a small file so that it is whole after a power cut: it has either what it had or all of `text`. */
export function writeDurably(path: string, text: string): void {
  const beside = `${path}.new`;
  writeFileSync(beside, text);
  syncToDisk(beside);
  renameSync(beside, path);
  syncToDisk(dirname(path));
}

/** Flushes a file, or the names in a folder, to disk. */
export function syncToDisk(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Whether this process may write in a directory; not on a read-only medium, and not without the right to. */
export function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
