import { setTimeout as delay } from 'node:timers/promises';
import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import { deliveryKey, deliveryRecord, idFor, keyOf } from '../keys.js';
import { isMessage, type Delivery, type Outcome, type Send } from '../model.js';
import { Lane, type LaneFigures, type LaneParts } from './lane.js';
import { createLedger } from './ledger.js';
import { readOutbox, type OutboxRecord } from './outbox.js';
import type { OutboxEvent } from '../../reports/index.js';

/** Milliseconds until routing is tried again. */
const AGAIN = 1000;
/** The range of all keys of the outbox, the last first; they begin with digits. */
const BACKWARDS = { start: ':', reverse: true };

/** Where an event goes. */
export interface Target {
  readonly target: string;
  readonly kind: string;
  /** To whom among those that share the target; in the order of these. */
  readonly to?: string | undefined;
}

/** What an event comes to. */
export interface Routed {
  /** The channels that it goes to. */
  readonly targets: readonly Target[];
  /** IRIs of the organisations that know of it now. */
  readonly organisations: readonly string[];
  /** What else is to be written in the same flush, such as entries of inboxes. */
  readonly keep: readonly KeptRecord[];
}

/** What the drain is made of. */
export interface DrainParts {
  readonly store: Pick<GraphStore, 'commit' | 'readRecord' | 'readRecords' | 'subscribe'>;
  readonly agent: string;
  readonly now: () => Date;
  readonly random?: () => number;
  readonly attempts: number;
  readonly firstDelay: number;
  readonly concurrency: number;
  /** Says where events go, in their order. */
  readonly route: (
    events: readonly { readonly key: string; readonly event: OutboxEvent }[],
  ) => Promise<Routed[]>;
  /** Told when it is written where they go. */
  readonly onRouted: (routed: readonly Routed[]) => void;
  /** Whether a target is paused. */
  readonly isPaused: (target: string) => boolean;
  readonly onPause: (target: string, fault: string) => Promise<void>;
  readonly onAttempt?: ((delivery: Delivery, outcome: Outcome) => void) | undefined;
  /** Told of what goes wrong here, and not at a target. */
  readonly onFailure: (error: unknown) => void;
}

/** Someone who waits until what is in the outbox up to a key is routed. */
interface Awaiting {
  readonly upTo: string;
  readonly resolve: () => void;
}

/** Empties the outbox into lanes, one for each target. */
export interface Drain {
  /** Says who sends deliveries of a kind, and begins with those that wait. */
  register(kind: string, send: Send): void;
  /** Reads the outbox from now on, also what is in it already. */
  start(): void;
  /** Resolves when all that was committed before is routed, whatever comes meanwhile. */
  routed(): Promise<void>;
  lane(target: string): Lane | undefined;
  /** Looks at what waits for a target anew. */
  refresh(target: string): void;
  figures(): LaneFigures[];
  close(): Promise<void>;
}

export function createDrain(parts: DrainParts): Drain {
  return new Draining(parts);
}

class Draining implements Drain {
  readonly #parts: DrainParts;
  readonly #lanes = new Map<string, Lane>();
  readonly #senders = new Map<string, Send>();
  readonly #stop = new AbortController();
  readonly #ledger;
  readonly #reader;
  readonly #laneParts: LaneParts;
  #unsubscribe: (() => void) | undefined;
  #routing: Promise<void> | undefined;
  /** Whether something may have come since the outbox was looked at. */
  #more = false;
  #wake: NodeJS.Immediate | undefined;
  #awaiting: Awaiting[] = [];

