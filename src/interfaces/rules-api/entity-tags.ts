import { ProblemError } from '../../problem.js';
import { namedTags } from '../http/etag.js';
import type { HttpRequest } from '../http/reply.js';

/**
 * The entity tag of a version in a media type. It is strong, as a version never changes and a condition on a write needs
 * that (RFC 9110, section 13.1.1).
 */
export function tagOf(version: string, mediaType: string): string {
  return `"${version}/${mediaType.replace(/^.*\//, '')}"`;
}

/**
 * Holds a write to the version that the client has seen; any media type of it will do.
 * @param version the version in force, where there is any
 * @throws ProblemError `precondition-failed`
 */
export function refuseOtherVersion({ headers }: HttpRequest, version: string | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  const refuse = (detail: string): never => {
    throw new ProblemError('precondition-failed', detail);
  };
  if (noneMatch?.trim() === '*' && version !== undefined)
    refuse(`There is a version ${version} already, and If-None-Match: * asks for none.`);
  if (match === undefined) return;
  if (version === undefined) refuse('There is no such rule set yet, and If-Match asks for one.');
  const tags = namedTags(match);
  if (tags !== '*' && !tags.some(({ opaque, isWeak }) => !isWeak && opaque.split('/')[0] === version))
    refuse(`Version ${version ?? ''} is in force by now; look at it before you replace it.`);
}
