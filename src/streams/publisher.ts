import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GraphStore, LogEntry } from '../store/graph-store.js';
import { nextVersion } from './derive.js';
import { gatherHeld, isLong, stagedChanges, stageRows, unstage, type ThingChange } from './gather.js';
import { restWhileBusy } from './rest.js';
import { dropExpired } from './retention.js';
import { lastPosition, writeLastPosition } from './subjects.js';
import { readMember, readStream, writeMember, writeStream } from './stream-state.js';
import { StreamTables } from './tables.js';
import type { Topic } from './topics.js';
import { partsOf } from './views.js';
import { appendMember } from './windows.js';

/** Milliseconds that changes wait for others to be published with. */
const GATHER = 20;
/** Milliseconds of work between which others have their turn; a look-up takes three turns. */
const SLICE = 4;
/** Members that are published in one transaction. */
const BATCH = 250;
/** Staged changes that are published in one transaction, which takes others their turn as long. */
const STAGED = 50;
/** Milliseconds until it is looked again for what is past retention. */
const LOOK_AGAIN = 60_000;
/** Milliseconds after which what could not be written is tried again. */
const RETRY = 5000;

/** Follows the change log and publishes what becomes of it. */
export interface Publisher {
  /** Resolves when everything that was committed before the call is published. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** What a publisher works with. */
export interface PublisherOptions {
  readonly store: GraphStore;
  readonly topic: Topic;
  /** IRI of the service. */
  readonly agent: string;
  /** How long members are kept in milliseconds, and the time now; for ever where not given. */
  readonly retention?: { readonly milliseconds: number; readonly now: () => Date } | undefined;
  /** Told when members are there to be read. */
  readonly onPublished: () => void;
  /** Told what went wrong; the same is then tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** The place in the log; `staged` where the rows of the next entry wait in a table. */
interface Cursor {
  readonly sequence: number;
  readonly staged?: true;
}

/** Publishes the streams of a topic from where it was, and goes on until it is closed. */
export function startPublisher(options: PublisherOptions): Publisher {
  return new LogFollower(options);
}

class LogFollower implements Publisher {
  readonly #options: PublisherOptions;
  readonly #tables: StreamTables;
  readonly #unsubscribe: () => void;
  readonly #waiting = new Set<{ readonly sequence: number; readonly resolve: () => void }>();
  #timer: NodeJS.Timeout | undefined;
  #clock: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #closed = false;
  #looked = -Infinity;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#tables = new StreamTables(options.store, options.agent);
    this.#unsubscribe = options.store.subscribe(() => {
      if (this.#cursor().sequence < options.store.sequence) this.#schedule(GATHER);
    });
    if (options.retention)
      this.#clock = setInterval(() => {
        this.#schedule(0);
      }, LOOK_AGAIN).unref();
    this.#schedule(0);
  }

  caughtUp(): Promise<void> {
    const { sequence } = this.#options.store;
    // What waits to be written down is not there to be read yet.
    const isThere = this.#tables.waiting === 0 && this.#cursor().sequence >= sequence;
    if (this.#closed || isThere) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.add({ sequence, resolve });
      this.#schedule(0);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
    clearInterval(this.#clock);
    await this.#round;
    for (const { resolve } of this.#waiting) resolve();
  }

  #cursor(): Cursor {
    const kept = this.#tables.readJson('stream-page', `cursor|${this.#options.topic.name}`);
    return (kept as Cursor | undefined) ?? { sequence: 0 };
  }

  #writeCursor(cursor: Cursor): void {
    this.#tables.writeJson('stream-page', `cursor|${this.#options.topic.name}`, cursor);
  }

  /** One round at a time: the end of a round sees to what was committed meanwhile. */
  #schedule(delay: number): void {
    if (this.#closed || this.#round || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#round = this.#publishAll().then((isDone) => {
        this.#round = undefined;
        if (!isDone) this.#schedule(RETRY);
        else if (this.#cursor().sequence < this.#options.store.sequence) this.#schedule(0);
      });
    }, delay);
  }

  /** @returns whether it came to its end */
  async #publishAll(): Promise<boolean> {
    try {
      await this.#publishWaiting();
      await this.#dropExpired();
      return true;
    } catch (error) {
      this.#tables.discard();
      if (!this.#closed) this.#options.onFailure(error);
      return false;
    }
  }

  async #publishWaiting(): Promise<void> {
    while (!this.#closed && this.#cursor().sequence < this.#options.store.sequence) await this.#publishSome();
  }

  /** Takes out what is past retention, a little at a time, once in a while; what comes meanwhile is published first. */
  async #dropExpired(): Promise<void> {
    const { retention, topic } = this.#options;
    const now = retention?.now().getTime() ?? 0;
    if (!retention || now < this.#looked + LOOK_AGAIN) return;
    this.#looked = now;
    const before = new Date(now - retention.milliseconds).toISOString();
    const isOurs = (stream: string): boolean => topic.feeds(stream);
    const steps = dropExpired(this.#tables, { isOurs, before });
    while (!this.#closed && !steps.next().done) {
      await this.#flush();
      await nextTurn();
      await this.#publishWaiting();
    }
  }

  async #publishSome(): Promise<void> {
    const cursor = this.#cursor();
    const long = this.#publishShort(cursor.sequence);
    await this.#flush();
    if (long) await this.#publishLong(long, this.#cursor());
    await nextTurn();
  }

  /** Publishes entries until their members make a batch. @returns the entry that is too long to be held, if it stops there */
  #publishShort(after: number): LogEntry | undefined {
    const end = performance.now() + SLICE;
    for (const entry of this.#options.store.log(after)) {
      if (this.#cursor().staged === true || isLong(entry)) return entry;
      for (const change of gatherHeld(this.#tables, this.#options.topic, entry)) this.#publish(change, entry);
      this.#writeCursor({ sequence: entry.sequence });
      if (this.#tables.waiting > BATCH || performance.now() > end) return undefined;
    }
    return undefined;
  }

  async #publishLong(entry: LogEntry, { sequence, staged }: Cursor): Promise<void> {
    const { topic } = this.#options;
    if (!isConcerned(topic, entry)) this.#writeCursor({ sequence: entry.sequence });
    else {
      if (staged !== true) {
        await stageRows(this.#tables, topic, entry);
        this.#writeCursor({ sequence, staged: true });
      }
      while (!this.#closed && (await this.#publishStaged(entry))) {
        await this.#flush();
        await restWhileBusy();
      }
      if (!this.#closed) this.#writeCursor({ sequence: entry.sequence });
    }
    await this.#flush();
  }

  /** Publishes some of the staged changes. @returns whether there were any */
  async #publishStaged(entry: LogEntry): Promise<boolean> {
    const changes = stagedChanges(this.#tables, this.#options.topic, STAGED);
    let end = performance.now() + SLICE;
    for (const change of changes) {
      this.#publish(change, entry);
      unstage(this.#tables, change.key);
      if (performance.now() < end) continue;
      await nextTurn();
      end = performance.now() + SLICE;
    }
    return changes.length > 0;
  }

  #publish({ stream, thing, triples }: ThingChange, { time, sequence }: LogEntry): void {
    const tables = this.#tables;
    const last = lastPosition(tables, stream, thing);
    const before = last === undefined ? undefined : readMember(tables, stream, last);
    const version = nextVersion(thing, before, triples);
    if (!version) return;
    // Past retention it was kept for what follows from it alone.
    if (last !== undefined && before?.pages === 0) writeMember(tables, stream, last, undefined);
    const state = readStream(tables, stream) ?? { members: 0, time };
    const position = state.members + 1;
    // A clock that was set back must not take the stream back.
    const published = time < state.time ? state.time : time;
    const parts = partsOf({ stream, thing }, version, before);
    const record = { thing: thing.slice(1, -1), ...version, time: published, sequence, pages: parts.length };
    writeMember(tables, stream, position, record);
    writeLastPosition(tables, stream, { thing, position });
    for (const part of parts) appendMember(tables, { stream, ...part }, { position, time: published });
    writeStream(tables, stream, { members: position, time: published });
  }

  async #flush(): Promise<void> {
    if (this.#tables.waiting === 0) return;
    await this.#tables.flush();
    this.#options.onPublished();
    const { sequence } = this.#cursor();
    for (const waiting of this.#waiting)
      if (waiting.sequence <= sequence) {
        this.#waiting.delete(waiting);
        waiting.resolve();
      }
  }
}

function isConcerned(topic: Topic, entry: LogEntry): boolean {
  for (const part of entry.patch()) if (topic.concerns(part)) return true;
  return false;
}
