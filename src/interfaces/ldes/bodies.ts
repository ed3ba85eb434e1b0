import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import { ProblemError } from '../../problem.js';
import { tagWithCoding } from '../http/etag.js';

/** Content codings that pages are sent in. */
export type Coding = 'br' | 'gzip' | 'identity';

/** A page written in a format and a coding. */
export interface Body {
  readonly bytes: Buffer;
  /** Strong: it tells these very bytes from all others (RFC 9110, section 8.8.3). */
  readonly entityTag: string;
}

/** Bytes of pages that are kept ready. */
const KEPT_BYTES = 64 * 1024 ** 2;
/** Pages that may be in the making at a time; a cheap one takes a millisecond, a dear one some fifty. */
const MOST_UNDER_WAY = 32;
const RETRY_AFTER = 1;
/** Of eleven; what comes after costs more than it saves. */
const BROTLI_QUALITY = 5;

const compress: Readonly<Record<Coding, (bytes: Buffer) => Promise<Buffer>>> = {
  identity: (bytes) => Promise.resolve(bytes),
  gzip: promisify(gzip),
  br: (bytes) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
};

/** Keeps pages ready that were asked for lately. */
export interface Bodies {
  /**
   * A page, written by `write` unless it is ready. Those who ask for the same page at a time wait for the same one.
   * @param key what tells the page from others, its state and format included
   * @param form coding and format; two formats may write a page in the same bytes, and still need a tag each
   * @throws ProblemError `too-many-requests` where too many pages are being made already
   */
  get(
    key: string,
    form: { readonly coding: Coding; readonly mediaType: string },
    write: () => Promise<string>,
  ): Promise<Body>;
}

/** @param mostUnderWay pages that may be in the making at a time */
export function createBodies({ mostUnderWay = MOST_UNDER_WAY } = {}): Bodies {
  const kept = new LRUCache<string, Body>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ bytes }) => bytes.length + 1,
  });
  const underWay = new Map<string, Promise<Body>>();
  return {
    get: async (key, { coding, mediaType }, write) => {
      const name = `${coding} ${key}`;
      const ready = kept.get(name) ?? underWay.get(name);
      if (ready) return ready;
      if (underWay.size >= mostUnderWay) throw overloaded();
      const making = make({ coding, mediaType }, write);
      underWay.set(name, making);
      try {
        const body = await making;
        kept.set(name, body);
        return body;
      } finally {
        underWay.delete(name);
      }
    },
  };
}

async function make(
  { coding, mediaType }: { readonly coding: Coding; readonly mediaType: string },
  write: () => Promise<string>,
): Promise<Body> {
  const plain = Buffer.from(await write());
  const hash = createHash('sha256').update(`${mediaType}\n`).update(plain).digest('base64url').slice(0, 27);
  return {
    bytes: await compress[coding](plain),
    entityTag: coding === 'identity' ? `"${hash}"` : tagWithCoding(`"${hash}"`, coding),
  };
}

function overloaded(): ProblemError {
  return new ProblemError(
    'too-many-requests',
    `Too many pages of event streams are asked for at a time. Try again in ${String(RETRY_AFTER)} s.`,
    { retryAfterSeconds: RETRY_AFTER },
  );
}
