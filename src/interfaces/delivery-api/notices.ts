import type { Client } from '../../access/index.js';
import { jsonReply, uncached, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import { readJsonBody } from '../http/json-body.js';
import { audited } from './audited.js';
import { noticesReplayBody } from './channel-body.js';
import type { DeliveryApiOptions } from './index.js';

const MOST_DEAD = 100;

/** How much waits to be told to reporters: `GET /notices`. */
export async function showNotices(options: DeliveryApiOptions, context: RequestContext): Promise<Reply> {
  await administrator(options, context);
  return uncached(jsonReply(options.deliveries.notices.backlog()));
}

/** What was given up of it: `GET /notices/dead`. */
export async function listDeadNotices(options: DeliveryApiOptions, context: RequestContext): Promise<Reply> {
  await administrator(options, context);
  return uncached(jsonReply({ dead: options.deliveries.notices.dead(MOST_DEAD) }));
}

/** Tries it again: `POST /notices/replay`. */
export async function replayNotices(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { id: agent } = await administrator(options, context);
  const { report } = await readJsonBody(request, noticesReplayBody);
  const about = report === undefined ? 'all reports' : `<${report}>`;
  const record = audited(options, context, {
    client: agent,
    action: 'notices.manage',
    reason: `Notices tried again: of ${about}`,
  });
  await options.store.commit({ agent, reason: 'Notices tried again', keep: [record] });
  const revived = await options.deliveries.notices.replay({ agent, report });
  return uncached(jsonReply({ ...options.deliveries.notices.backlog(), revived }));
}

async function administrator({ deliveries }: DeliveryApiOptions, context: RequestContext): Promise<Client> {
  const client = await context.authorise('notices.manage');
  await deliveries.routed();
  return client;
}
