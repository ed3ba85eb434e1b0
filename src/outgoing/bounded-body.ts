import { OutgoingError } from './outgoing-error.js';

/**
 * Passes a body on and breaks off where it grows over a limit, counted after decompression.
 * @param limit bytes
 * @param failure makes an error of the body one of ours
 */
export function boundedBody(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  failure: (error: unknown) => unknown,
): ReadableStream<Uint8Array> {
  const chunks = limited(body, limit);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(failure(error));
      }
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}

async function* limited(
  body: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > limit) throw tooLarge(limit);
    yield chunk;
  }
}

/** The refusal of an answer over the limit. */
export function tooLarge(limit: number): OutgoingError {
  return new OutgoingError('too-large', `The answer is longer than ${String(limit)} bytes.`);
}
