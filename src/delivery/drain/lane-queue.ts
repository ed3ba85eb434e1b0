import type { GraphStore } from '../../store/graph-store.js';
import { rangeOf } from '../keys.js';
import type { Delivery } from '../model.js';

/**
 * Deliveries of one target that may go now and whose keys are in memory; the others wait in the journal for their turn.
 * Threads that wait for their time do not count: else some thousands that fail would keep all others out.
 */
const WINDOW = 5000;

/** Deliveries of one thread, in their order. */
export interface Thread {
  readonly name: string;
  /** Keys in the journal, that of the next one first. */
  readonly keys: string[];
  /** What ends its wait; `undefined` where it does not wait for its time. */
  timer: NodeJS.Timeout | undefined;
}

/** What a queue works with. */
export interface LaneQueueParts {
  readonly store: Pick<GraphStore, 'readRecords'>;
  readonly now: () => Date;
  /** Told when the time of a thread has come that had to wait. */
  readonly onReady: () => void;
}

/**
 * What waits for one target: a window on the journal, by threads, each of which is either ready, has one delivery under
 * way, waits for its time, or stands still since its first delivery was given up.
 */
export class LaneQueue {
  readonly #target: string;
  readonly #parts: LaneQueueParts;
  readonly #threads = new Map<string, Thread>();
  readonly #ready: Thread[] = [];
  /** Threads whose first delivery was given up: what follows it waits in the journal. */
  readonly #blocked = new Set<string>();
  /** Keys of threads that do not wait for their time. */
  #inMemory = 0;
  #loadedTo = '';
  #countedTo = '';
  /** Whether all keys in the journal were looked at. */
  #whole = false;
  #waiting = 0;
  #dead = 0;

  constructor(target: string, parts: LaneQueueParts) {
    this.#target = target;
    this.#parts = parts;
    this.reload();
  }

  /** All that is not delivered, the dead among it. */
  get waiting(): number {
    return this.#waiting;
  }

  get dead(): number {
    return this.#dead;
  }

  get hasReady(): boolean {
    return this.#ready.length > 0;
  }

  /** When the oldest happened that waits, ISO 8601. */
  oldest(): string | undefined {
    const [first] = this.#parts.store.readRecords('delivery', { ...rangeOf(this.#target), limit: 1 });
    return first && (JSON.parse(first.value) as Delivery).time;
  }

  /** Takes a delivery that is in the journal by now, after all that were there. */
  add(key: string, thread: string): void {
    // The journal may have been looked at between the commit and this call.
    if (key > this.#countedTo) {
      this.#waiting += 1;
      this.#countedTo = key;
    }
    if (this.#blocked.has(thread) || key < this.#loadedTo) return;
    if (!this.#whole || this.#inMemory >= WINDOW) {
      this.#whole = false;
      return;
    }
    this.#loadedTo = `${key}\0`;
    this.#enqueue(key, thread, 0);
  }

  /** Takes the thread whose turn it is; it comes back by `done`, `skip`, `later` or `giveUp`. */
  take(): Thread | undefined {
    return this.#ready.shift();
  }

  /** The first delivery of a thread was made: the one after it may go. */
  done(thread: Thread): void {
    this.#waiting -= 1;
    this.skip(thread);
  }

  /** The first delivery of a thread is in the journal no more: the one after it may go. */
  skip(thread: Thread): void {
    thread.keys.shift();
    this.#inMemory -= 1;
    if (thread.keys.length === 0) this.#threads.delete(thread.name);
    else this.#ready.push(thread);
  }

  /** Lets a thread wait. @param wait milliseconds */
  later(thread: Thread, wait: number): void {
    if (wait <= 0) {
      this.#ready.push(thread);
      return;
    }
    this.#inMemory -= thread.keys.length;
    thread.timer = setTimeout(() => {
      thread.timer = undefined;
      this.#inMemory += thread.keys.length;
      this.#ready.push(thread);
      this.#parts.onReady();
    }, wait);
  }

  /** The first delivery of a thread is given up, so that the thread stands still. */
  giveUp(thread: Thread): void {
    this.#dead += 1;
    this.#blocked.add(thread.name);
    this.#inMemory -= thread.keys.length;
    this.#threads.delete(thread.name);
  }

  /** Reads on in the journal, where little of what waits there is in memory. */
  refill(): void {
    if (!this.#whole && this.#inMemory < WINDOW / 2) this.#load();
  }

  /** Looks at the journal anew, where nothing is under way. */
  reload(): void {
    this.stop();
    this.#threads.clear();
    this.#ready.length = 0;
    this.#blocked.clear();
    this.#inMemory = 0;
    this.#loadedTo = rangeOf(this.#target).start;
    this.#whole = false;
    this.#count();
    this.#load();
  }

  /** Nothing becomes ready by itself any more. */
  stop(): void {
    for (const { timer } of this.#threads.values()) clearTimeout(timer);
  }

  #count(): void {
    this.#waiting = 0;
    this.#dead = 0;
    for (const { key, value } of this.#parts.store.readRecords('delivery', rangeOf(this.#target))) {
      this.#waiting += 1;
      this.#countedTo = key;
      if (value.includes('"dead":true')) this.#dead += (JSON.parse(value) as Delivery).dead ? 1 : 0;
    }
  }

  /** Reads on in the journal until the window is full. */
  #load(): void {
    const range = { start: this.#loadedTo, end: rangeOf(this.#target).end };
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
    const known = this.#threads.get(name);
    if (!known?.timer) this.#inMemory += 1;
    if (known) {
      known.keys.push(key);
      return;
    }
    const thread: Thread = { name, keys: [key], timer: undefined };
    this.#threads.set(name, thread);
    this.later(thread, wait);
  }
}
