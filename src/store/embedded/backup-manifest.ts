import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_VERSION, writeDurably } from './data-directory.js';
import { TABLE_NAMES, type TableName } from './journal-tables.js';

const FORMAT = 'wegwijzer-backup';
const FILE = 'wegwijzer-backup.json';

/** Tables that a backup holds: not the keys to personal data, and not the list of what waits to be cleared. */
export const BACKUP_TABLES = TABLE_NAMES.filter((name) => name !== 'personal-key' && name !== 'segments');

/** A backup that cannot be made there, or is not whole. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** One file of a backup. */
export interface BackupFile {
  readonly entries: number;
  /** Of the file as it is on disk, compressed. */
  readonly sha256: string;
}

/** What a backup says about itself. */
export interface BackupManifest {
  readonly format: typeof FORMAT;
  readonly schemaVersion: number;
  /** Number of the last change in it. */
  readonly sequence: number;
  /** When it was made, ISO 8601 in UTC. */
  readonly time: string;
  readonly tables: Readonly<Partial<Record<TableName, BackupFile>>>;
  /** The file with the keys to personal data, where one was made; it is kept elsewhere. */
  readonly keys?: BackupFile;
}

/** The path of a table's file in a backup. */
export function tableFile(backup: string, name: TableName): string {
  return join(backup, `${name}.gz`);
}

/** Writes the manifest, which makes a whole backup of the files beside it. */
export function writeManifest(
  backup: string,
  manifest: Omit<BackupManifest, 'format' | 'schemaVersion'>,
): void {
  const whole: BackupManifest = { format: FORMAT, schemaVersion: SCHEMA_VERSION, ...manifest };
  writeDurably(join(backup, FILE), `${JSON.stringify(whole, undefined, 2)}\n`);
}

/**
 * Reads the manifest and checks every file against it.
 * @param keys the file with the keys to personal data, to be checked too
 * @throws BackupError naming what is wrong
 */
export async function verifyBackup(backup: string, keys?: string): Promise<BackupManifest> {
  const manifest = readManifest(backup);
  for (const name of BACKUP_TABLES) await verifyFile(tableFile(backup, name), manifest.tables[name]);
  if (keys === undefined) return manifest;
  if (!manifest.keys)
    throw new BackupError(`${backup} was made without keys, so ${keys} does not belong to it.`);
  await verifyFile(keys, manifest.keys);
  return manifest;
}

function readManifest(backup: string): BackupManifest {
  const path = join(backup, FILE);
  if (!existsSync(path))
    throw new BackupError(
      `${backup} holds no ${FILE}: it is no backup of Wegwijzer, or one that was interrupted. Take another.`,
    );
  const manifest = parse(readFileSync(path, 'utf8'));
  if (manifest?.format !== FORMAT || typeof manifest.tables !== 'object')
    throw new BackupError(`${path} is damaged. Take another backup.`);
  if (manifest.schemaVersion !== SCHEMA_VERSION)
    throw new BackupError(
      `${backup} has schema version ${String(manifest.schemaVersion)}; this version of Wegwijzer reads ${String(SCHEMA_VERSION)}. Restore it with the version that made it.`,
    );
  return manifest as BackupManifest;
}

function parse(text: string): Partial<BackupManifest> | undefined {
  try {
    return JSON.parse(text) as Partial<BackupManifest>;
  } catch {
    return undefined;
  }
}

async function verifyFile(path: string, said: BackupFile | undefined): Promise<void> {
  if (!said || !existsSync(path))
    throw new BackupError(`${path} is missing, so the backup is not whole. Nothing was restored.`);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  if (hash.digest('hex') !== said.sha256)
    throw new BackupError(
      `${path} is not the file that the backup was made with: its SHA-256 differs. Nothing was restored. Take another backup.`,
    );
}
