import { z } from 'zod';
import { changeNotices } from '../../reports/index.js';
import { checkedBody } from '../http/json-body.js';
import { fieldOf, readFormFields } from '../http/form-fields.js';
import type { HttpRequest, Reply, RequestContext } from '../http/reply.js';
import { wordingFor } from '../web/language.js';
import type { FollowOptions } from './follow-page.js';
import { reporterAt } from './follower.js';
import { backToPage } from './page-href.js';

const noticesForm = z.strictObject({ email: z.email().max(254) });

/** Chooses mail about a report after it was filed, by the form of the page: `POST /follow/{token}/notices`. */
export async function chooseNotices(
  options: FollowOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const report = reporterAt(options, request);
  const fields = await readFormFields(request);
  const { email } = checkedBody({ email: fieldOf(fields, 'email') ?? '' }, noticesForm);
  const { language } = wordingFor(request.headers, request.query);
  const { id } = await context.authorise('report.follow', { report }, request.params.token);
  await changeNotices(options, report, { by: 'email', address: email, language }, id);
  return backToPage(options, request, 'notices');
}
