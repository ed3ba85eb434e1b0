import { ProblemError } from '../../problem.js';
import { readFormFields } from '../http/form-fields.js';
import type { HttpRequest, Reply, RequestContext } from '../http/reply.js';
import { html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { pageReply } from '../web/page.js';
import type { FollowOptions } from './follow-page.js';
import { reporterAt } from './follower.js';
import { secretReply } from './secret-reply.js';
import { followWording } from './wording/in.js';

/** Erases the reporter's data by the form of the page, which cannot send DELETE: `POST /follow/{token}/erase`. */
export async function eraseByForm(
  options: FollowOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const report = reporterAt(options, request);
  const fields = await readFormFields(request, 'Programs use DELETE on …/personal.');
  if (!fields.has('sure'))
    throw new ProblemError('invalid-parameter', 'Tick the box: what is erased does not come back.', {
      parameter: 'sure',
    });
  const client = await context.authorise('personal.erase', { report }, request.params.token);
  await options.erase(report, { client, ground: 'person', requestId: context.requestId });
  const wording = wordingFor(request.headers, request.query);
  const texts = followWording(wording.language).personal;
  const body = html`<p>${texts.erased}</p>`;
  return secretReply(pageReply(options, wording, { title: texts.erasedTitle, body }));
}
