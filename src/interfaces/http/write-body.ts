import type { ServerResponse } from 'node:http';
import { isOver, whenOver } from './over.js';

/** Bytes that are handed to the connection at a time, so that other requests have their turn between them. */
const PIECE = 64 * 1024;
/** Milliseconds after which a client that takes nothing is cut off, where nothing else is said: it keeps the answer in memory. */
const PATIENCE = 60_000;

/** A body in pieces. */
export type Pieces = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** A body that is in memory already, in pieces that share its bytes. */
export function* piecesOf(body: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < body.length; start += PIECE) yield body.subarray(start, start + PIECE);
}

/** Whether a body is so short that it goes out in one piece. */
export function isShort(body: string | Uint8Array): boolean {
  return body.length <= PIECE;
}

/**
 * Writes pieces as fast as the client takes them, and ends the answer; resolves when it is over. Where a piece fails to
 * come, the connection is cut, so that nobody takes the beginning for the whole (RFC 9112, section 8). Where the client
 * goes, the source ends.
 * @param patience milliseconds after which a client that takes nothing is cut off
 */
export async function writePieces(
  response: ServerResponse,
  pieces: Pieces,
  patience = PATIENCE,
): Promise<void> {
  let goOn = (): void => undefined;
  const wake = (): void => {
    goOn();
  };
  const taken = (): Promise<void> =>
    new Promise<void>((resolve) => {
      const cut = setTimeout(() => {
        response.destroy();
        // One that waits behind another of its connection says nothing of its own end.
        wake();
      }, patience);
      goOn = () => {
        clearTimeout(cut);
        resolve();
      };
      if (isOver(response)) wake();
    });
  const forget = whenOver(response, wake);
  response.on('drain', wake).on('finish', wake);
  try {
    for await (const piece of pieces)
      for (const part of partsOf(piece)) {
        if (isOver(response)) return;
        if (!response.write(part)) await taken();
      }
    response.end();
    // What the client has not taken keeps the whole body in memory.
    while (!response.writableFinished && !isOver(response)) await taken();
  } catch (error) {
    response.destroy(error instanceof Error ? error : undefined);
  } finally {
    forget();
  }
}

/** A piece as it is written: a part that goes shows that the client takes something. */
function partsOf(piece: Uint8Array | string): Iterable<Uint8Array | string> {
  if (isShort(piece)) return [piece];
  return piecesOf(typeof piece === 'string' ? Buffer.from(piece) : piece);
}

/** Tells a source that nobody wants its pieces. */
export async function discardPieces(pieces: Pieces): Promise<void> {
  const source = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  await source.return?.();
}
