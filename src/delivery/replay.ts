import type { GraphStore, KeptRecord } from '../store/graph-store.js';
import type { Channel } from './channels/settings.js';
import type { Inbox, InboxItem } from './inbox/inbox.js';
import { deliveryKey, deliveryRecord, idFor, targetOf } from './keys.js';
import { route, type RoutingParts } from './routing.js';

/** Events that are put back in one flush. */
const PORTION = 500;

/** Puts what happened since a time into the queue of a channel again; see `Deliveries.replay`. */
export async function replay(
  parts: RoutingParts & { readonly store: Pick<GraphStore, 'commit'>; readonly inbox: Inbox },
  channel: Channel,
  since: Date,
  agent: string,
): Promise<number> {
  const { store, inbox } = parts;
  const target = targetOf(channel.organisation, channel.name);
  let count = 0;
  let after = '';
  for (;;) {
    const items = inbox.events(channel.organisation, after, PORTION);
    const last = items.at(-1);
    if (!last) return count;
    after = last.position;
    const wanted = items.filter(({ event }) => new Date(event.time) >= since);
    const routed = await route(
      parts,
      wanted.map(({ position, event }) => ({ key: position, event })),
    );
    const keep = wanted.flatMap((item, index): KeptRecord[] =>
      routed[index]?.targets.some((each) => each.target === target) ? [recordOf(item, target, channel)] : [],
    );
    if (keep.length > 0) await store.commit({ agent, reason: 'Events replayed', keep });
    count += keep.length;
  }
}

function recordOf({ position, event }: InboxItem, target: string, channel: Channel): KeptRecord {
  return deliveryRecord(deliveryKey(target, position), {
    id: idFor(event.id, target),
    target,
    kind: channel.settings.kind,
    thread: event.report,
    time: event.time,
    body: event,
    attempts: 0,
  });
}
