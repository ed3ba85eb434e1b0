import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isAuthorised, type Switches } from '../../access/index.js';
import { ProblemError } from '../../problem.js';
import {
  changeSubscription,
  createSubscription,
  readAuditedSteps,
  readFiling,
  type NoticeMeans,
  type ReportLife,
  type Turns,
} from '../../reports/index.js';
import { choiceFrom, noticeChoiceBody } from '../follow/notice-choice.js';
import { readJsonBody } from '../http/json-body.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import { lifeReply, type CommandOptions } from './commands.js';

const NO_SWITCHES: Switches = { anonymousFile: false, anonymousRead: false };

/** What everyone may know of a report's life: `GET /doc/report/{id}/timeline`. */
export async function showTimeline(options: CommandOptions, request: HttpRequest): Promise<Reply> {
  return lifeReply(options, lifeAt(options, request));
}

/**
 * The history: `GET /doc/report/{id}/history`. Those who may know see who gave each command, under which request; all
 * others what is public of it.
 * @throws ProblemError `unauthenticated`, `not-found`
 */
export async function showHistory(
  options: CommandOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const client = await context.authorise('public.read');
  const life = lifeAt(options, request);
  const isWhole = isAuthorised(client, 'history.read', await options.life.ownerOf(life), NO_SWITCHES);
  const entries = isWhole ? wholeHistory(options, life) : life.history;
  const reply = jsonReply({ report: life.iri, part: isWhole ? 'all' : 'public', entries });
  return {
    ...reply,
    headers: { ...reply.headers, 'cache-control': 'no-store', vary: 'Authorization, X-API-Key' },
  };
}

function wholeHistory({ store }: CommandOptions, life: ReportLife): object[] {
  const recorded = readAuditedSteps(store, life.id);
  const filing = recorded[0]?.command === 'file' ? undefined : readFiling(store, life);
  const audited = new Map([...(filing ? [filing] : []), ...recorded].map((step) => [step.step, step]));
  return life.history.map((entry) => {
    const { agent, requestId } = audited.get(entry.iri) ?? {};
    return {
      ...entry,
      ...(agent === undefined ? {} : { agent }),
      ...(requestId === undefined ? {} : { requestId }),
    };
  });
}

/** The body of `POST /id/report/{id}/subscribe`: how to be told, where that is wanted. */
export const subscribeBody = z.strictObject({ notices: noticeChoiceBody.optional() });

/** What following a report works with. */
export interface SubscribeOptions extends CommandOptions {
  readonly turns: Turns;
  readonly noticeMeans: NoticeMeans;
}

/** Follows a report that someone else filed: `POST /id/report/{id}/subscribe` gives a link that looks, and says how to be told. */
export async function subscribe(
  options: SubscribeOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const client = await context.authorise('report.file');
  const life = lifeAt(options, request);
  const { notices } = await readJsonBody(request, subscribeBody);
  const choice = notices && choiceFrom(notices, options.noticeMeans);
  const { token, record } = createSubscription(life.id, randomUUID());
  // One commit, so that nothing is left where as many are told as may.
  if (choice) await changeSubscription(options, { report: life.iri, key: record.key, made: record }, choice);
  else await options.store.commit({ agent: client.id, reason: 'Subscription to a report', keep: [record] });
  const reply = jsonReply(
    { report: life.iri, follow: `${options.baseUrl}/follow/${token}` },
    { status: 201 },
  );
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'no-store' } };
}

function lifeAt({ life, baseUrl }: CommandOptions, { params }: HttpRequest): ReportLife {
  const found = life.read(`${baseUrl}/id/report/${encodeURIComponent(params.id ?? '')}`);
  if (found) return found;
  throw new ProblemError('not-found', `There is no report "${params.id ?? ''}".`);
}
