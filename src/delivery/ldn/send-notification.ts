import type { Outgoing } from '../../outgoing/index.js';
import type { LdnSettings } from '../channels/settings.js';
import type { Outcome } from '../model.js';
import { activityOf } from '../sending/activity.js';
import { outcomeOfStatus, passOver } from '../sending/outcome.js';
import type { SendTask } from '../sending/task.js';
import { discoverInbox } from './discover-inbox.js';

const JSON_LD = 'application/ld+json';
const PROFILE = 'https://www.w3.org/ns/activitystreams';

/** POSTs what happened to an inbox (Linked Data Notifications, section 3.2). */
export async function sendNotification(
  outgoing: Outgoing,
  { event, id }: SendTask,
  settings: LdnSettings,
  baseUrl: string,
): Promise<Outcome> {
  const inbox = settings.inbox ?? (await discoverInbox(outgoing, settings.target ?? ''));
  if (inbox === undefined)
    return { kind: 'again', fault: `<${String(settings.target)}> names no inbox by Link or ldp:inbox.` };
  const response = await outgoing.fetch(inbox, {
    method: 'POST',
    followRedirects: false,
    statusFirst: true,
    headers: { 'content-type': `${JSON_LD}; profile="${PROFILE}"`, 'idempotency-key': id },
    body: JSON.stringify(activityOf(event, baseUrl)),
  });
  await passOver(response);
  return outcomeOfStatus(response, new Date());
}
