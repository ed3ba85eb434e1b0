import type { OutboxEvent } from '../reports/index.js';
import type { Receipt } from './open311/awaited.js';

/** Something to be brought to one target, as it is kept until it is there. */
export interface Delivery {
  /** The same at each attempt, and of this event to this target alone: receivers drop repeats by it. */
  readonly id: string;
  /** Key of the target: a channel of an organisation, or an address that a message names. */
  readonly target: string;
  /** Kind of channel, such as `webhook`; says who sends it. */
  readonly kind: string;
  /** What happens in order: deliveries of one thread to one target go out one after the other. A report's IRI. */
  readonly thread: string;
  /** To whom among those that share the target: key of a subscription. */
  readonly to?: string | undefined;
  /** When it happened, ISO 8601 in UTC. */
  readonly time: string;
  /** What happened to a report, or what the sender of a message gave along. */
  readonly body: unknown;
  readonly attempts: number;
  /** Before when it is not tried again, ISO 8601 in UTC. */
  readonly due?: string;
  /** Why the last attempt came to nothing. */
  readonly fault?: string;
  /** Given up; it and what follows in its thread wait for a person. */
  readonly dead?: true;
}

/** What became of an attempt. */
export type Outcome =
  /** It is there; `receipt` by which the target is asked what becomes of it, where there is one. */
  | { readonly kind: 'done'; readonly receipt?: Receipt | undefined }
  /**
   * Try again; `after` milliseconds at the earliest where the target says so, for all that goes to it. With `alone` the
   * fault is with whom this delivery is for, of many that share the target, and says nothing of the others.
   */
  | {
      readonly kind: 'again';
      readonly fault: string;
      readonly after?: number | undefined;
      readonly alone?: boolean | undefined;
    }
  /** It cannot come to anything. */
  | { readonly kind: 'dead'; readonly fault: string }
  /** The target wants nothing more. */
  | { readonly kind: 'pause'; readonly fault: string };

/**
 * Brings one delivery to its target. What it throws counts as `again`.
 * @param signal aborted when the service stops
 */
export type Send = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>;

/** A message of another room to an address, to be delivered through the outbox. */
export interface Message {
  /** Kind of channel that sends it, as it was registered with `registerChannel`. */
  readonly channel: string;
  /** What is delivered to apart from others: an address or an IRI. */
  readonly target: string;
  /** Messages of one thread to one target go out in order; such as the IRI of a process. */
  readonly thread: string;
  /** Stays the same at each attempt. */
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** What the channel needs to send it; kept as JSON. */
  readonly body: unknown;
}

/** What the outbox holds. */
export type OutboxItem = OutboxEvent | Message;

/** Whether an item of the outbox is a message, and not what happened to a report. */
export function isMessage(item: OutboxItem): item is Message {
  return 'channel' in item;
}
