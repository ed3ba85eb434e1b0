import { constants, createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { Readable } from 'node:stream';

/**
 * A file as the body of a request, which is sent while the file is read.
 * @throws Error where it cannot be read, which would look like a connection that broke off
 */
export async function fileBody(path: string): Promise<ReadableStream<Uint8Array>> {
  await access(path, constants.R_OK);
  return Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
}
