import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../../problem.js';

/** How many times the limit is still read and thrown away, so that a client that is too talkative sees the answer. */
const DISCARDED_LIMITS = 8;

/** The client went away before its request was whole; there is nobody to answer. */
export class RequestAborted extends Error {
  override readonly name = 'RequestAborted';
}

/**
 * Reads the body of a request into memory.
 * @param limit most bytes that it may have
 * @throws ProblemError `body-too-large`, `unsupported-media-type`; RequestAborted
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  refuseCoding(request);
  refuseLength(request, limit);
  return collect(request, limit);
}

/**
 * Reads the body of a request piece by piece.
 * @param limit most bytes that it may have
 * @throws ProblemError `body-too-large`, `unsupported-media-type`; RequestAborted
 */
export async function* readPieces(request: IncomingMessage, limit: number): AsyncGenerator<Buffer> {
  refuseCoding(request);
  refuseLength(request, limit);
  let length = 0;
  try {
    // The connection outlives a body that is refused, so that the client sees why.
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      length += (piece as Buffer).length;
      if (length > limit) throw tooLarge(limit);
      yield piece as Buffer;
    }
  } catch (error) {
    if (error instanceof ProblemError) {
      discard(request, limit);
      throw error;
    }
    throw new RequestAborted('The client ended the request before its body was whole.', { cause: error });
  }
}

function refuseCoding(request: IncomingMessage): void {
  const coding = request.headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity')
    throw new ProblemError(
      'unsupported-media-type',
      `The body has content coding "${coding}"; send it without Content-Encoding.`,
    );
}

/** Refuses what says itself that it is too large, before any of it is kept. */
function refuseLength(request: IncomingMessage, limit: number): void {
  if (Number(request.headers['content-length'] ?? 0) <= limit) return;
  discard(request, limit);
  throw tooLarge(limit);
}

function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (): void => {
      request.off('data', take).off('end', whole).off('error', broken).off('close', broken);
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= limit) {
        chunks.push(chunk);
        return;
      }
      finish();
      discard(request, limit);
      reject(tooLarge(limit));
    };
    const whole = (): void => {
      finish();
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length));
    };
    const broken = (): void => {
      finish();
      reject(new RequestAborted('The client ended the request before its body was whole.'));
    };
    request.on('data', take).on('end', whole).on('error', broken).on('close', broken);
  });
}

function discard(request: IncomingMessage, limit: number): void {
  let discarded = 0;
  request.on('error', () => undefined);
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > limit * DISCARDED_LIMITS) request.socket.destroy();
  });
}

function tooLarge(limit: number): ProblemError {
  return new ProblemError('body-too-large', `The body may have at most ${String(limit)} bytes.`, {
    limitBytes: limit,
  });
}
