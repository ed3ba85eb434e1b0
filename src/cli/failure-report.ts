import { existsSync, fstatSync, ftruncateSync, createWriteStream, openSync, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { LoadFailure } from '../registers/index.js';

/**
 * The report of records that failed, as CSV. Its file is opened before anything is loaded, so that nobody learns only
 * afterwards that it cannot be written; it goes again where nothing failed and it was not there before.
 */
export class FailureReport {
  readonly path: string;
  readonly #isNew: boolean;
  readonly #file: WriteStream;
  #isNeeded = false;

  /** @throws Error where the file cannot be written */
  constructor(path: string) {
    this.path = path;
    this.#isNew = !existsSync(path);
    this.#file = createWriteStream('', { fd: openForWriting(path) });
    // Whoever closes it is told.
    this.#file.on('error', () => undefined);
  }

  /** Whether anything failed. */
  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  add({ file, line, record, feature, message }: LoadFailure): void {
    if (!this.#isNeeded) this.#begin();
    this.#file.write(`${[file, line, record, feature, message.en, message.nl].map(csvField).join(',')}\r\n`);
  }

  /** What an earlier load left there is kept until there is something else to say. */
  #begin(): void {
    this.#isNeeded = true;
    const { fd } = this.#file as WriteStream & { readonly fd: number };
    if (fstatSync(fd).isFile()) ftruncateSync(fd);
    this.#file.write('file,line,record,feature,fault,fout\r\n');
  }

  /**
   * Resolves when all of it is on disk.
   * @returns for a person, where something failed: where it is listed, or why it is not
   */
  async close(): Promise<string | undefined> {
    try {
      await finished(this.#file.end());
    } catch (error) {
      return unwritable(this.path, error);
    }
    if (this.#isNeeded) return `What failed is listed in ${this.path}.`;
    if (this.#isNew) await rm(this.path, { force: true });
    return undefined;
  }
}

function openForWriting(path: string): number {
  try {
    return openSync(path, 'a');
  } catch (error) {
    throw new Error(unwritable(path, error), { cause: error });
  }
}

function unwritable(path: string, error: unknown): string {
  const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  return `What fails cannot be listed in ${path} (${reason}). Give a file that can be written: --failures FILE.`;
}

/** RFC 4180, section 2. */
function csvField(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
