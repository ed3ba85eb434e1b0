import type { OutboxEvent } from '../../reports/index.js';
import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import { keyOf } from '../keys.js';

/** An event with the organisations whose inbox it goes to. */
export interface Addressed {
  /** Key in the outbox: the number of the change, and the event. */
  readonly position: string;
  readonly event: OutboxEvent;
  /** IRIs of who has the report now, and of the organisations above it. */
  readonly holders: readonly string[];
  /** The same of who had it before. */
  readonly before: readonly string[];
}

/**
 * The keys of the table: events of an organisation in their order; the open reports that it has, by state and last
 * event; and for each report, under which keys of the second kind it is.
 */
export const inboxKeys = {
  event: (organisation: string, position: string): string => `${keyOf(organisation)} event ${position}`,
  report: (organisation: string, state: string, position: string): string =>
    `${keyOf(organisation)} ${state} ${position}`,
  places: (report: string): string => `report ${report}`,
} as const;

/**
 * What events change in the inboxes.
 * @param isOpen whether a report in a state waits for someone
 */
export function inboxRecords(
  store: Pick<GraphStore, 'readRecord'>,
  addressed: readonly Addressed[],
  isOpen: (state: string) => boolean,
): KeptRecord[] {
  const places = new Map<string, readonly string[]>();
  const records = new Map<string, string | undefined>();
  for (const { position, event, holders, before } of addressed) {
    const value = JSON.stringify(event);
    for (const organisation of new Set([...holders, ...before]))
      records.set(inboxKeys.event(organisation, position), value);
    const own = inboxKeys.places(event.report);
    for (const key of places.get(own) ?? placesIn(store, own)) records.set(key, undefined);
    const next = isOpen(event.state)
      ? holders.map((organisation) => inboxKeys.report(organisation, event.state, position))
      : [];
    for (const key of next) records.set(key, value);
    places.set(own, next);
    records.set(own, next.length > 0 ? JSON.stringify(next) : undefined);
  }
  return [...records].map(([key, value]) => ({ table: 'inbox', key, value }));
}

function placesIn(store: Pick<GraphStore, 'readRecord'>, key: string): readonly string[] {
  const text = store.readRecord('inbox', key);
  return text === undefined ? [] : (JSON.parse(text) as string[]);
}
