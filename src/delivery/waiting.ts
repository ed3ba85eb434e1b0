import type { GraphStore, KeptRecord } from '../store/graph-store.js';
import { deliveryRecord } from './keys.js';
import type { Delivery } from './model.js';

/** Records that are written in one flush. */
const PORTION = 1000;

/** A delivery with its key in the journal. */
export interface WaitingDelivery {
  readonly key: string;
  readonly delivery: Delivery;
}

/** How much waits. */
export interface Backlog {
  /** All that is not delivered, the dead among it. */
  readonly waiting: number;
  readonly dead: number;
  /** When the oldest happened that waits, ISO 8601. */
  readonly oldest?: string;
}

/** A delivery that was given up. */
export type DeadLetter = Pick<Delivery, 'id' | 'thread' | 'time' | 'attempts' | 'fault' | 'body'>;

/** Deliveries in a range of keys, in their order. */
export function* deliveriesIn(
  store: Pick<GraphStore, 'readRecords'>,
  range: { readonly start: string; readonly end: string },
): Generator<WaitingDelivery> {
  for (const { key, value } of store.readRecords('delivery', range))
    yield { key, delivery: JSON.parse(value) as Delivery };
}

export function backlogOf(found: Iterable<WaitingDelivery>): Backlog {
  let [waiting, dead] = [0, 0];
  let oldest: string | undefined;
  for (const { delivery } of found) {
    waiting += 1;
    if (delivery.dead) dead += 1;
    if (oldest === undefined || delivery.time < oldest) oldest = delivery.time;
  }
  return { waiting, dead, ...(oldest === undefined ? {} : { oldest }) };
}

/** Those that were given up, the first first. */
export function deadAmong(found: Iterable<WaitingDelivery>, limit: number): Delivery[] {
  const dead: Delivery[] = [];
  for (const { delivery } of found) {
    if (!delivery.dead) continue;
    dead.push(delivery);
    if (dead.length >= limit) break;
  }
  return dead;
}

export function deadLetter({ id, thread, time, attempts, fault, body }: Delivery): DeadLetter {
  return { id, thread, time, attempts, body, ...(fault === undefined ? {} : { fault }) };
}

/**
 * Lets deliveries be tried at once; with `dead`, also those that were given up.
 * @returns how many dead letters wait again
 */
export async function requeueAll(
  store: Pick<GraphStore, 'commit'>,
  found: Iterable<WaitingDelivery>,
  { agent, dead }: { readonly agent: string; readonly dead: boolean },
): Promise<number> {
  let revived = 0;
  const records: KeptRecord[] = [];
  for (const { key, delivery } of found) {
    if (delivery.due === undefined && !delivery.dead) continue;
    if (delivery.dead && !dead) continue;
    if (delivery.dead) revived += 1;
    const { id, target, kind, thread, to, time, body } = delivery;
    records.push(deliveryRecord(key, { id, target, kind, thread, to, time, body, attempts: 0 }));
  }
  for (let at = 0; at < records.length; at += PORTION)
    await store.commit({ agent, reason: 'Deliveries tried again', keep: records.slice(at, at + PORTION) });
  return revived;
}
