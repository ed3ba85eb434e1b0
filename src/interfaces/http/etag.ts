import { createHash } from 'node:crypto';
import { isWhole, type HttpRequest, type Reply } from './reply.js';

/**
 * Gives a reply the entity tag of its own bytes, and answers 304 where the client has just these
 * (RFC 9110, sections 8.8.3 and 13.1.2). The tag is weak, since a proxy or we may compress the body. A body that comes in
 * pieces gets none.
 */
export function withEntityTag(request: HttpRequest, reply: Reply): Reply {
  const { status, body } = reply;
  if (status !== 200 || body === undefined || !isWhole(body)) return reply;
  const mediaType = reply.headers?.['content-type'] ?? '';
  const hash = createHash('sha256').update(mediaType).update(body).digest('base64url');
  const headers = { ...reply.headers, etag: `W/"${hash.slice(0, 27)}"` };
  return unlessMatched(request, { ...reply, headers });
}

/** Answers 304 where the client has just what bears the entity tag of the reply (RFC 9110, section 13.1.2). */
export function unlessMatched<R extends Reply>(
  request: Pick<HttpRequest, 'headers'>,
  reply: R,
): R | Omit<Reply, 'body'> {
  const { headers = {} } = reply;
  if (headers.etag === undefined || !matches(request.headers['if-none-match'], headers.etag)) return reply;
  const kept = Object.entries(headers).filter(
    ([name]) => name !== 'content-type' && name !== 'content-encoding',
  );
  return { status: 304, headers: Object.fromEntries(kept) };
}

/** An entity tag that a client names: what stands between its quotes, and whether it is weak (RFC 9110, section 8.8.3). */
export interface EntityTag {
  readonly opaque: string;
  readonly isWeak: boolean;
}

/**
 * What `If-Match` or `If-None-Match` names (RFC 9110, section 13.1): whatever is there, or a list of entity tags, which is
 * empty where there is none that can be read.
 */
export function namedTags(condition: string): '*' | readonly EntityTag[] {
  if (condition.trim() === '*') return '*';
  return [...condition.matchAll(/(W\/)?"([^"]*)"/g)].map(([, weak, opaque = '']) => ({
    opaque,
    isWeak: weak !== undefined,
  }));
}

/** Compares as `If-None-Match` does: whether tags are weak makes no difference (RFC 9110, section 13.1.2). */
function matches(condition: string | undefined, tag: string): boolean {
  if (condition === undefined) return false;
  const named = namedTags(condition);
  return named === '*' || named.some(({ opaque }) => tag.replace(/^W\//, '') === `"${opaque}"`);
}
