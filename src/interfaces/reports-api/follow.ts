import { randomUUID } from 'node:crypto';
import { ProblemError } from '../../problem.js';
import { createSubscription, readAuditedSteps, type ReportLife } from '../../reports/index.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import { lifeReply, type CommandOptions } from './commands.js';

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
