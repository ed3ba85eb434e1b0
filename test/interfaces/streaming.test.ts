import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  discardPieces,
  isShort,
  piecesOf,
  writePieces,
  type Pieces,
} from '#wegwijzer/interfaces/http/write-body.js';

/** Asks a real server whose answer consists of these pieces. */
async function answer(pieces: Pieces): Promise<{ response: IncomingMessage; written: Promise<void> }> {
  let written: Promise<void> = Promise.resolve();
  const server = createServer((_request, response) => {
    written = writePieces(response, pieces);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const sent = request({ port: (server.address() as AddressInfo).port }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { response, written };
}

async function read(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

describe('an answer in pieces', () => {
  it('arrives whole', async () => {
    const body = Buffer.from('0123456789'.repeat(100_000));
    const { response, written } = await answer(piecesOf(body));
    expect((await read(response)) === body.toString()).toBe(true);
    await written;
    expect(isShort(body)).toBe(false);
  });

  it('is cut off where a piece fails to come, so that its beginning is not taken for the whole', async () => {
    let fail = (): void => undefined;
    const failure = new Promise<void>((resolve) => (fail = resolve));
    async function* failing(): AsyncGenerator<string> {
      yield 'the beginning';
      await failure;
      throw new Error('the source is gone');
    }
    const { response, written } = await answer(failing());
    fail();
    await expect(read(response)).rejects.toThrow('aborted');
    await written;
  });

  it('is made no faster than the client takes it, and ends with the client', async () => {
    let made = 0;
    let isEnded = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          made += 1;
          yield Buffer.alloc(64 * 1024);
          await new Promise(setImmediate);
        }
      } finally {
        isEnded = true;
      }
    }
    const { response, written } = await answer(endless());
    // Nobody reads: pieces stop being made when the buffers on the way are full.
    let before = -1;
    await expect
      .poll(
        () => {
          const stands = before === made;
          before = made;
          return stands;
        },
        { timeout: 10_000, interval: 200 },
      )
      .toBe(true);
    expect(made).toBeLessThan(1000);
    response.destroy();
    await written;
    expect(isEnded).toBe(true);
  });

  it('that nobody wants tells its source', async () => {
    let isEnded = false;
    async function* source(): AsyncGenerator<string> {
      try {
        await Promise.resolve();
        yield 'a';
        yield 'b';
      } finally {
        isEnded = true;
      }
    }
    const pieces = source();
    await pieces.next();
    await discardPieces(pieces);
    expect(isEnded).toBe(true);
  });
});
