import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { relative, resolve as resolvePath } from 'node:path';
import { notOurs } from './data-directory.js';

/** Another process writes to the data directory. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

export interface WriterLock {
  /** Lets another process write. */
  release(): Promise<void>;
}

/** Milliseconds in which a holder on the same machine answers. */
const ANSWER_LIMIT = 1000;

/**
 * Takes the one place of writer in a data directory. The lock is a listening Unix socket: the kernel closes it when
 * its process ends, however it ends, so a killed writer never blocks the next one, and process numbers, containers
 * and clocks play no part.
 * @throws DirectoryInUseError where another process holds it; the message names that process. DataDirectoryError where this
 * user may not take it
 */
export async function acquireWriterLock(directory: string): Promise<WriterLock> {
  const socket = socketPath(directory);
  try {
    return await listenAt(directory, socket.path, socket.close);
  } catch (error) {
    socket.close();
    throw error;
  }
}

async function listenAt(directory: string, path: string, forget: () => void): Promise<WriterLock> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`${String(process.pid)}\n`);
  });
  if (!(await listen(server, path))) {
    await clearStale(directory, path);
    if (!(await listen(server, path))) throw inUse(directory, await holderAt(path));
  }
  server.unref();
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => {
          forget();
          resolve();
        });
      }),
  };
}

/** Longest path to a socket, in bytes: a longer one would be cut off without a word. */
const LONGEST_PATH = 100;

/** The socket's path, where it is short enough; else a way in through an open file, as Linux offers. */
function socketPath(directory: string): { readonly path: string; readonly close: () => void } {
  const absolute = resolvePath(directory, 'writer.lock');
  const fits = [relative(process.cwd(), absolute), absolute].find(
    (path) => Buffer.byteLength(path) <= LONGEST_PATH,
  );
  if (fits) return { path: fits, close: () => undefined };
  const folder = openSync(directory, 'r');
  let open = true;
  return {
    path: `/proc/self/fd/${String(folder)}/writer.lock`,
    close: () => {
      if (open) closeSync(folder);
      open = false;
    },
  };
}

function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else if (error.code === 'EACCES') reject(notOurs(path, error.message));
      else reject(error);
    };
    server.once('error', refuse);
    server.listen(path, () => {
      server.off('error', refuse);
      resolve(true);
    });
  });
}

/** Moves a socket that nobody listens to out of the way; what turns out to be alive is put back. */
async function clearStale(directory: string, path: string): Promise<void> {
  const holder = await holderAt(path);
  if (holder !== undefined) throw inUse(directory, holder);
  const aside = `${path}.${randomUUID().slice(0, 8)}`;
  if (!existsSync(path)) return;
  renameSync(path, aside);
  const late = await holderAt(aside);
  if (late !== undefined) {
    renameSync(aside, path);
    throw inUse(directory, late);
  }
  rmSync(aside, { force: true });
}

/** What connecting says where nobody listens; anything else, such as a full queue, may hide someone. */
const NOBODY: readonly (string | undefined)[] = ['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'];

/** The process that listens at a socket, or `undefined` where nobody does. */
function holderAt(path: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let answer = '';
    socket.setTimeout(ANSWER_LIMIT, () => {
      resolve('unknown');
      socket.destroy();
    });
    socket.on('data', (bytes) => (answer += bytes.toString()));
    socket.on('end', () => {
      resolve(answer.trim() || 'unknown');
    });
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      // Whether anybody has it, another user's socket does not say.
      if (code === 'EACCES') reject(notOurs(path, message));
      else resolve(NOBODY.includes(code) ? undefined : `unknown: ${code ?? 'no answer'}`);
    });
  });
}

function inUse(directory: string, holder: string | undefined): DirectoryInUseError {
  return new DirectoryInUseError(
    `${directory} is in use by another process (${holder ?? 'unknown'}). ` +
      'Only one may write to a data directory: stop the other, or name another directory.',
  );
}
