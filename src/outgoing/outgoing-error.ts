/** Why a request to elsewhere came to nothing. */
export type OutgoingFault =
  /** The address is not one that may be asked; nothing was sent to it. */
  | 'refused'
  /** There was no connection, or it broke. */
  | 'unreachable'
  /** The answer was not whole within the time limit. */
  | 'timeout'
  /** The answer is longer than the limit. */
  | 'too-large';

/** A request to elsewhere that came to nothing; the message says why in plain words. */
export class OutgoingError extends Error {
  override readonly name = 'OutgoingError';

  constructor(
    readonly fault: OutgoingFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * The `OutgoingError` in a chain of causes: `fetch` and its body wrap what a connection failed with.
 * @returns `undefined` where there is none
 */
export function outgoingErrorIn(error: unknown): OutgoingError | undefined {
  for (let current = error; current instanceof Error; current = current.cause)
    if (current instanceof OutgoingError) return current;
  return undefined;
}
