import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import { deliveryRecord, rangeOf } from '../keys.js';
import type { Delivery, Outcome, Send } from '../model.js';
import { backOff } from './back-off.js';

/** Deliveries of one target whose keys are in memory; the others wait in the journal for their turn. */
const WINDOW = 5000;
/** Failures in a row from which a target is tried with one delivery at a time. */
const FAILING = 5;
/** Deliveries of one target that are sent but not written down as such, for each that may be under way. */
const UNWRITTEN = 8;
/** Milliseconds; longest between two of those. */
const LONGEST_PROBE = 60_000;

/** What a lane works with. */
export interface LaneParts {
  readonly store: Pick<GraphStore, 'readRecord' | 'readRecords'>;
  readonly write: (records: readonly KeptRecord[]) => Promise<void>;
  readonly now: () => Date;
  readonly random: () => number;
  /** Attempts after which a delivery is given up. */
  readonly attempts: number;
  /** Milliseconds before the second attempt. */
  readonly firstDelay: number;
  /** Deliveries to one target at a time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Told of every attempt. */
  readonly onAttempt: (delivery: Delivery, outcome: Outcome) => void;
  /** Told that the target wants nothing more; the lane stands still already. */
  readonly onPause: (target: string, fault: string) => Promise<void>;
}

/** Deliveries of one thread, in their order. */
interface Thread {
  readonly name: string;
  readonly keys: string[];
  timer: NodeJS.Timeout | undefined;
}

/** How much waits for a target. */
export interface LaneFigures {
  readonly target: string;
  readonly kind: string;
  /** All that is not delivered, the dead among it. */
  readonly waiting: number;
  readonly dead: number;
  /** When the oldest happened that waits, ISO 8601. */
  readonly oldest: string | undefined;
}

/**
 * All that goes to one target: the deliveries of a thread one after the other, threads beside each other. A failing
 * thread waits by itself; a target that fails for all is tried with one delivery at a time.
 */
export class Lane {
  readonly target: string;
  readonly kind: string;
  readonly #parts: LaneParts;
  readonly #send: Send;
  readonly #threads = new Map<string, Thread>();
  readonly #ready: Thread[] = [];
  /** Threads whose first delivery was given up: what follows it waits in the journal. */
  readonly #blocked = new Set<string>();
  #inMemory = 0;
  #loadedTo: string;
  #countedTo = '';
  /** Whether all keys in the journal were looked at. */
  #whole = false;
  /** Deliveries that are begun and not written down yet as what became of them. */
  #running = 0;
  /** Those of them that the target has not answered. */
  #sending = 0;
  #failures = 0;
  #notBefore = 0;
  #timer: NodeJS.Timeout | undefined;
  #paused: boolean;
  #reloading = false;
  #waiting = 0;
  #dead = 0;

  constructor(
    target: string,
    kind: string,
    options: { readonly send: Send; readonly paused: boolean; readonly parts: LaneParts },
  ) {
    this.target = target;
    this.kind = kind;
    this.#send = options.send;
    this.#paused = options.paused;
    this.#parts = options.parts;
    this.#loadedTo = rangeOf(target).start;
    this.#count();
    this.#load();
  }