  constructor(parts: DrainParts) {
    this.#parts = parts;
    const { store, agent, onFailure, onAttempt = () => undefined } = parts;
    this.#ledger = createLedger(store, { agent, onFailure });
    this.#reader = readOutbox(store);
    this.#laneParts = {
      ...parts,
      write: (records) => this.#ledger.write(records),
      random: parts.random ?? Math.random,
      signal: this.#stop.signal,
      onAttempt,
    };
  }

  register(kind: string, send: Send): void {
    this.#senders.set(kind, send);
    for (const { target } of waitingTargets(this.#parts.store, kind)) this.#laneFor(target, kind);
  }

  start(): void {
    this.#unsubscribe = this.#parts.store.subscribe(() => {
      this.#wakeUp();
    });
    this.#wakeUp();
  }

  routed(): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    const [last] = this.#parts.store.readRecords('outbox', { ...BACKWARDS, limit: 1 });
    return new Promise((resolve) => {
      this.#awaiting.push({ upTo: last?.key ?? '', resolve });
      this.#wakeUp();
    });
  }

  lane(target: string): Lane | undefined {
    return this.#lanes.get(target);
  }

  refresh(target: string): void {
    const lane = this.#lanes.get(target);
    if (lane) {
      lane.resume();
      return;
    }
    for (const found of waitingTargets(this.#parts.store))
      if (found.target === target) this.#laneFor(target, found.kind);
  }

  figures(): LaneFigures[] {
    return [...this.#lanes.values()].map((lane) => lane.figures());
  }

  async close(): Promise<void> {
    this.#unsubscribe?.();
    clearImmediate(this.#wake);
    this.#wake = undefined;
    this.#stop.abort();
    for (const lane of this.#lanes.values()) lane.close();
    await this.#ledger.close();
    await this.#routing;
    for (const { resolve } of this.#awaiting) resolve();
  }

  #wakeUp(): void {
    if (this.#stop.signal.aborted) return;
    this.#more = true;
    this.#wake ??= setImmediate(() => {
      this.#wake = undefined;
      this.#routing ??= this.#routeAll().finally(() => {
        this.#routing = undefined;
        if (this.#more) this.#wakeUp();
      });
    });
  }

  async #routeAll(): Promise<void> {
    this.#more = false;
    for (;;) {
      const awaiting = [...this.#awaiting];
      const records = this.#reader.next();
      if (records.length > 0) while (!(await this.#hasRouted(records))) if (this.#stop.signal.aborted) return;
      // They asked before this was read, and what is read is all up to its last key that was not read before.
      const last = records.at(-1)?.key;
      const told = awaiting.filter(({ upTo }) => last === undefined || last >= upTo);
      this.#awaiting = this.#awaiting.filter((each) => !told.includes(each));
      for (const { resolve } of told) resolve();
      if (last === undefined) return;
    }
  }

  /** What cannot be routed now is tried again, since nothing later may overtake it. */
  async #hasRouted(records: readonly OutboxRecord[]): Promise<boolean> {
    try {
      await this.#route(records);
      return true;
    } catch (error) {
      if (this.#stop.signal.aborted) return false;
      this.#parts.onFailure(error);
      await delay(AGAIN, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      return false;
    }
  }

  /** Moves records out of the outbox into the queues of their targets, in one flush. */
  async #route(records: readonly OutboxRecord[]): Promise<void> {
    const events = records.flatMap(({ key, item }) => (isMessage(item) ? [] : [{ key, event: item }]));
    const routed = await this.#parts.route(events);
    const deliveries: { readonly key: string; readonly delivery: Delivery }[] = [];
    let index = 0;
    for (const { key, item } of records) {
      const targets: readonly Target[] = isMessage(item)
        ? [{ target: `${item.channel}.${keyOf(item.target)}`, kind: item.channel }]
        : (routed[index++]?.targets ?? []);
      for (const { target, kind, to } of targets)
        deliveries.push({
          key: deliveryKey(target, to === undefined ? key : `${key} ${to}`),
          delivery: {
            id: isMessage(item) ? item.id : idFor(item.id, to === undefined ? target : `${target} ${to}`),
            target,
            kind,
            thread: isMessage(item) ? item.thread : to === undefined ? item.report : `${item.report} ${to}`,
            to,
            time: item.time,
            body: isMessage(item) ? item.body : item,
            attempts: 0,
          },
        });
    }
    await this.#ledger.write([
      ...records.map(({ key }): KeptRecord => ({ table: 'outbox', key, value: undefined })),
      ...routed.flatMap(({ keep }) => keep),
      ...deliveries.map(({ key, delivery }) => deliveryRecord(key, delivery)),
    ]);
    this.#parts.onRouted(routed);
    for (const { key, delivery } of deliveries) {
      const known = this.#lanes.get(delivery.target);
      // A new lane finds the delivery in the journal.
      if (known) known.add(key, delivery.thread);
      else this.#laneFor(delivery.target, delivery.kind);
    }
  }

  #laneFor(target: string, kind: string): void {
    const send = this.#senders.get(kind);
    if (this.#lanes.has(target) || !send) return;
    const paused = this.#parts.isPaused(target);
    const lane = new Lane(target, kind, { send, paused, parts: this.#laneParts });
    this.#lanes.set(target, lane);
    lane.pump();
  }
}

/** The targets for which something waits, each with its kind. */
function* waitingTargets(
  store: Pick<GraphStore, 'readRecords'>,
  kind?: string,
): Generator<{ readonly target: string; readonly kind: string }> {
  let start = '';
  for (;;) {
    const [first] = store.readRecords('delivery', { start, limit: 1 });
    if (!first) return;
    const delivery = JSON.parse(first.value) as Delivery;
    if (kind === undefined || delivery.kind === kind) yield delivery;
    start = `${delivery.target}!`;
  }
}
