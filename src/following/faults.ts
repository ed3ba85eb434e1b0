/**
 * What can be wrong with a stream that is followed.
 * - `stream`: the whole of it cannot be read now, or not at all; it is tried again, later each time
 * - `page`: one page cannot be read; the others are, and this one is tried again
 */
export type FollowReach = 'stream' | 'page';

/** Something wrong with a stream or a page, in plain words. */
export class FollowFault extends Error {
  override readonly name = 'FollowFault';

  /** @param retryAfter milliseconds after which the other side wants to be asked again */
  constructor(
    readonly reach: FollowReach,
    message: string,
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
