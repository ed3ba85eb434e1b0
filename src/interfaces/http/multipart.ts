import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { ProblemError } from '../../problem.js';
import { RequestAborted } from './body.js';
import type { HttpRequest } from './reply.js';

/** One part of a form. */
export interface FormPart {
  /** Name of its field. */
  readonly name: string;
  /** As its sender says; worth nothing for files. */
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** How much a form may hold. */
export interface FormLimits {
  /** Bytes of one part. */
  readonly partBytes: number;
  /** Bytes of parts that may have fewer, by name. */
  readonly fewerBytes?: Readonly<Record<string, number>>;
  readonly parts: number;
}

/** Whether a request holds a form with files (RFC 7578). */
export function isMultipart({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  return headers['content-type']?.toLowerCase().startsWith('multipart/form-data') === true;
}

/**
 * Reads a form with files. Each part is held in memory, within its limit.
 * @throws ProblemError `body-too-large`, `malformed-body`
 */
export async function readForm(
  request: Pick<HttpRequest, 'headers' | 'pieces'>,
  { partBytes, fewerBytes = {}, parts }: FormLimits,
): Promise<FormPart[]> {
  const limitOf = (name: string): number =>
    Math.min(partBytes, (Object.hasOwn(fewerBytes, name) ? fewerBytes[name] : undefined) ?? partBytes);
  const found: Promise<FormPart>[] = [];
  let fault: Error | undefined;
  try {
    const busboy = Busboy({
      headers: request.headers as BusboyHeaders,
      limits: { fileSize: partBytes, fieldSize: partBytes, parts: parts + 1 },
      // A part with text in it is read in the same way.
      isPartAFile: () => true,
    });
    busboy.on('file', (name, stream, _filename, _encoding, mediaType) => {
      const part = collect(stream, name, limitOf(name)).then((bytes) => ({ name, mediaType, bytes }));
      part.catch((error: unknown) => (fault ??= error as Error));
      found.push(part);
    });
    busboy.on('partsLimit', () => {
      fault ??= new ProblemError('body-too-large', `The form may have at most ${String(parts)} parts.`, {
        limitParts: parts,
      });
    });
    await pipeline(Readable.from(request.pieces(partBytes * parts)), busboy);
  } catch (error) {
    if (error instanceof ProblemError || error instanceof RequestAborted) throw error;
    throw new ProblemError(
      'malformed-body',
      `The form cannot be read: ${(error as Error).message}.`,
      {},
      { cause: error },
    );
  }
  if (fault) throw fault;
  return Promise.all(found);
}

async function collect(
  stream: Readable & { truncated?: boolean },
  name: string,
  limit: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // What is too much is read all the same, since the form goes on after it.
  for await (const chunk of stream) {
    length += (chunk as Buffer).length;
    if (length <= limit) chunks.push(chunk as Buffer);
  }
  if (length > limit || stream.truncated === true)
    throw new ProblemError('body-too-large', `The part "${name}" may have at most ${String(limit)} bytes.`, {
      limitBytes: limit,
    });
  return Buffer.concat(chunks);
}
