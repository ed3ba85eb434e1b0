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
  /** The same, of one network that comes without a key. */
  readonly perNetwork: number;
  /** The same, of one client with a key, such as the app of a city. */
  readonly perKey: number;
  /** Bytes of files that are held in memory. */
  readonly bytes: number;
  /** The same, of one network or one client. */
  readonly bytesPerClient: number;
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
  const bytes = Math.max(256 * MIB, 2 * largest);
  return { atOnce: 32, perNetwork: 6, perKey: 24, bytes, bytesPerClient: Math.max(bytes / 2, largest) };
}

/** Whom files count for that come without a key: the network, since a follow link is had for the asking. */
export function uploader(request: Pick<HttpRequest, 'address'>, client: Client): string {
  return client.anonymous || client.follows !== undefined ? clientNetwork(request) : client.id;
}

/** What one client has under way. */
interface Share {
  requests: number;
  bytes: number;
}

/** Keeps count of requests with files, so that many at once cannot fill the memory, nor one client take all of it. */
export function createUploads(limits: UploadLimits): Uploads {
  const shares = new Map<string, Share>();
  let [underWay, held] = [0, 0];
  /** What is too much is read all the same and thrown away, so that the client sees the answer. */
  async function* counted(
    pieces: AsyncIterable<Buffer>,
    share: Share,
    count: (bytes: number) => void,
  ): AsyncGenerator<Buffer> {
    let refusal: ProblemError | undefined;
    for await (const piece of pieces) {
      if (held + piece.length > limits.bytes) refusal ??= full();
      if (share.bytes + piece.length > limits.bytesPerClient) refusal ??= tooMuch(limits);
      if (refusal) continue;
      count(piece.length);
      yield piece;
    }
    if (refusal) throw refusal;
  }
  return {
    take: async (request, client, action) => {
      const who = uploader(request, client);
      const share = shares.get(who) ?? { requests: 0, bytes: 0 };
      const most = who === client.id ? limits.perKey : limits.perNetwork;
      if (share.requests >= most) throw tooMany(most);
      if (underWay >= limits.atOnce) throw full();
      shares.set(who, share);
      share.requests += 1;
      underWay += 1;
      let own = 0;
      const count = (bytes: number): void => {
        own += bytes;
        share.bytes += bytes;
        held += bytes;
      };
      try {
        const { headers } = request;
        return await action({ headers, pieces: (limit) => counted(request.pieces(limit), share, count) });
      } finally {
        underWay -= 1;
        held -= own;
        share.bytes -= own;
        share.requests -= 1;
        if (share.requests === 0) shares.delete(who);
      }
    },
  };
}

function tooMany(most: number): ProblemError {
  return new ProblemError(
    'too-many-requests',
    `A client may have ${String(most)} requests with files under way. Send the next when one is answered.`,
    { uploadsAtOnce: most, retryAfterSeconds: RETRY_AFTER },
  );
}

function tooMuch({ bytesPerClient }: UploadLimits): ProblemError {
  return new ProblemError(
    'too-many-requests',
    `A client may have ${String(Math.round(bytesPerClient / MIB))} MiB of files under way. Send the next when one is answered.`,
    { uploadBytesAtOnce: bytesPerClient, retryAfterSeconds: RETRY_AFTER },
  );
}

function full(): ProblemError {
  return new ProblemError(
    'uploads-full',
    `As many files are being taken in as may. Send the same again in ${String(RETRY_AFTER)} s.`,
    { retryAfterSeconds: RETRY_AFTER },
  );
}
