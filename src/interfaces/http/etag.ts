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

/**
 * Answers 304 where the client has just what bears the entity tag of the reply (RFC 9110, section 13.1.2), under the tag
 * that the client has it by: caches look for that one (RFC 9111, section 4.3.4). It says what the answer varies with as
 * a 200 would that may be compressed (RFC 9110, section 15.4.5).
 */
export function unlessMatched<R extends Reply>(
  request: Pick<HttpRequest, 'headers'>,
  reply: R,
): R | Omit<Reply, 'body'> {
  const { headers = {} } = reply;
  if (headers.etag === undefined) return reply;
  const etag = knownAs(request.headers['if-none-match'], headers.etag);
  if (etag === undefined) return reply;
  const kept = Object.entries(headers).filter(
    ([name]) => name !== 'content-type' && name !== 'content-encoding',
  );
  const vary = request.headers['accept-encoding'] === undefined ? {} : { vary: withCodings(headers.vary) };
  return { status: 304, headers: { ...Object.fromEntries(kept), ...vary, etag } };
}

/** What an answer varies with that comes in the content codings that the client takes. */
function withCodings(vary: string | undefined): string {
  if (vary === undefined) return 'Accept-Encoding';
  return /\*|\baccept-encoding\b/i.test(vary) ? vary : `${vary}, Accept-Encoding`;
}

/**
 * The entity tag of an answer in a content coding: bytes that differ have strong tags that differ (RFC 9110, section
 * 8.8.3.3). A weak tag holds for all codings, and one that has its coding already keeps it.
 */
export function tagWithCoding(tag: string, coding: string): string {
  return tag.startsWith('"') && !tag.endsWith(`;${coding}"`) ? `${tag.slice(0, -1)};${coding}"` : tag;
}

/**
 * An entity tag that a client names (RFC 9110, section 8.8.3): what stands between its quotes, without the coding that
 * `tagWithCoding` put there, and whether it is weak.
 */
export interface EntityTag {
  /** As the client wrote it. */
  readonly text: string;
  readonly opaque: string;
  readonly isWeak: boolean;
}

/**
 * What `If-Match` or `If-None-Match` names (RFC 9110, section 13.1): whatever is there, or a list of entity tags, which is
 * empty where there is none that can be read.
 */
export function namedTags(condition: string): '*' | readonly EntityTag[] {
  return condition.trim() === '*' ? '*' : tagsIn(condition);
}

function tagsIn(text: string): EntityTag[] {
  return [...text.matchAll(/(W\/)?"([^";]*)(?:;[^"]*)?"/g)].map(([whole, weak, opaque = '']) => ({
    text: whole,
    opaque,
    isWeak: weak !== undefined,
  }));
}

/**
 * The entity tag by which a client has what bears this one, as it would be sent to it again; whether tags are weak, and
 * in which coding the client has it, makes no difference (RFC 9110, section 13.1.2).
 */
function knownAs(condition: string | undefined, tag: string): string | undefined {
  if (condition === undefined) return undefined;
  const named = namedTags(condition);
  if (named === '*') return tag;
  const [own] = tagsIn(tag);
  return named.find(({ opaque }) => opaque === own?.opaque)?.text;
}
