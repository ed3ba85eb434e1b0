import type { IncomingHttpHeaders } from 'node:http';
import Negotiator from 'negotiator';
import { ProblemError } from '../../problem.js';

/**
 * A parameter of a media range, other than its weight (RFC 9110, section 12.4.2). What is offered has none that a client
 * could choose by: all text is UTF-8, and a profile or version that is asked for is a wish and no reason to give nothing.
 */
const PARAMETER = /;\s*(?!q\s*=)[^\s=;,"]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?/gi;

/**
 * The media type that the client likes best among those on offer (RFC 9110, section 12.5.1).
 * @param offers the first is the one for clients that do not say
 * @returns `undefined` where the client accepts none of them
 */
export function preferredMediaType<T extends string>(
  headers: IncomingHttpHeaders,
  offers: readonly T[],
): T | undefined {
  const accept = headers.accept?.replaceAll(PARAMETER, '');
  const asked = accept === undefined ? {} : { accept };
  return new Negotiator({ headers: asked }).mediaType([...offers]) as T | undefined;
}

/**
 * As `preferredMediaType`, for resources that have nothing else.
 * @throws ProblemError `not-acceptable` listing what there is
 */
export function requireMediaType<T extends string>(headers: IncomingHttpHeaders, offers: readonly T[]): T {
  const chosen = preferredMediaType(headers, offers);
  if (chosen !== undefined) return chosen;
  throw new ProblemError('not-acceptable', `This is available as ${offers.join(', ')}.`, {
    available: offers,
  });
}
