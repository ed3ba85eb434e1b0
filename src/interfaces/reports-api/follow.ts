import { randomUUID } from 'node:crypto';
import { ProblemError } from '../../problem.js';
import {
  createSubscription,
  followerOf,
  readAuditedSteps,
  unmasked,
  type Follower,
  type ReportLife,
} from '../../reports/index.js';
import { secretReply } from '../follow/secret-reply.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import { FOLLOWER_COMMANDS } from './command-bodies.js';
import { lifeReply, performCommand, type CommandOptions } from './commands.js';

/** What everyone may know of a report's life: `GET /doc/report/{id}/timeline`. */
export async function showTimeline(options: CommandOptions, request: HttpRequest): Promise<Reply> {
  return lifeReply(options, lifeAt(options, request));
}

/**
 * The history with who gave each command, for those who may know: `GET /doc/report/{id}/history`.
 * @throws ProblemError `unauthenticated`, `forbidden`, `not-found`
 */
export async function showHistory(
  options: CommandOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const life = lifeAt(options, request);
  await context.authorise('history.read', await options.life.ownerOf(life));
  const audited = new Map(readAuditedSteps(options.store, life.id).map((step) => [step.step, step]));
  const entries = life.history.map((entry) => {
    const { agent, requestId } = audited.get(entry.iri) ?? {};
    return {
      ...entry,
      ...(agent === undefined ? {} : { agent }),
      ...(requestId === undefined ? {} : { requestId }),
    };
  });
  const reply = jsonReply({ report: life.iri, entries });
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'no-store' } };
}

/** What the holder of a secret link sees: `GET /follow/{token}`. */
export async function showFollowed(options: CommandOptions, request: HttpRequest): Promise<Reply> {
  const { report, kind } = followed(options, request);
  const life = options.life.read(report);
  if (!life) throw new ProblemError('not-found', 'The report that this link followed is gone.');
  return secretReply(await lifeReply(options, kind === 'reporter' ? unmasked(options.store, life) : life));
}

/** A command of the reporter: `POST /follow/{token}/{command}`. */
export async function followerCommand(
  options: CommandOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { command = '', token = '' } = request.params;
  const { report } = followed(options, request);
  if (!FOLLOWER_COMMANDS.some((known) => known === command))
    throw new ProblemError(
      'not-found',
      `With a follow link there is no command "${command}"; there are ${FOLLOWER_COMMANDS.join(', ')}.`,
    );
  return performCommand(options, request, context, { report, credential: token });
}

/** Follows a report that someone else filed: `POST /id/report/{id}/subscribe` gives a link that looks and does nothing. */
export async function subscribe(
  options: CommandOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const client = await context.authorise('report.file');
  const life = lifeAt(options, request);
  const { token, record } = createSubscription(life.id, randomUUID());
  await options.store.commit({ agent: client.id, reason: 'Subscription to a report', keep: [record] });
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

function followed({ store, baseUrl }: CommandOptions, { params }: HttpRequest): Follower {
  const follower = followerOf(store, baseUrl, params.token ?? '');
  if (follower) return follower;
  throw new ProblemError(
    'not-found',
    'This link follows nothing: it was copied in part, or what it followed is erased.',
  );
}
