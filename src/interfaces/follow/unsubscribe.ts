import type { HttpRequest, Reply, RequestContext } from '../http/reply.js';
import { html, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { pageReply } from '../web/page.js';
import type { FollowOptions } from './follow-page.js';
import { followerAt } from './follower.js';
import { changeChoice } from './notices.js';
import { pageHref } from './page-href.js';
import { secretReply } from './secret-reply.js';
import { followWording } from './wording/in.js';

/** Asks whether notices should end: opening a link does nothing, as mail programs open them by themselves. */
export function askUnsubscribe(options: FollowOptions, request: HttpRequest): Reply {
  followerAt(options, request);
  return stopPage(
    options,
    request,
    ({ stopIntro, stop }) =>
      html`<p>${stopIntro}</p>
        <form method="post"><button type="submit">${stop}</button></form>`,
  );
}

/** Ends the notices: by the form of the page, or by the one click of a mail program (RFC 8058). */
export async function unsubscribe(
  options: FollowOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const follower = followerAt(options, request);
  await changeChoice(options, { follower, request, context }, undefined);
  return stopPage(options, request, ({ stopped }) => html`<p>${stopped}</p>`);
}

function stopPage(
  options: FollowOptions,
  request: HttpRequest,
  content: (texts: ReturnType<typeof followWording>['notices']) => Html,
): Reply {
  const wording = wordingFor(request.headers, request.query);
  const texts = followWording(wording.language).notices;
  const body = html`${content(texts)}
    <p><a href="${pageHref(options, request)}">${texts.back}</a></p>`;
  return secretReply(pageReply(options, wording, { title: texts.stopTitle, body }));
}
