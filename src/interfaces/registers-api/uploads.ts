import { createWriteStream, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '../../problem.js';

/** Why a file cannot be written now, where an operator can mend it. */
const NO_STORAGE = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM'];

/** The folder of a data directory in which registers wait that were sent; it is where an operator gives room. */
function uploadsFolder(dataDirectory: string): string {
  return join(dataDirectory, 'uploads');
}

/** Clears what a process that was killed left behind; for the one process that has the data directory. */
export function clearUploads(dataDirectory: string): void {
  try {
    rmSync(uploadsFolder(dataDirectory), { recursive: true, force: true });
  } catch {
    // A data directory that cannot be written is served as it is.
  }
}

/**
 * Puts what comes in a file, whole, since what breaks off half-way must not be worked on; the file goes afterwards.
 * @throws ProblemError `storage-unavailable`; what `content` and `action` throw
 */
export async function withUpload<T>(
  dataDirectory: string,
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
  action: (path: string) => Promise<T>,
): Promise<T> {
  let folder: string | undefined;
  try {
    try {
      await mkdir(uploadsFolder(dataDirectory), { recursive: true, mode: 0o700 });
      folder = await mkdtemp(join(uploadsFolder(dataDirectory), 'register-'));
      await pipeline(content, createWriteStream(join(folder, 'body')));
    } catch (error) {
      throw asStorageProblem(error);
    }
    return await action(join(folder, 'body'));
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

function asStorageProblem(error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!NO_STORAGE.includes(code)) return error;
  return new ProblemError(
    'storage-unavailable',
    `The register cannot be kept until it is read (${code}). Make room or mend the permissions of the data directory, then try again.`,
    {},
    { cause: error },
  );
}
