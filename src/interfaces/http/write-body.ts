import type { ServerResponse } from 'node:http';

/** Bytes that are handed to the connection at a time, so that other requests have their turn between them. */
const PIECE = 64 * 1024;

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
 * Writes pieces as fast as the client takes them, and ends the answer. Where a piece fails to come, the connection is
 * cut, so that nobody takes the beginning for the whole (RFC 9112, section 8). Where the client goes, the source ends.
 * @param patience milliseconds after which a client that takes nothing is cut off
 */
export async function writePieces(
  response: ServerResponse,
  pieces: Pieces,
  patience?: number,
): Promise<void> {
  let goOn = (): void => undefined;
  const wake = (): void => {
    goOn();
  };
  response.on('drain', wake).on('close', wake);
  try {
    for await (const piece of pieces) {
      if (response.destroyed) return;
      if (response.write(piece)) continue;
      const cut = patience === undefined ? undefined : setTimeout(() => response.destroy(), patience);
      await new Promise<void>((resolve) => {
        goOn = resolve;
        if (response.destroyed) resolve();
      });
      clearTimeout(cut);
    }
    response.end();
  } catch (error) {
    response.destroy(error instanceof Error ? error : undefined);
  }
}

/** Tells a source that nobody wants its pieces. */
export async function discardPieces(pieces: Pieces): Promise<void> {
  const source = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  await source.return?.();
}
