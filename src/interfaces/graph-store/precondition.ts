import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../../problem.js';
import type { GraphStore } from '../../store/graph-store.js';
import { namedTags } from '../http/etag.js';

/**
 * The entity tag of a graph in one media type (RFC 9110, section 8.8.3): the number of its last change, and the format.
 * @param changed number of the last change
 */
export function graphTag(changed: number, mediaType: string): string {
  return `"${String(changed)}-${mediaType.replace(/^.*\//, '')}"`;
}

/**
 * The header with which a reader's answer names the state of a graph: none while readers may still have the one before, so that
 * nobody keeps that under the tag of the new one.
 * @param tag the entity tag of the graph as it is
 */
export function tagOfRead(
  { readersAreBehind }: Pick<GraphStore, 'readersAreBehind'>,
  tag: string,
): { readonly etag?: string } {
  return readersAreBehind ? {} : { etag: tag };
}

/**
 * Whether a conditional request may go on (RFC 9110, section 13.1), whatever the format of the tag it names.
 * @param changed number of the last change to the graph; `undefined` where there is none
 * @throws ProblemError `precondition-failed`
 */
export function checkPreconditions(headers: IncomingHttpHeaders, changed: number | undefined): void {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined && !names(ifMatch, changed))
    throw failed(
      changed,
      changed === undefined ? 'There is no such graph.' : 'It is not what If-Match names.',
    );
  if (ifNoneMatch !== undefined && names(ifNoneMatch, changed))
    throw failed(changed, 'It is there already, as If-None-Match names it.');
}

/**
 * Whether a list of entity tags names the graph as it is. What is written is the graph and not one representation of it,
 * so the number of the change decides, in whatever format or coding the client read it. For the same reason a tag counts
 * that a proxy made weak when it compressed the answer: the number tells one state from another as well as before,
 * and such a client could never write otherwise.
 */
function names(list: string, changed: number | undefined): boolean {
  if (changed === undefined) return false;
  const tags = namedTags(list);
  return tags === '*' || tags.some(({ opaque }) => opaque.startsWith(`${String(changed)}-`));
}

function failed(changed: number | undefined, reason: string): ProblemError {
  return new ProblemError('precondition-failed', `Nothing was changed. ${reason}`, {
    ...(changed === undefined ? {} : { changed }),
  });
}
