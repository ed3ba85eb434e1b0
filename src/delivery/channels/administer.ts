import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import { rangeOf, targetOf } from '../keys.js';
import {
  backlogOf,
  deadAmong,
  deadLetter,
  deliveriesIn,
  requeueAll,
  type Backlog,
  type DeadLetter,
  type WaitingDelivery,
} from '../waiting.js';
import { publicSettings, type Channel } from './settings.js';

/** A channel as it is listed: without secrets, with how much waits. */
export interface ListedChannel extends Backlog {
  readonly organisation: string;
  readonly name: string;
  readonly settings: object;
  readonly paused?: Channel['paused'];
  readonly changed: string;
}

/** A channel with how much waits for it; reads all of that. */
export function listedChannel(store: Pick<GraphStore, 'readRecords'>, channel: Channel): ListedChannel {
  const { organisation, name, paused, changed, settings } = channel;
  return {
    organisation,
    name,
    settings: publicSettings(settings),
    ...(paused ? { paused } : {}),
    changed,
    ...backlogOf(deliveriesOf(store, channel)),
  };
}

/** The dead letters of a channel, the oldest first. */
export function deadLetters(
  store: Pick<GraphStore, 'readRecords'>,
  channel: Channel,
  limit: number,
): DeadLetter[] {
  return deadAmong(deliveriesOf(store, channel), limit).map(deadLetter);
}

/**
 * Lets what waits for a channel be tried at once; with `dead`, also what was given up.
 * @returns how many dead letters wait again
 */
export function requeue(
  store: Pick<GraphStore, 'commit' | 'readRecords'>,
  channel: Channel,
  by: { readonly agent: string; readonly dead: boolean },
): Promise<number> {
  return requeueAll(store, deliveriesOf(store, channel), by);
}

/** Records that take away all that waits for a channel. */
export function withoutDeliveries(store: Pick<GraphStore, 'readRecords'>, channel: Channel): KeptRecord[] {
  return [...deliveriesOf(store, channel)].map(({ key }) => ({ table: 'delivery', key, value: undefined }));
}

function deliveriesOf(
  store: Pick<GraphStore, 'readRecords'>,
  { organisation, name }: Channel,
): Generator<WaitingDelivery> {
  return deliveriesIn(store, rangeOf(targetOf(organisation, name)));
}
