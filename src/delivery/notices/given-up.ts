import type { OutboxEvent } from '../../reports/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { Delivery } from '../model.js';
import {
  backlogOf,
  deadAmong,
  deliveriesIn,
  requeueAll,
  type Backlog,
  type WaitingDelivery,
} from '../waiting.js';
import { NOTICE_KINDS } from './notice-target.js';

/** Keys of all that goes to people: targets begin with their kind. */
const RANGE = { start: 'reporter-', end: 'reporter.' };

/** A notice that was given up. To whom it was is in no queue, so it says only in which way. */
export interface DeadNotice {
  readonly id: string;
  readonly by: 'email' | 'webhook';
  /** IRI of the report. */
  readonly report: string;
  /** What happened, such as `report.accept`, and when. */
  readonly event: string;
  readonly time: string;
  readonly attempts: number;
  readonly fault?: string;
}

/** What waits to be told to reporters, for who runs the service. */
export interface Notices {
  /** How much waits, by the way in which it is told. */
  backlog(): Readonly<Record<DeadNotice['by'], Backlog>>;
  /** The oldest first. */
  dead(limit: number): DeadNotice[];
  /**
   * Tries again what was given up, about one report or all.
   * @param by.agent IRI of who asks for it
   * @returns how many
   */
  replay(by: { readonly agent: string; readonly report?: string | undefined }): Promise<number>;
}

/** @param drain what looks at what waits for a target anew */
export function noticesIn(
  store: Pick<GraphStore, 'commit' | 'readRecords'>,
  drain: { refresh(target: string): void },
): Notices {
  return {
    backlog: () => {
      const all = [...waitingNotices(store)];
      const by = (way: DeadNotice['by']): Backlog =>
        backlogOf(all.filter(({ delivery }) => wayOf(delivery) === way));
      return { email: by('email'), webhook: by('webhook') };
    },
    dead: (limit) => deadAmong(waitingNotices(store), limit).map(deadNotice),
    replay: async ({ agent, report }) => {
      const found = [...waitingNotices(store)].filter(
        ({ delivery }) => delivery.dead && (report === undefined || eventOf(delivery).report === report),
      );
      const revived = await requeueAll(store, found, { agent, dead: true });
      for (const target of new Set(found.map(({ delivery }) => delivery.target))) drain.refresh(target);
      return revived;
    },
  };
}

function* waitingNotices(store: Pick<GraphStore, 'readRecords'>): Generator<WaitingDelivery> {
  for (const found of deliveriesIn(store, RANGE))
    if (NOTICE_KINDS.some((kind) => kind === found.delivery.kind)) yield found;
}

function deadNotice(delivery: Delivery): DeadNotice {
  const { id, time, attempts, fault } = delivery;
  const { report, kind } = eventOf(delivery);
  return {
    ...{ id, by: wayOf(delivery), report, event: kind, time, attempts },
    ...(fault === undefined ? {} : { fault }),
  };
}

function eventOf({ body }: Delivery): OutboxEvent {
  return body as OutboxEvent;
}

function wayOf({ kind }: Delivery): DeadNotice['by'] {
  return kind === 'reporter-email' ? 'email' : 'webhook';
}
