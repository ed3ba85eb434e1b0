import { changeNotices, followerOf, type ChangingNotices } from '../../reports/index.js';
import { ProblemError } from '../../problem.js';
import type { HttpRequest, Reply, RequestContext, Site } from '../http/reply.js';
import { html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply } from '../web/page.js';
import { secretReply } from './secret-reply.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';

const TEXTS = { nl, en } as const;

/** What ending notices works with. */
export interface UnsubscribeOptions extends Site, ChangingNotices {}

/** Asks whether notices should end: opening a link does nothing, as mail programs open them by themselves. */
export function askUnsubscribe(options: UnsubscribeOptions, request: HttpRequest): Reply {
  reportOf(options, request);
  const wording = wordingFor(request.headers, request.query);
  const texts = TEXTS[wording.language];
  const body = html`<p>${texts.stopIntro}</p>
    <form method="post"><button type="submit">${texts.stop}</button></form>
    ${backLink(options, request, texts.back)}`;
  return secretReply(pageReply(options, wording, { title: texts.stopTitle, body }));
}

/** Ends the notices: by the form of the page, or by the one click of a mail program (RFC 8058). */
export async function unsubscribe(
  options: UnsubscribeOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const report = reportOf(options, request);
  const { id } = await context.authorise('report.follow', { report }, request.params.token);
  await changeNotices(options, report, undefined, id);
  const wording = wordingFor(request.headers, request.query);
  const texts = TEXTS[wording.language];
  const body = html`<p>${texts.stopped}</p>
    ${backLink(options, request, texts.back)}`;
  return secretReply(pageReply(options, wording, { title: texts.stopTitle, body }));
}

function backLink(site: Site, { params }: HttpRequest, text: string): ReturnType<typeof html> {
  return html`<p>
    <a href="${localHref(site, `${site.baseUrl}/follow/${params.token ?? ''}`)}">${text}</a>
  </p>`;
}

/** @throws ProblemError `not-found` */
function reportOf({ store, baseUrl }: UnsubscribeOptions, { params }: HttpRequest): string {
  const follower = followerOf(store, baseUrl, params.token ?? '');
  if (follower?.kind === 'reporter') return follower.report;
  throw new ProblemError(
    'not-found',
    'This is no link of a reporter: it was copied in part, it only looks on, or what it followed is erased.',
  );
}
