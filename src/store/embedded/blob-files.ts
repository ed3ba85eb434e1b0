import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProblemError } from '../../problem.js';
import type { BlobStore } from '../blobs.js';
import { syncToDisk } from './data-directory.js';

const HASH = /^[0-9a-f]{64}$/;
/** A file, or what becomes one. */
const OWN = /^[0-9a-f]{64}(?:\.[0-9a-f-]{36})?$/;

/** The folder of a data directory that holds files. */
export function blobFolder(directory: string): string {
  return join(directory, 'files');
}

/** Where a file is within that folder: in one of 256 folders, so that none becomes long. */
function pathOf(folder: string, hash: string): string {
  if (!HASH.test(hash)) throw new TypeError(`${hash} is no SHA-256 in hexadecimal.`);
  return join(folder, hash.slice(0, 2), hash);
}

/** SHA-256 in hexadecimal. */
function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @param folder made where it is needed */
export function createBlobFiles(folder: string): BlobStore {
  return {
    put: async (bytes) => {
      const hash = hashOf(bytes);
      const path = pathOf(folder, hash);
      if (!existsSync(path)) await writeWhole(path, bytes);
      return hash;
    },
    get: async (hash) => {
      try {
        return await readFile(pathOf(folder, hash));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    remove: (hash) => rm(pathOf(folder, hash), { force: true }),
    sweep: (named, before) => sweep(folder, named, before),
  };
}

async function sweep(folder: string, named: ReadonlySet<string>, before: Date): Promise<void> {
  if (!existsSync(folder)) return;
  for (const part of await readdir(folder))
    for (const name of await readdir(join(folder, part))) {
      const path = join(folder, part, name);
      if (named.has(name) || !OWN.test(name)) continue;
      const found = await lstat(path).catch(() => undefined);
      if (found?.isFile() === true && found.mtime < before) await rm(path, { force: true });
    }
}

/** Writes a file so that it is there whole or not at all, also after a power cut. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const beside = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    syncToDisk(dirname(path));
    syncToDisk(dirname(dirname(path)));
  } catch (error) {
    await rm(beside, { force: true });
    throw new ProblemError(
      'storage-unavailable',
      `The file cannot be written: ${(error as Error).message}. Make room or mend the permissions of the data directory, then try again.`,
      {},
      { cause: error },
    );
  }
}

/** The names of all files in a folder; what a killed process left half written is none. */
export function* blobNames(folder: string): Generator<string> {
  if (!existsSync(folder)) return;
  for (const part of readdirSync(folder).sort())
    for (const name of readdirSync(join(folder, part)).sort()) if (HASH.test(name)) yield name;
}

/**
 * Copies all files, each checked against its name; one that is damaged keeps no other from being copied.
 * @returns names of the files that are damaged, and were not copied
 */
export async function copyBlobs(from: string, to: string): Promise<string[]> {
  const target = createBlobFiles(to);
  const damaged: string[] = [];
  for (const name of blobNames(from)) {
    const bytes = await createBlobFiles(from).get(name);
    // Erased meanwhile.
    if (bytes === undefined) continue;
    if (hashOf(bytes) === name) await target.put(bytes);
    else damaged.push(name);
  }
  return damaged;
}

/** What is to be done about files that were not copied, in plain words. */
export function tellDamaged(from: string, names: readonly string[]): string[] {
  return names.map(
    (name) =>
      `${pathOf(from, name)} is damaged: its SHA-256 is not its name. It was left out; put it back from an earlier backup, or erase that attachment.`,
  );
}

/**
 * Which files are missing, in plain words.
 * @param named files that must be there, each with what it is
 * @param except names of those that are told of otherwise
 */
export function missingBlobs(
  folder: string,
  named: Iterable<readonly [hash: string, what: string]>,
  except: readonly string[] = [],
): string[] {
  const missing: string[] = [];
  for (const [hash, what] of named)
    if (!existsSync(pathOf(folder, hash)) && !except.includes(hash))
      missing.push(`The file ${hash} of ${what} is missing.`);
  return missing;
}

/** Which files are damaged, in plain words. */
export async function damagedBlobs(folder: string): Promise<string[]> {
  const problems: string[] = [];
  for (const name of blobNames(folder)) {
    const bytes = await createBlobFiles(folder).get(name);
    if (bytes !== undefined && hashOf(bytes) !== name)
      problems.push(`The file ${basename(name)} is damaged: its SHA-256 is not its name.`);
  }
  return problems;
}
