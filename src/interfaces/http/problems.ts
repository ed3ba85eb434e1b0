import type { IncomingHttpHeaders } from 'node:http';
import { type ProblemError } from '../../problem.js';
import { html, type Html } from '../web/html.js';
import { isDutchAsked, wordingFor } from '../web/language.js';
import { pageReply } from '../web/page.js';
import { nl } from '../web/wording/nl.js';
import { dutchDetail } from '../web/wording/problem-details.js';
import { preferredMediaType } from './media.js';
import { jsonReply, type Reply, type Site } from './reply.js';

/** Media type of a problem document (RFC 9457). */
export const PROBLEM_JSON = 'application/problem+json';
/** Seconds after which a client may try again what the service cannot do now. */
const RETRY_AFTER = '5';
const TRY_AGAIN: readonly string[] = ['storage-unavailable', 'query-unavailable', 'identity-unavailable'];

/** What is known of the request that failed. */
export interface ProblemRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly requestId: string;
}

/** The IRI of a problem type; it answers with an explanation. */
export function problemIri(site: Site, type: string): string {
  return `${site.baseUrl}/problem/${type}`;
}

/** A problem as an answer: a problem document, or a page for people who browse. */
export function problemReply(site: Site, problem: ProblemError, request: ProblemRequest): Reply {
  const retry = retryAfter(problem);
  const mediaType = preferredMediaType(request.headers, [PROBLEM_JSON, 'application/json', 'text/html']);
  const reply =
    mediaType === 'text/html'
      ? problemPage(site, problem, request)
      : jsonReply(problemDocument(site, problem, request), {
          status: problem.status,
          mediaType: PROBLEM_JSON,
        });
  const language = isDutchAsked(request.headers, request.query) ? 'nl' : 'en';
  const headers = {
    'cache-control': 'no-store',
    'content-language': language,
    vary: 'Accept, Accept-Language',
    ...reply.headers,
    ...retry,
  };
  return { ...reply, headers: { ...headers, ...challengeFor(problem) } };
}

/** How to authenticate, as RFC 9110 (section 11.6.1) asks of a 401 and RFC 6750 (section 3) of both. */
function challengeFor({ type, extra }: ProblemError): Record<string, string> {
  const scheme = 'Bearer realm="wegwijzer"';
  if (type === 'forbidden') return { 'www-authenticate': `${scheme}, error="insufficient_scope"` };
  if (type !== 'unauthenticated') return {};
  return {
    'www-authenticate': extra.challenge === 'invalid_token' ? `${scheme}, error="invalid_token"` : scheme,
  };
}

/** When to try again: as the problem says, or soon where the service cannot do it now (RFC 9110, section 10.2.3). */
export function retryAfter({ type, extra }: ProblemError): Record<string, string> {
  const seconds = extra.retryAfterSeconds;
  if (typeof seconds === 'number') return { 'retry-after': String(seconds) };
  return TRY_AGAIN.includes(type) ? { 'retry-after': RETRY_AFTER } : {};
}

function problemDocument(site: Site, problem: ProblemError, request: ProblemRequest): object {
  // The SHACL report is RDF, and goes out by negotiation; the challenge is a header field; the way back is for pages.
  const apart = ['report', 'challenge', 'back'];
  const extra = Object.fromEntries(Object.entries(problem.extra).filter(([name]) => !apart.includes(name)));
  return {
    type: problemIri(site, problem.type),
    ...saidIn(problem, isDutchAsked(request.headers, request.query)),
    status: problem.status,
    requestId: request.requestId,
    ...extra,
  };
}

/**
 * Title and detail in the language asked for (RFC 9457, section 3.1). Where no Dutch sentence about this very occurrence
 * can be made, the general one stands in its place; the English one is there too.
 */
function saidIn({ type, title, message, extra }: ProblemError, isDutch: boolean): object {
  if (!isDutch) return { title, detail: message };
  const dutch = nl.problems[type];
  return {
    title: dutch.title,
    detail: dutchDetail(type, extra) ?? `${dutch.cause} ${dutch.mend}`,
    detailInEnglish: message,
  };
}

function problemPage(site: Site, problem: ProblemError, request: ProblemRequest): Reply {
  const wording = wordingFor(request.headers, request.query);
  const { title, cause, mend } = wording.problems[problem.type];
  const dutch = dutchDetail(problem.type, problem.extra);
  return pageReply(site, wording, {
    title,
    status: problem.status,
    // What was wrong this time is always there in English; what it means and how to mend it, in the reader's language.
    body: html`${wording.language === 'en' ? undefined : html`<p>${dutch ?? cause}</p>`}
      <p lang="en">${problem.message}</p>
      <h2>${wording.mend}</h2>
      <p>${mend}</p>
      ${wayBack(problem)}
      <p class="note">${request.requestId}</p>`,
  });
}

/** The link to where a form was, where the problem says so. */
function wayBack({ extra: { back } }: ProblemError): Html | undefined {
  if (typeof back !== 'object' || back === null || !('href' in back) || !('text' in back)) return undefined;
  return html`<p><a href="${String(back.href)}">${String(back.text)}</a></p>`;
}
