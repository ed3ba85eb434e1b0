import { z } from 'zod';
import {
  changeNotices,
  changeSubscription,
  readNoticeChoice,
  readSubscriberChoice,
  reportId,
  type Follower,
  type NoticeChoice,
} from '../../reports/index.js';
import { checkedBody, readJsonBody } from '../http/json-body.js';
import { fieldOf, readFormFields } from '../http/form-fields.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import { wordingFor } from '../web/language.js';
import type { FollowOptions } from './follow-page.js';
import { followerAt } from './follower.js';
import { choiceFrom, noticeChoiceBody, shownChoice } from './notice-choice.js';
import { backToPage } from './page-href.js';
import { secretReply } from './secret-reply.js';

const noticesForm = z.strictObject({ email: z.email().max(254) });

/** Chooses mail about a report by the form of the page: `POST /follow/{token}/notices`. */
export async function chooseNotices(
  options: FollowOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const follower = followerAt(options, request);
  const fields = await readFormFields(request, 'Programs use PUT, with JSON.');
  const { email } = checkedBody({ email: fieldOf(fields, 'email') ?? '' }, noticesForm);
  const { language } = wordingFor(request.headers, request.query);
  const choice = choiceFrom({ notify: 'email', email, language }, options.noticeMeans);
  await changeChoice(options, { follower, request, context }, choice);
  return backToPage(options, request, 'notices');
}

/** How the holder of the link is told: `GET /follow/{token}/notices`. */
export function showNotices(options: FollowOptions, request: HttpRequest): Reply {
  return shown(options, followerAt(options, request));
}

/** Sets that: `PUT /follow/{token}/notices`. */
export async function putNotices(
  options: FollowOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const follower = followerAt(options, request);
  const choice = choiceFrom(await readJsonBody(request, noticeChoiceBody), options.noticeMeans);
  await changeChoice(options, { follower, request, context }, choice);
  return shown(options, follower);
}

/** Ends it: `DELETE /follow/{token}/notices`. */
export async function deleteNotices(
  options: FollowOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const follower = followerAt(options, request);
  await changeChoice(options, { follower, request, context }, undefined);
  return shown(options, follower);
}

/**
 * Changes how the holder of a link is told. Who follows what another reported changes nothing but the own subscription,
 * and the link is all that it takes.
 */
export async function changeChoice(
  options: FollowOptions,
  asked: { readonly follower: Follower; readonly request: HttpRequest; readonly context: RequestContext },
  choice: NoticeChoice | undefined,
): Promise<void> {
  const { report, subscription, isTold } = asked.follower;
  if (subscription !== undefined) {
    await changeSubscription(options, { report, key: subscription, isTold }, choice);
    return;
  }
  const { id } = await asked.context.authorise('report.follow', { report }, asked.request.params.token);
  await changeNotices(options, report, choice, id);
}

/** How the holder of a link is told now. */
export function choiceOf(
  { store }: FollowOptions,
  { report, subscription }: Follower,
): NoticeChoice | undefined {
  return subscription === undefined
    ? readNoticeChoice(store, reportId(report))
    : readSubscriberChoice(store, subscription);
}

function shown(options: FollowOptions, follower: Follower): Reply {
  return secretReply(jsonReply(shownChoice(choiceOf(options, follower))));
}
