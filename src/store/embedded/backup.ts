import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import {
  BACKUP_TABLES,
  BackupError,
  tableFile,
  verifyBackup,
  writeManifest,
  type BackupFile,
  type BackupManifest,
} from './backup-manifest.js';
import { blobFolder, copyBlobs, damagedBlobs, missingBlobs, tellDamaged } from './blob-files.js';
import { checkJournal } from './check.js';
import {
  beginDataDirectory,
  DataDirectoryError,
  finishDataDirectory,
  inspectDataDirectory,
  isInterruptedRestore,
  journalFolder,
  makeOwnFolder,
  namesIn,
  syncToDisk,
} from './data-directory.js';
import { Journal, type JournalSnapshot } from './journal.js';
import { KeyFile } from './key-file.js';
import { missingFiles, namedFiles } from './named-files.js';
import { openTables, type JournalTables, type TableName } from './journal-tables.js';
import {
  decodeRecords,
  encodeRecords,
  readRecords,
  recordWriter,
  type TableRecord,
} from './record-stream.js';
import { acquireWriterLock } from './writer-lock.js';

/** How far a backup or a restore is. */
export interface BackupProgress {
  readonly table: TableName;
  readonly entries: number;
  /** How many there will be, where that is known. */
  readonly total?: number;
}

/** What a backup or a restore did. */
export interface BackupSummary {
  /** Number of the last change in the backup. */
  readonly sequence: number;
  readonly entries: number;
  /** Whether the keys to personal data were written, or restored. */
  readonly keys: boolean;
  /**
   * Files that the records of attachments name and that are not there, in plain words: erased while the backup was made,
   * or lost before.
   */
  readonly missing: readonly string[];
  /** Files that are damaged and were left out, in plain words; everything else is there. */
  readonly damaged: readonly string[];
}

type Progress = (progress: BackupProgress) => void;

/**
 * Copies a data directory at one moment, also beside a running service. Keys to personal data are left out, so that
 * erasing a key erases that person's data in every backup too.
 * @param options.withKeys a file outside `target` to write the keys to; guard it apart, and erase in it too
 * @param options.files whether the files of reports are in the directory; default true
 * @throws BackupError, DataDirectoryError
 */
export async function backup(
  directory: string,
  target: string,
  options: { readonly withKeys?: string; readonly files?: boolean; readonly now?: () => Date } = {},
  onProgress: Progress = () => undefined,
): Promise<BackupSummary> {
  const { withKeys, files: hasFiles = true, now = () => new Date() } = options;
  checkTarget(target, withKeys);
  const journal = Journal.open(directory, { readOnly: true });
  const snapshot = journal.snapshot();
  try {
    mkdirSync(target, { recursive: true, mode: 0o700 });
    const files: [TableName, BackupFile][] = [];
    for (const name of BACKUP_TABLES)
      files.push([name, await writeTable(journal, snapshot, name, tableFile(target, name), onProgress)]);
    const keys =
      withKeys === undefined
        ? {}
        : { keys: await writeKeys(directory, journal, snapshot, withKeys, onProgress) };
    const damaged = await copyBlobs(blobFolder(directory), blobFolder(target));
    const { sequence } = snapshot;
    writeManifest(target, {
      sequence,
      time: now().toISOString(),
      tables: Object.fromEntries(files),
      ...keys,
    });
    const entries = files.reduce((sum, [, file]) => sum + file.entries, 0);
    const missing = hasFiles ? missingBlobs(blobFolder(target), namedFiles(journal, snapshot), damaged) : [];
    return {
      ...{ sequence, entries, keys: withKeys !== undefined, missing },
      damaged: tellDamaged(blobFolder(directory), damaged),
    };
  } finally {
    snapshot.release();
    await journal.close();
  }
}

function checkTarget(target: string, withKeys: string | undefined): void {
  if (existsSync(target) && namesIn(target).length > 0)
    throw new BackupError(
      `${target} is not empty. A backup is written to a directory of its own: name another.`,
    );
  if (withKeys === undefined) return;
  if (!relative(resolve(target), resolve(withKeys)).startsWith('..'))
    throw new BackupError(
      `${withKeys} lies within the backup. Keys must be kept apart: name a file elsewhere.`,
    );
  if (existsSync(withKeys))
    throw new BackupError(`${withKeys} exists already. Name another file for the keys.`);
}

/** The keys themselves, and not where the data directory keeps them. */
async function writeKeys(
  directory: string,
  journal: Journal,
  snapshot: JournalSnapshot,
  path: string,
  onProgress: Progress,
): Promise<BackupFile> {
  const keys = new KeyFile(directory, { readOnly: true });
  const withKey = ({ key, value }: TableRecord): TableRecord[] => {
    const secret = keys.read(value.toString());
    return secret === undefined ? [] : [{ key, value: Buffer.from(secret.toString('base64')) }];
  };
  try {
    return await writeTable(journal, snapshot, 'personal-key', path, onProgress, withKey);
  } finally {
    keys.close();
  }
}

