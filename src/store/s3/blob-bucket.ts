import { createHash } from 'node:crypto';
import { S3mini } from 's3mini';
import { fetch } from 'undici';
import { ProblemError } from '../../problem.js';
import type { BlobStore } from '../blobs.js';

/** Milliseconds for one request to the bucket. */
const TIMEOUT = 30_000;

/** A bucket in a store that speaks the protocol of Amazon S3. */
export interface Bucket {
  /** Address of the bucket with its keys: `https://{key id}:{secret}@{host}/{bucket}`. */
  readonly address: string;
  readonly region: string;
}

/**
 * Files in a bucket, under their SHA-256.
 * @param disk where they were kept before, and are still found
 */
export function createBlobBucket({ address, region }: Bucket, disk: BlobStore): BlobStore {
  const url = new URL(address);
  const [accessKeyId, secretAccessKey] = [url.username, url.password].map(decodeURIComponent) as [
    string,
    string,
  ];
  [url.username, url.password] = ['', ''];
  const bucket = new S3mini({
    endpoint: url.href.replace(/\/$/, ''),
    ...{ accessKeyId, secretAccessKey, region, requestAbortTimeout: TIMEOUT },
    // The library undici takes over connections of the whole process, and those refuse what Node's own fetch makes of a
    // Content-Length that is given.
    fetch: fetch as unknown as typeof globalThis.fetch,
  });
  return {
    put: async (bytes) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      await orUnavailable(bucket.putObject(hash, bytes, 'application/octet-stream'));
      return hash;
    },
    get: async (hash) => {
      const found = await orUnavailable(bucket.getObjectArrayBuffer(hash));
      return found ? Buffer.from(found) : disk.get(hash);
    },
    remove: async (hash) => {
      await orUnavailable(bucket.deleteObject(hash));
      await disk.remove(hash);
    },
    sweep: (named, before) => disk.sweep(named, before),
  };
}

/** @throws ProblemError `storage-unavailable`; what the bucket says may name it and its keys, so only the cause has it */
async function orUnavailable<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw new ProblemError(
      'storage-unavailable',
      'The store of files does not answer as it should. Try again later; an operator looks at attachmentBucket.',
      {},
      { cause: error },
    );
  }
}
