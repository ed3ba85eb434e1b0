import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import { unlessMatched } from '../http/etag.js';
import type { ReadyReply, ReadyRequest } from '../http/reply.js';

/** Bytes of answers that are kept ready; most of them are those that the pages are kept in besides. */
const KEPT_BYTES = 64 * 1024 ** 2;
/** Bytes that an answer takes beside its body. */
const ASIDE = 1000;
/** Characters of what a client accepts, as browsers send some hundred. */
const LONGEST = 500;

/** Answers that stay as they are, by what was asked. */
export interface ReadyPages {
  /**
   * @param isThere whether it is still to be had; asked each time
   */
  keep(request: ReadyRequest, reply: ReadyReply, isThere: () => boolean): void;
  /** The answer to a request, or that the client has it already; `undefined` where it has to be worked out. */
  answer(request: ReadyRequest): ReadyReply | undefined;
}

export function createReadyPages(): ReadyPages {
  const kept = new LRUCache<string, { readonly reply: ReadyReply; readonly isThere: () => boolean }>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ reply }) => (reply.body?.length ?? 0) + ASIDE,
  });
  return {
    keep: (request, reply, isThere) => {
      const key = keyOf(request);
      if (key.length <= LONGEST) kept.set(key, { reply, isThere });
    },
    answer: (request) => {
      const found = kept.get(keyOf(request));
      if (!found?.isThere()) return undefined;
      return unlessMatched(request, found.reply);
    },
  };
}

function keyOf({ path, headers }: { readonly path: string; readonly headers: IncomingHttpHeaders }): string {
  return `${path}\n${headers.accept ?? ''}\n${headers['accept-encoding'] ?? ''}`;
}