  figures(): LaneFigures {
    const { target, kind } = this;
    const [first] = this.#parts.store.readRecords('delivery', { ...rangeOf(target), limit: 1 });
    const oldest = first && (JSON.parse(first.value) as Delivery).time;
    return { target, kind, waiting: this.#waiting, dead: this.#dead, oldest };
  }

  /** Takes a delivery that is in the journal by now, after all that were there. */
  add(key: string, thread: string): void {
    // The journal may have been looked at between the commit and this call.
    if (key > this.#countedTo) {
      this.#waiting += 1;
      this.#countedTo = key;
    }
    if (this.#blocked.has(thread) || key < this.#loadedTo) return;
    if (!this.#whole || this.#reloading || this.#inMemory >= WINDOW) this.#whole = false;
    else {
      this.#loadedTo = `${key}\0`;
      this.#enqueue(key, thread, 0);
    }
    this.#pump();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.reload();
  }

  /** Looks at the journal anew, since others changed what is in it; waits for what is under way. */
  reload(): void {
    this.#reloading = true;
    this.#failures = 0;
    this.#notBefore = 0;
    if (this.#running === 0) this.#reload();
  }

  close(): void {
    this.#paused = true;
    clearTimeout(this.#timer);
    for (const { timer } of this.#threads.values()) clearTimeout(timer);
  }

  #reload(): void {
    this.#reloading = false;
    for (const { timer } of this.#threads.values()) clearTimeout(timer);
    this.#threads.clear();
    this.#ready.length = 0;
    this.#blocked.clear();
    this.#inMemory = 0;
    this.#loadedTo = rangeOf(this.target).start;
    this.#whole = false;
    this.#count();
    this.#load();
    this.#pump();
  }

  #count(): void {
    this.#waiting = 0;
    this.#dead = 0;
    for (const { key, value } of this.#parts.store.readRecords('delivery', rangeOf(this.target))) {
      this.#waiting += 1;
      this.#countedTo = key;
      if (value.includes('"dead":true')) this.#dead += (JSON.parse(value) as Delivery).dead ? 1 : 0;
    }
  }

  /** Reads on in the journal until the window is full. */
  #load(): void {
    const range = { start: this.#loadedTo, end: rangeOf(this.target).end };
    for (const { key, value } of this.#parts.store.readRecords('delivery', range)) {
      if (this.#inMemory >= WINDOW) return;
      this.#loadedTo = `${key}\0`;
      const { thread, dead, due } = JSON.parse(value) as Delivery;
      if (dead) this.#blocked.add(thread);
      else if (!this.#blocked.has(thread))
        this.#enqueue(key, thread, due === undefined ? 0 : Date.parse(due) - this.#parts.now().getTime());
    }
    this.#whole = true;
  }

  #enqueue(key: string, name: string, wait: number): void {
    this.#inMemory += 1;
    const known = this.#threads.get(name);
    if (known) {
      known.keys.push(key);
      return;
    }
    const thread: Thread = { name, keys: [key], timer: undefined };
    this.#threads.set(name, thread);
    this.#later(thread, wait);
  }

  #later(thread: Thread, wait: number): void {
    if (wait <= 0) {
      this.#ready.push(thread);
      return;
    }
    thread.timer = setTimeout(() => {
      this.#ready.push(thread);
      this.#pump();
    }, wait);
  }

  /** Begins what may begin now. */
  pump(): void {
    this.#pump();
  }

  #pump(): void {
    if (this.#reloading || this.#paused || this.#parts.signal.aborted) return;
    if (!this.#whole && this.#inMemory < WINDOW / 2) this.#load();
    const most = this.#failures >= FAILING ? 1 : this.#parts.concurrency;
    while (this.#sending < most && this.#running < most * UNWRITTEN && this.#ready.length > 0) {
      const wait = this.#notBefore - this.#parts.now().getTime();
      if (wait > 0) {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => {
          this.#pump();
        }, wait);
        return;
      }
      const thread = this.#ready.shift();
      if (thread) void this.#attempt(thread);
    }
  }

  async #attempt(thread: Thread): Promise<void> {
    this.#running += 1;
    try {
      const [key = ''] = thread.keys;
      const value = this.#parts.store.readRecord('delivery', key);
      const delivery = value === undefined ? undefined : (JSON.parse(value) as Delivery);
      if (!delivery) this.#next(thread);
      else await this.#deliver(thread, key, delivery);
    } catch {
      // The service is stopping: the delivery is in the journal as it was, and is made again.
    } finally {
      this.#running -= 1;
      if (this.#reloading && this.#running === 0) this.#reload();
      else this.#pump();
    }
  }

  /** Other threads need not wait until it is written down what became of this delivery, only until it is answered. */
  async #deliver(thread: Thread, key: string, delivery: Delivery): Promise<void> {
    this.#sending += 1;
    let settled: Promise<void>;
    try {
      const outcome = await this.#outcomeOf(delivery);
      settled = this.#settle(thread, key, delivery, outcome);
    } finally {
      this.#sending -= 1;
    }
    this.#pump();
    await settled;
  }

  async #outcomeOf(delivery: Delivery): Promise<Outcome> {
    const { signal, onAttempt } = this.#parts;
    let outcome: Outcome;
    try {
      outcome = await this.#send(delivery, signal);
    } catch (error) {
      outcome = { kind: 'again', fault: error instanceof Error ? error.message : String(error) };
    }
    if (signal.aborted && outcome.kind !== 'done') throw new Error('The service is stopping.');
    onAttempt(delivery, outcome);
    return outcome;
  }

  /** Writes down what became of an attempt before the thread goes on, so that only its last delivery can be repeated. */
  async #settle(thread: Thread, key: string, delivery: Delivery, outcome: Outcome): Promise<void> {
    const { write, onPause, attempts: most } = this.#parts;
    if (outcome.kind === 'done') {
      this.#failures = 0;
      await write([{ table: 'delivery', key, value: undefined }]);
      this.#waiting -= 1;
      this.#next(thread);
      return;
    }
    const attempts = delivery.attempts + 1;
    const { fault } = outcome;
    if (outcome.kind === 'pause') {
      this.pause();
      await onPause(this.target, fault);
    }
    if (outcome.kind === 'dead' || (outcome.kind === 'again' && attempts >= most)) {
      await write([deliveryRecord(key, { ...delivery, attempts, fault, dead: true })]);
      this.#dead += 1;
      this.#giveUp(thread);
      return;
    }
    const wait = this.#waitAfter(attempts, outcome);
    const due = new Date(this.#parts.now().getTime() + wait).toISOString();
    await write([deliveryRecord(key, { ...delivery, attempts, fault, due })]);
    this.#later(thread, wait);
  }

  #waitAfter(attempts: number, outcome: Outcome): number {
    const { firstDelay, random, now } = this.#parts;
    const own = backOff(attempts, firstDelay, random());
    this.#failures += 1;
    const after = outcome.kind === 'again' ? (outcome.after ?? 0) : 0;
    const probe =
      this.#failures < FAILING
        ? 0
        : Math.min(backOff(this.#failures - FAILING + 1, firstDelay, random()), LONGEST_PROBE);
    this.#notBefore = Math.max(this.#notBefore, now().getTime() + Math.max(after, probe));
    return Math.max(own, after);
  }

  #next(thread: Thread): void {
    thread.keys.shift();
    this.#inMemory -= 1;
    if (thread.keys.length === 0) this.#threads.delete(thread.name);
    else this.#ready.push(thread);
  }

  #giveUp(thread: Thread): void {
    this.#blocked.add(thread.name);
    this.#inMemory -= thread.keys.length;
    this.#threads.delete(thread.name);
  }
}
