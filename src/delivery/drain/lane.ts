import type { GraphStore } from '../../store/graph-store.js';
import { deliveryRecord } from '../keys.js';
import type { Delivery, Outcome, Send } from '../model.js';
import { backOff } from './back-off.js';
import { LaneQueue, type Thread } from './lane-queue.js';
import type { Records } from './ledger.js';

/** Failures in a row from which a target is tried with one delivery at a time. */
const FAILING = 5;
/** Deliveries of one target that are sent but not written down as such, for each that may be under way. */
const UNWRITTEN = 8;
/** Milliseconds; longest between two of those. */
const LONGEST_PROBE = 60_000;

/** What a lane works with. */
export interface LaneParts {
  readonly store: Pick<GraphStore, 'readRecord' | 'readRecords'>;
  readonly write: (records: Records) => Promise<void>;
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

/** A delivery with its place in the journal, as it was read there. */
interface Begun {
  readonly key: string;
  readonly value: string;
  readonly delivery: Delivery;
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
 * thread waits by itself; a target that fails for all is tried with one delivery at a time. What fails `alone` says
 * nothing of the target, so that nobody can stop it for others by an address of their own that fails.
 */
export class Lane {
  readonly target: string;
  readonly kind: string;
  readonly #parts: LaneParts;
  readonly #send: Send;
  readonly #queue: LaneQueue;
  /** Deliveries that are begun and not written down yet as what became of them. */
  #running = 0;
  /** Those of them that the target has not answered. */
  #sending = 0;
  #failures = 0;
  #notBefore = 0;
  #timer: NodeJS.Timeout | undefined;
  #paused: boolean;
  #reloading = false;

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
    const { store, now } = options.parts;
    this.#queue = new LaneQueue(target, {
      store,
      now,
      onReady: () => {
        this.pump();
      },
    });
  }

  figures(): LaneFigures {
    const { target, kind } = this;
    const { waiting, dead } = this.#queue;
    return { target, kind, waiting, dead, oldest: this.#queue.oldest() };
  }

  /** Takes a delivery that is in the journal by now, after all that were there. */
  add(key: string, thread: string): void {
    this.#queue.add(key, thread);
    this.pump();
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
    this.#queue.stop();
  }

  #reload(): void {
    this.#reloading = false;
    this.#queue.reload();
    this.pump();
  }

  /** Begins what may begin now. */
  pump(): void {
    if (this.#reloading || this.#paused || this.#parts.signal.aborted) return;
    this.#queue.refill();
    const most = this.#failures >= FAILING ? 1 : this.#parts.concurrency;
    while (this.#sending < most && this.#running < most * UNWRITTEN && this.#queue.hasReady) {
      const wait = this.#notBefore - this.#parts.now().getTime();
      if (wait > 0) {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => {
          this.pump();
        }, wait);
        return;
      }
      const thread = this.#queue.take();
      if (thread) void this.#attempt(thread);
    }
  }

  async #attempt(thread: Thread): Promise<void> {
    this.#running += 1;
    try {
      const [key = ''] = thread.keys;
      const value = this.#parts.store.readRecord('delivery', key);
      if (value === undefined) this.#queue.skip(thread);
      else await this.#deliver(thread, { key, value, delivery: JSON.parse(value) as Delivery });
    } catch {
      // The service is stopping: the delivery is in the journal as it was, and is made again.
    } finally {
      this.#running -= 1;
      if (this.#reloading && this.#running === 0) this.#reload();
      else this.pump();
    }
  }

  /** Other threads need not wait until it is written down what became of this delivery, only until it is answered. */
  async #deliver(thread: Thread, begun: Begun): Promise<void> {
    this.#sending += 1;
    let settled: Promise<void>;
    try {
      const outcome = await this.#outcomeOf(begun.delivery);
      settled = this.#settle(thread, begun, outcome);
    } finally {
      this.#sending -= 1;
    }
    this.pump();
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
  async #settle(thread: Thread, begun: Begun, outcome: Outcome): Promise<void> {
    const { write, onPause, attempts: most } = this.#parts;
    if (outcome.kind === 'done') {
      this.#failures = 0;
      await write([{ table: 'delivery', key: begun.key, value: undefined }]);
      this.#queue.done(thread);
      return;
    }
    const attempts = begun.delivery.attempts + 1;
    const { fault } = outcome;
    if (outcome.kind === 'pause') {
      this.pause();
      await onPause(this.target, fault);
    }
    if (outcome.kind === 'dead' || (outcome.kind === 'again' && attempts >= most)) {
      if (await this.#rewrite(begun, { attempts, fault, dead: true })) this.#queue.giveUp(thread);
      else this.#queue.skip(thread);
      return;
    }
    const wait = this.#waitAfter(attempts, outcome);
    const due = new Date(this.#parts.now().getTime() + wait).toISOString();
    if (await this.#rewrite(begun, { attempts, fault, due })) this.#queue.later(thread, wait);
    else this.#queue.skip(thread);
  }

  /**
   * Writes down why a delivery waits on, unless it was taken away or put back meanwhile, as where its channel is removed:
   * that stays as it is, and whoever did it lets the lane look at the journal anew.
   * @returns whether it was written
   */
  async #rewrite({ key, value, delivery }: Begun, change: Partial<Delivery>): Promise<boolean> {
    let isSame = false;
    await this.#parts.write(() => {
      isSame = this.#parts.store.readRecord('delivery', key) === value;
      return isSame ? [deliveryRecord(key, { ...delivery, ...change })] : [];
    });
    return isSame;
  }

  #waitAfter(attempts: number, outcome: Outcome): number {
    const { firstDelay, random, now } = this.#parts;
    const own = backOff(attempts, firstDelay, random());
    if (outcome.kind === 'again' && outcome.alone) return own;
    this.#failures += 1;
    const after = outcome.kind === 'again' ? (outcome.after ?? 0) : 0;
    const probe =
      this.#failures < FAILING
        ? 0
        : Math.min(backOff(this.#failures - FAILING + 1, firstDelay, random()), LONGEST_PROBE);
    this.#notBefore = Math.max(this.#notBefore, now().getTime() + Math.max(after, probe));
    return Math.max(own, after);
  }
}
