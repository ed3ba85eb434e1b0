import { createHash } from 'node:crypto';
import type { KeptRecord } from '../store/graph-store.js';
import type { Delivery, Message } from './model.js';

/** Characters of a hash that stand for an IRI in keys: 132 bits. */
export const KEY_LENGTH = 22;
let lastTime = 0;
let serial = 0;

/** A short key for an IRI, since keys of the journal have a limit. */
export function keyOf(iri: string): string {
  return createHash('sha256').update(iri).digest('base64url').slice(0, KEY_LENGTH);
}

/** The key of a channel of an organisation; also of what goes to it. */
export function targetOf(organisation: string, name: string): string {
  return `${keyOf(organisation)}.${name}`;
}

/** The key of a delivery: those to one target together, in the order of the outbox. */
export function deliveryKey(target: string, position: string): string {
  return `${target} ${position}`;
}

/** The range of keys of all that goes to one target. */
export function rangeOf(target: string): { readonly start: string; readonly end: string } {
  return { start: `${target} `, end: `${target}!` };
}

/** The name under which a receiver knows an event: that of the event to this target. */
export function idFor(event: string, target: string): string {
  return `msg_${createHash('sha256').update(`${event} ${target}`).digest('base64url').slice(0, KEY_LENGTH)}`;
}

export function deliveryRecord(key: string, delivery: Delivery): KeptRecord {
  return { table: 'delivery', key, value: JSON.stringify(delivery) };
}

/**
 * The record of a message, to be committed with the change that it is about; the drain delivers it from then on.
 * @param sequence number that the change gets in the log: `commit((sequence) => ({ …, keep: [messageRecord(sequence, …)] }))`
 */
export function messageRecord(sequence: number, message: Message): KeptRecord {
  const now = Math.max(Date.now(), lastTime);
  serial = now === lastTime ? serial + 1 : 0;
  lastTime = now;
  // Changes that touch no graph do not count in the log: the time tells which came first.
  const order = `${String(now).padStart(15, '0')}${String(serial).padStart(6, '0')}`;
  const key = `${String(sequence).padStart(12, '0')} ${order} ${message.id}`;
  return { table: 'outbox', key, value: JSON.stringify(message) };
}
