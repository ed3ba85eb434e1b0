import type { Client } from '../../access/index.js';
import { ProblemError } from '../../problem.js';
import { clientNetwork } from '../http/client-network.js';
import type { HttpRequest } from '../http/reply.js';

/** Files in one form. */
export const MOST_FILES = 10;
const MIB = 1024 ** 2;
/** Seconds after which a client may try again that was not let in. */
const RETRY_AFTER = 5;

/** How much may be under way. */
export interface UploadLimits {
  /** Requests with files at a time, of all clients. */
  readonly atOnce: number;
  /** The same, of one client. */
  readonly perClient: number;
  /** Bytes of files that are held in memory. */
  readonly bytes: number;
}

/** The part of a request that files are read from. */
export type UploadedBody = Pick<HttpRequest, 'headers' | 'pieces'>;

/** Requests with files that are under way. */
export interface Uploads {
  /**
   * Lets a request with files in, and counts what it holds until it has been answered.
   * @param action reads the body that it is given, and no other
   * @throws ProblemError `too-many-requests`, `uploads-full`
   */
  take<T>(request: HttpRequest, client: Client, action: (body: UploadedBody) => Promise<T>): Promise<T>;
}

/**
 * Most that may be under way: files are held in memory until they are kept.
 * @param largest bytes that one request may have
 */
export function uploadLimits(largest: number): UploadLimits {
  return { atOnce: 32, perClient: 8, bytes: Math.max(256 * MIB, largest) };
}

/** Whom files count for that come without a key: the network, since a follow link is had for the asking. */
export function uploader(request: Pick<HttpRequest, 'address'>, client: Client): string {
  return client.anonymous || client.follows !== undefined ? clientNetwork(request) : client.id;
}

/** Keeps count of requests with files, so that many at once cannot fill the memory. */
export function createUploads({ atOnce, perClient, bytes: most }: UploadLimits): Uploads {
  const byClient = new Map<string, number>();
  let [underWay, held] = [0, 0];
  /** What is too much is read all the same and thrown away, so that the client sees the answer. */
  async function* counted(
    pieces: AsyncIterable<Buffer>,
    count: (bytes: number) => void,
  ): AsyncGenerator<Buffer> {
    let hasRoom = true;
    for await (const piece of pieces) {
      hasRoom &&= held + piece.length <= most;
      if (!hasRoom) continue;
      count(piece.length);
      yield piece;
    }
    if (!hasRoom) throw full();
  }
  return {
    take: async (request, client, action) => {
      const who = uploader(request, client);
      const others = byClient.get(who) ?? 0;
      if (others >= perClient)
        throw new ProblemError(
          'too-many-requests',
          `A client may have ${String(perClient)} requests with files under way. Send the next when one is answered.`,
          { uploadsAtOnce: perClient, retryAfterSeconds: RETRY_AFTER },
        );
      if (underWay >= atOnce) throw full();
      byClient.set(who, others + 1);
      underWay += 1;
      let own = 0;
      const count = (bytes: number): void => {
        own += bytes;
        held += bytes;
      };
      try {
        const { headers } = request;
        return await action({ headers, pieces: (limit) => counted(request.pieces(limit), count) });
      } finally {
        underWay -= 1;
        held -= own;
        const left = (byClient.get(who) ?? 1) - 1;
        if (left > 0) byClient.set(who, left);
        else byClient.delete(who);
      }
    },
  };
}

function full(): ProblemError {
  return new ProblemError(
    'uploads-full',
    `As many files are being taken in as may. Send the same again in ${String(RETRY_AFTER)} s.`,
    { retryAfterSeconds: RETRY_AFTER },
  );
}