async function writeTable(
  journal: Journal,
  { transaction }: JournalSnapshot,
  name: TableName,
  path: string,
  onProgress: Progress,
  written: (record: TableRecord) => readonly TableRecord[] = (record) => [record],
): Promise<BackupFile> {
  const unused = unusedSegments(journal, transaction, name);
  let entries = 0;
  function* records(): Generator<TableRecord> {
    for (const record of readRecords(journal.tables, name, transaction)) {
      if (unused.size > 0 && unused.has(record.key.readUInt32BE(0))) continue;
      const out = written(record);
      entries += out.length;
      yield* out;
      if (entries % 10_000 === 0) onProgress({ table: name, entries });
    }
  }
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      done(null, piece);
    },
  });
  await pipeline(
    Readable.from(encodeRecords(records()), { highWaterMark: 1 }),
    createGzip({ level: 1 }),
    hashed,
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  );
  syncToDisk(path);
  onProgress({ table: name, entries });
  return { entries, sha256: hash.digest('hex') };
}

/** Segments that hold nothing that counts: quads of graphs that were replaced, and anything of unfinished loads. */
function unusedSegments(
  { tables }: Journal,
  transaction: JournalSnapshot['transaction'],
  name: TableName,
): Set<number> {
  if (name !== 'quads' && name !== 'log-parts') return new Set();
  const segments = [...tables.segments.getRange({ transaction })];
  return new Set(
    segments.filter(({ value }) => name === 'quads' || value !== 'obsolete').map(({ key }) => key),
  );
}

/**
 * Restores a backup into a fresh directory. The whole backup is checked before anything is written, and what was
 * restored is checked afterwards; a restore that is interrupted is recognised as such and may be begun again. A file of a
 * report that is missing or damaged keeps nothing else from being restored.
 * @param options.keys the file with the keys to personal data; without it, that data stays unreadable
 * @param options.files whether the files of reports are in the directory; default true
 * @throws BackupError, DataDirectoryError, DirectoryInUseError
 */
export async function restore(
  source: string,
  directory: string,
  options: { readonly keys?: string; readonly files?: boolean } = {},
  onProgress: Progress = () => undefined,
): Promise<BackupSummary> {
  const { keys, files = true } = options;
  const manifest = await verifyBackup(source, keys);
  if (!isInterruptedRestore(directory) && inspectDataDirectory(directory) !== 'fresh')
    throw new DataDirectoryError(
      `${directory} holds data already. Restore into another directory, or an empty one.`,
    );
  makeOwnFolder(directory);
  const lock = await acquireWriterLock(directory);
  try {
    beginDataDirectory(directory, true);
    const entries = await restoreTables(source, directory, manifest, keys, onProgress);
    const damaged = await copyBlobs(blobFolder(source), blobFolder(directory));
    await checkRestored(directory);
    finishDataDirectory(directory);
    const missing = files ? await missingFiles(directory, damaged) : [];
    return {
      ...{ sequence: manifest.sequence, entries, keys: keys !== undefined, missing },
      damaged: tellDamaged(blobFolder(source), damaged),
    };
  } finally {
    await lock.release();
  }
}

async function restoreTables(
  source: string,
  directory: string,
  manifest: BackupManifest,
  keys: string | undefined,
  onProgress: Progress,
): Promise<number> {
  const tables = openTables(journalFolder(directory), false);
  try {
    let entries = 0;
    for (const name of BACKUP_TABLES)
      entries += await readTable(tables, name, tableFile(source, name), manifest.tables[name], onProgress);
    if (keys !== undefined) await restoreKeys(tables, directory, keys, manifest.keys, onProgress);
    return entries;
  } finally {
    await tables.environment.close();
  }
}

async function restoreKeys(
  tables: JournalTables,
  directory: string,
  path: string,
  said: BackupFile | undefined,
  onProgress: Progress,
): Promise<void> {
  const keys = new KeyFile(directory, { readOnly: false });
  try {
    await readTable(tables, 'personal-key', path, said, onProgress, ({ key, value }) => ({
      key,
      value: Buffer.from(keys.add(Buffer.from(value.toString(), 'base64'))),
    }));
  } finally {
    keys.close();
  }
}

async function readTable(
  tables: JournalTables,
  name: TableName,
  path: string,
  said: BackupFile | undefined,
  onProgress: Progress,
  read: (record: TableRecord) => TableRecord = (record) => record,
): Promise<number> {
  const total = said?.entries ?? 0;
  const write = recordWriter(tables, name);
  let entries = 0;
  await pipeline(
    createReadStream(path),
    createGunzip({ chunkSize: 1024 * 1024 }),
    async (pieces: AsyncIterable<Buffer>) => {
      for await (const records of decodeRecords(pieces)) {
        tables.environment.transactionSync(() => {
          records.map(read).forEach(write);
        });
        entries += records.length;
        onProgress({ table: name, entries, total });
      }
    },
  );
  if (entries !== total)
    throw new BackupError(`${path} holds ${String(entries)} entries where ${String(total)} were written.`);
  return entries;
}

/** Checks what was restored while it is still marked as a part of a backup, as which it stays where it is wrong. */
async function checkRestored(directory: string): Promise<void> {
  const report = await checkJournal(directory, { engine: false, files: false, restoring: true });
  const problems = [...report.problems, ...(await damagedBlobs(blobFolder(directory)))];
  if (problems.length === 0) return;
  throw new BackupError(
    `The backup does not agree with itself: ${problems.slice(0, 3).join(' ')} Take another.`,
  );
}
