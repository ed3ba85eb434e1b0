import { readLifeTable } from '../reports/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { createAncestry } from './ancestry.js';
import { readChannels, type Channels } from './channels/channels.js';
import { createDrain } from './drain/drain.js';
import type { LaneFigures } from './drain/lane.js';
import { createInbox, type Inbox } from './inbox/inbox.js';
import type { Delivery, Outcome, Send } from './model.js';
import { route } from './routing.js';

/** Attempts before a delivery is given up: with the delays in between, some two and a half days. */
const ATTEMPTS = 20;
const FIRST_DELAY = 5000;
const CONCURRENCY = 16;

/** What delivering is made of. */
export interface DeliveryParts {
  readonly store: Pick<GraphStore, 'commit' | 'select' | 'readRecord' | 'readRecords' | 'subscribe'>;
  readonly baseUrl: string;
  readonly now: () => Date;
  /** Attempts after which a delivery is given up; default 20. */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt; doubled for each further one. Default 5 s. */
  readonly firstDelay?: number | undefined;
  /** Told of every attempt. */
  readonly onAttempt?: ((delivery: Delivery, outcome: Outcome) => void) | undefined;
  /** Told of what goes wrong here, and not at a target. */
  readonly onFailure: (error: unknown) => void;
}

/** Brings what happens to those who must know. */
export interface Deliveries {
  readonly channels: Channels;
  readonly inbox: Inbox;
  /** Says who sends deliveries of a kind, and begins with those that wait. */
  registerChannel(kind: string, send: Send): void;
  /** Resolves when all that was committed before is in the inboxes and the queues of its targets. */
  routed(): Promise<void>;
  /** How much waits, by target. */
  figures(): LaneFigures[];
  close(): Promise<void>;
}

/** Begins to empty the outbox. */
export function startDeliveries(parts: DeliveryParts): Deliveries {
  const { store, baseUrl, now } = parts;
  const { states } = readLifeTable();
  const agent = `${baseUrl}/id/agent/service`;
  const ancestry = createAncestry(store);
  const channels = readChannels(store);
  const inbox = createInbox(store);
  const isOpen = (state: string): boolean => states.get(state)?.open ?? false;
  const drain = createDrain({
    ...parts,
    agent,
    attempts: parts.attempts ?? ATTEMPTS,
    firstDelay: parts.firstDelay ?? FIRST_DELAY,
    concurrency: CONCURRENCY,
    route: (events) => route({ store, ancestry, channels, isOpen }, events),
    onRouted: (routed) => {
      const organisations = new Set(routed.flatMap((each) => each.organisations));
      if (organisations.size > 0) inbox.announce(organisations);
    },
    isPaused: (target) => channels.byTarget(target)?.paused !== undefined,
    onPause: async (target, reason) => {
      const channel = channels.byTarget(target);
      if (channel)
        await channels.put({ ...channel, paused: { since: now().toISOString(), reason } }, { agent });
    },
  });
  drain.start();
  return {
    channels,
    inbox,
    registerChannel: (kind, send) => {
      drain.register(kind, send);
    },
    routed: () => drain.routed(),
    figures: () => drain.figures(),
    close: async () => {
      ancestry.close();
      await drain.close();
    },
  };
}
