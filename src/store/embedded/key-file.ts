import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  fstatSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../problem.js';
import type { SecretKey, SecretKeys } from '../graph-store.js';
import { syncToDisk } from './data-directory.js';

/** Bytes of one key: AES-256. */
const KEY_BYTES = 32;
/** Keys that are made at a time, so that one flush serves as many reports. */
const MADE_AT_ONCE = 1024;
const REFERENCE = /^slot:(\d+)$/;

/** The file of a data directory that holds the keys to personal data. */
export function keyFile(directory: string): string {
  return join(directory, 'keys');
}

/**
 * Keys to personal data, each in a place of its own in one file. LMDB never overwrites a page that it frees, so a key
 * kept there would stay on disk for long after it was removed; here a key that is erased is overwritten where it is. Keys
 * are made and flushed ahead of use, so that taking one costs no flush.
 */
export class KeyFile implements SecretKeys {
  readonly #directory: string;
  readonly #readOnly: boolean;
  #file: number | undefined;
  #next = 0;
  #made = 0;

  /** @param options.readOnly look without writing, also beside a running writer */
  constructor(directory: string, { readOnly }: { readonly readOnly: boolean }) {
    this.#directory = directory;
    this.#readOnly = readOnly;
  }

  /** @throws ProblemError `storage-unavailable` */
  take(): SecretKey {
    return this.#writing((file) => {
      if (this.#next === this.#made) this.#makeMore(file);
      const reference = `slot:${String(this.#next)}`;
      const key = this.read(reference);
      if (!key) throw new Error(`There is no key at ${reference}.`);
      this.#next += 1;
      return { reference, key };
    });
  }

  /** @returns `undefined` where it was erased, or is none of this file */
  read(reference: string): Buffer | undefined {
    const slot = slotOf(reference);
    const file = slot === undefined ? undefined : this.#open();
    if (slot === undefined || file === undefined) return undefined;
    const key = Buffer.alloc(KEY_BYTES);
    const length = readSync(file, key, 0, KEY_BYTES, slot * KEY_BYTES);
    return length < KEY_BYTES || key.every((byte) => byte === 0) ? undefined : key;
  }

  /**
   * Overwrites a key where it is, and flushes.
   * @throws ProblemError `storage-unavailable`
   */
  erase(reference: string): void {
    const slot = slotOf(reference);
    if (slot === undefined || this.read(reference) === undefined) return;
    this.#writing((file) => {
      writeWhole(file, Buffer.alloc(KEY_BYTES), slot * KEY_BYTES);
      fsyncSync(file);
    });
  }

  /** Adds a key that comes from elsewhere, such as a backup. */
  add(key: Buffer): string {
    return this.#writing((file) => {
      if (this.#next === this.#made) this.#makeMore(file);
      writeWhole(file, key, this.#next * KEY_BYTES);
      this.#next += 1;
      return `slot:${String(this.#next - 1)}`;
    });
  }

  /** Flushes, and gives back the room of keys that were made and not used. */
  close(): void {
    if (this.#file === undefined) return;
    if (!this.#readOnly && this.#made > this.#next) ftruncateSync(this.#file, this.#next * KEY_BYTES);
    if (!this.#readOnly) fsyncSync(this.#file);
    closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): number | undefined {
    if (this.#file !== undefined) return this.#file;
    const path = keyFile(this.#directory);
    if (!existsSync(path)) return undefined;
    this.#file = openSync(path, this.#readOnly ? 'r' : 'r+');
    // What a process that was killed had made and not used is left alone: which keys are in use is for the journal to say.
    this.#next = this.#made = Math.ceil(fstatSync(this.#file).size / KEY_BYTES);
    return this.#file;
  }

  /** On a disk that is nearly full, a part is written and nothing thrown: only keys that are there whole count. */
  #makeMore(file: number): void {
    const bytes = randomBytes(MADE_AT_ONCE * KEY_BYTES);
    const written = writeSync(file, bytes, 0, bytes.length, this.#made * KEY_BYTES);
    const keys = Math.floor(written / KEY_BYTES);
    if (keys === 0) throw new Error('there is no room left on the disk');
    fsyncSync(file);
    this.#made += keys;
  }

  #writing<T>(action: (file: number) => T): T {
    if (this.#readOnly)
      throw new ProblemError('storage-unavailable', 'The data directory is open for reading only.');
    try {
      return action(this.#open() ?? this.#create());
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      throw new ProblemError(
        'storage-unavailable',
        `The keys to personal data cannot be written: ${(error as Error).message}. Make room or mend the permissions of the data directory, then try again.`,
        {},
        { cause: error },
      );
    }
  }

  #create(): number {
    this.#file = openSync(keyFile(this.#directory), 'wx+', 0o600);
    syncToDisk(this.#directory);
    return this.#file;
  }
}

/** Writes all bytes, or throws: a disk that is nearly full takes a part without a word. */
function writeWhole(file: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
}

function slotOf(reference: string): number | undefined {
  const [, slot] = REFERENCE.exec(reference) ?? [];
  return slot === undefined ? undefined : Number(slot);
}
