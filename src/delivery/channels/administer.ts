import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import { deliveryRecord, rangeOf, targetOf } from '../keys.js';
import type { Delivery } from '../model.js';
import { publicSettings, type Channel } from './settings.js';

/** Records that are written in one flush. */
const PORTION = 1000;

type AdminStore = Pick<GraphStore, 'commit' | 'readRecord' | 'readRecords'>;

/** A channel as it is listed: without secrets, with how much waits. */
export interface ListedChannel {
  readonly organisation: string;
  readonly name: string;
  readonly settings: object;
  readonly paused?: Channel['paused'];
  readonly changed: string;
  readonly waiting: number;
  readonly dead: number;
  /** When the oldest happened that waits. */
  readonly oldest?: string;
}

/** A delivery that was given up. */
export type DeadLetter = Pick<Delivery, 'id' | 'thread' | 'time' | 'attempts' | 'fault' | 'body'>;

/** A channel with how much waits for it; reads all of that. */
export function listedChannel(store: Pick<GraphStore, 'readRecords'>, channel: Channel): ListedChannel {
  const { organisation, name, paused, changed, settings } = channel;
  let [waiting, dead] = [0, 0];
  let oldest: string | undefined;
  for (const { delivery } of deliveriesOf(store, channel)) {
    waiting += 1;
    if (delivery.dead) dead += 1;
    oldest ??= delivery.time;
  }
  return {
    organisation,
    name,
    settings: publicSettings(settings),
    ...(paused ? { paused } : {}),
    changed,
    waiting,
    dead,
    ...(oldest === undefined ? {} : { oldest }),
  };
}

/** The dead letters of a channel, the oldest first. */
export function deadLetters(
  store: Pick<GraphStore, 'readRecords'>,
  channel: Channel,
  limit: number,
): DeadLetter[] {
  const found: DeadLetter[] = [];
  for (const { delivery } of deliveriesOf(store, channel)) {
    if (!delivery.dead) continue;
    const { id, thread, time, attempts, fault, body } = delivery;
    found.push({ id, thread, time, attempts, body, ...(fault === undefined ? {} : { fault }) });
    if (found.length >= limit) break;
  }
  return found;
}

/**
 * Lets what waits for a channel be tried at once; with `dead`, also what was given up.
 * @returns how many dead letters wait again
 */
export async function requeue(
  store: AdminStore,
  channel: Channel,
  { agent, dead }: { readonly agent: string; readonly dead: boolean },
): Promise<number> {
  let revived = 0;
  const records: KeptRecord[] = [];
  for (const { key, delivery } of deliveriesOf(store, channel)) {
    if (delivery.due === undefined && !delivery.dead) continue;
    if (delivery.dead && !dead) continue;
    if (delivery.dead) revived += 1;
    const { id, target, kind, thread, time, body } = delivery;
    records.push(deliveryRecord(key, { id, target, kind, thread, time, body, attempts: 0 }));
  }
  for (let at = 0; at < records.length; at += PORTION)
    await store.commit({ agent, reason: 'Deliveries tried again', keep: records.slice(at, at + PORTION) });
  return revived;
}

/** Records that take away all that waits for a channel. */
export function withoutDeliveries(store: Pick<GraphStore, 'readRecords'>, channel: Channel): KeptRecord[] {
  return [...deliveriesOf(store, channel)].map(({ key }) => ({ table: 'delivery', key, value: undefined }));
}

function* deliveriesOf(
  store: Pick<GraphStore, 'readRecords'>,
  { organisation, name }: Channel,
): Generator<{ readonly key: string; readonly delivery: Delivery }> {
  for (const { key, value } of store.readRecords('delivery', rangeOf(targetOf(organisation, name))))
    yield { key, delivery: JSON.parse(value) as Delivery };
}
