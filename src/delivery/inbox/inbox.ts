import type { OutboxEvent } from '../../reports/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import { inboxKeys } from './inbox-records.js';

/** An event in an inbox. */
export interface InboxItem {
  /** Where it stands: what comes later sorts after it. */
  readonly position: string;
  readonly event: OutboxEvent;
}

/** What organisations have to know, and the open reports that they have. Read by ranges of keys, so as fast for many. */
export interface Inbox {
  /** Events of an organisation after a position, the first first. */
  events(organisation: string, after: string, limit: number): InboxItem[];
  /** The last position there is; empty where there is none. */
  last(organisation: string): string;
  /** The open reports that an organisation has in any of some states, with their last event; the longest untouched first. */
  reports(
    organisation: string,
    states: readonly string[],
    range: { readonly after: string; readonly limit: number },
  ): InboxItem[];
  /** Told of organisations that have new events, when those can be read. Returns what ends it. */
  watch(listener: (organisations: ReadonlySet<string>) => void): () => void;
  /** Tells those who watch. */
  announce(organisations: ReadonlySet<string>): void;
}

export function createInbox(store: Pick<GraphStore, 'readRecords'>): Inbox {
  const listeners = new Set<(organisations: ReadonlySet<string>) => void>();
  const read = (prefix: string, after: string, limit: number): InboxItem[] =>
    [
      ...store.readRecords('inbox', {
        start: after === '' ? prefix : `${prefix}${after}\0`,
        end: `${prefix}\uffff`,
        limit,
      }),
    ].map(({ key, value }) => ({
      position: key.slice(prefix.length),
      event: JSON.parse(value) as OutboxEvent,
    }));
  return {
    events: (organisation, after, limit) => read(inboxKeys.event(organisation, ''), after, limit),
    last: (organisation) => {
      const prefix = inboxKeys.event(organisation, '');
      const range = { start: `${prefix}\uffff`, end: prefix, reverse: true, limit: 1 };
      const [last] = store.readRecords('inbox', range);
      return last?.key.startsWith(prefix) ? last.key.slice(prefix.length) : '';
    },
    reports: (organisation, states, { after, limit }) =>
      states
        .flatMap((state) => read(inboxKeys.report(organisation, state, ''), after, limit))
        .sort((a, b) => (a.position < b.position ? -1 : 1))
        .slice(0, limit),
    watch: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    announce: (organisations) => {
      for (const listener of listeners) listener(organisations);
    },
  };
}
