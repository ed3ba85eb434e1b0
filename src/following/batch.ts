import { Writer } from 'n3';
import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../problem.js';
import type { Merged, MergeOptions } from '../registers/index.js';
import type { GraphStore, KeptRecord } from '../store/graph-store.js';
import { FollowFault } from './faults.js';
import { compareOrder, orderOf, type VersionOrder } from './order.js';
import {
  digest,
  type FollowCounts,
  type FollowRecord,
  type FollowState,
  type OpenPage,
  type RefusedMember,
  type ThingRecord,
} from './state.js';
import type { Reason, Version } from './version.js';

/** Characters of a member that are kept, so that it can be tried again. */
const LONGEST_CONTENT = 256 * 1024;
/** Members of one moment that are remembered of a thing. */
const MOST_OF_A_MOMENT = 20;
/** Milliseconds until a stream with too much in quarantine is looked at again. */
const WHILE_FULL = 3_600_000;

/** Puts what is said of some things in a register. */
export type Merge = (request: Omit<MergeOptions, 'baseUrl' | 'agent' | 'shapes' | 'now'>) => Promise<Merged>;

/** What a batch works with. */
export interface BatchParts {
  readonly store: GraphStore;
  readonly state: FollowState;
  /** The register's name. */
  readonly name: string;
  readonly title: string | undefined;
  /** IRI of who does it. */
  readonly agent: string;
  readonly merge: Merge;
  readonly now: () => Date;
}

/** A member that is not taken. */
export type Refusal = Pick<RefusedMember, 'member' | 'thing' | 'page' | 'order'>;

interface ReadPage {
  readonly page: OpenPage;
  readonly isClosed: boolean;
}

/** A version with the page that it stood on. */
interface Taken {
  readonly version: Version;
  readonly record: ThingRecord;
  readonly page: string;
  readonly content: readonly Quad[];
}

/**
 * What was read of a stream and is not written yet. Versions and the bookmarks behind them are written in one
 * transaction, so that whatever ends the process, each version is in the register or will be read again.
 */
export class Batch {
  readonly #parts: BatchParts;
  readonly #taken = new Map<string, Taken>();
  readonly #refused = new Map<string, RefusedMember>();
  readonly #pages = new Map<string, ReadPage>();
  /** Address of a page → digests of its members that had no room in quarantine. */
  readonly #left = new Map<string, Set<string>>();
  readonly #mostRefused: number;
  /** Keys of what is in quarantine, or will be. */
  readonly #refusedKeys: Set<string>;
  #others: KeptRecord[] = [];
  #about: FollowRecord;
  #isAboutNew = false;
  #quads = 0;

  /** @param mostRefused members in quarantine */
  constructor(parts: BatchParts, about: FollowRecord, mostRefused = Infinity) {
    this.#parts = parts;
    this.#about = about;
    this.#mostRefused = mostRefused;
    this.#refusedKeys = parts.state.refusedKeys();
  }

  get about(): FollowRecord {
    return this.#about;
  }

  /** Statements and pages that wait. */
  get waiting(): { readonly quads: number; readonly pages: number } {
    return { quads: this.#quads, pages: this.#pages.size };
  }

  change(about: Partial<FollowRecord>): void {
    this.#about = { ...this.#about, ...about };
    this.#isAboutNew = true;
  }

  count(more: Partial<FollowCounts>): void {
    const counts = { ...this.#about.counts };
    for (const [name, by] of Object.entries(more) as [keyof FollowCounts, number][]) counts[name] += by;
    this.change({ counts });
  }

  /** Something else to be written. */
  keep(record: KeptRecord): void {
    this.#others.push(record);
  }

  /** A page as it is to be remembered. @param isClosed whether it need not be read any more */
  page(page: OpenPage, isClosed = false): void {
    this.#pages.set(page.url, { page, isClosed });
  }

  /** Takes a version, unless the register has a later one. @param content the member as it stood on its page */
  take(
    version: Version,
    { page, content }: { readonly page: string; readonly content: readonly Quad[] },
  ): void {
    const { thing, time, sequence, member } = version;
    const known = this.#known(thing);
    const key = digest(member);
    const order = known ? compareOrder(version, known) : 1;
    if (known && (order < 0 || known.members.includes(key))) {
      this.count({ outdated: order < 0 ? 1 : 0 });
      return;
    }
    const before = order === 0 ? (known?.members ?? []) : [];
    const members = [...before, key].slice(-MOST_OF_A_MOMENT);
    if (!this.#isLaterRefused(thing, version)) this.#refused.delete(digest(thing));
    this.#taken.set(thing, { version, record: { time, sequence, members }, page, content });
    this.#quads += version.quads.length + 1;
    if (time !== undefined && time > (this.#about.lastTime ?? -Infinity)) this.change({ lastTime: time });
  }

  #known(thing: string): ThingRecord | undefined {
    return this.#taken.get(thing)?.record ?? this.#parts.state.thing(thing);
  }

  /** Whether a version of a thing waits in quarantine that is later than another one. */
  #isLaterRefused(thing: string, version: VersionOrder): boolean {
    const key = digest(thing);
    const refused = this.#refused.get(key) ?? this.#parts.state.refusedMember(key);
    return compareOrder(refused?.order ?? {}, version) > 0;
  }

  /**
   * Puts a member in quarantine, unless the register has a later version of its thing.
   * @throws FollowFault where so many are there that someone has to look first
   */
  refuse(member: Refusal, reasons: readonly Reason[], content: readonly Quad[]): void {
    const { thing, order } = member;
    const known = thing === undefined ? undefined : this.#known(thing);
    if (known && compareOrder(order ?? {}, known) < 0) this.count({ outdated: 1 });
    else if (!this.#quarantine(member, reasons, content)) throw this.#full();
  }

  /** @returns whether there is room for it; a thing takes the room of one member, however many of its versions are wrong */
  #quarantine(member: Refusal, reasons: readonly Reason[], content: readonly Quad[]): boolean {
    const { state, now } = this.#parts;
    const { thing, order } = member;
    if (thing !== undefined && order && this.#isLaterRefused(thing, order)) {
      this.count({ outdated: 1 });
      return true;
    }
    const key = state.refusedKey(member);
    if (!this.#refusedKeys.has(key) && this.#refusedKeys.size >= this.#mostRefused) return false;
    this.#refusedKeys.add(key);
    const text = new Writer({ format: 'N-Quads' }).quadsToString([...content]);
    this.#refused.set(key, {
      ...member,
      time: now().toISOString(),
      reasons,
      ...(text.length <= LONGEST_CONTENT ? { content: text } : {}),
    });
    return true;
  }

  #full(): FollowFault {
    return new FollowFault(
      'stream',
      `More than ${String(this.#mostRefused)} members wait in quarantine. Retry or drop them first.`,
      WHILE_FULL,
    );
  }

  /**
   * Writes all that waits.
   * @throws ProblemError where it cannot be written; the batch is of no use then
   * @throws FollowFault where the quarantine had no room for all that the register refused; these members come again
   */
  async flush(): Promise<void> {
    const { store, agent, name } = this.#parts;
    if (this.#taken.size > 0) await this.#mergeAll();
    const keep = this.#beside();
    if (keep.length > 0) await store.commit({ agent, reason: `Register ${name} follows a stream`, keep });
    this.#settle();
    if (this.#left.size > 0) throw this.#full();
  }

  #settle(): void {
    this.#pages.clear();
    this.#refused.clear();
    this.#others = [];
    this.#isAboutNew = false;
  }

  async #mergeAll(): Promise<void> {
    try {
      await this.#mergeLatest(this.#taken, true);
      this.#settle();
    } catch (error) {
      if (!isOfContent(error)) throw error;
      // What one thing says stands in the way of all; it is found by taking them one by one.
      for (const [thing, taken] of [...this.#taken]) await this.#mergeOne(thing, taken);
    }
    this.#taken.clear();
    this.#quads = 0;
  }

  /** Leaves out what is overtaken by the time that it is our turn, as where a member is tried again meanwhile. */
  async #mergeLatest(things: Map<string, Taken>, withBookmarks: boolean): Promise<void> {
    for (;;) {
      try {
        await this.#merge(things, withBookmarks);
        return;
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
        for (const thing of error.things) things.delete(thing);
        this.count({ outdated: error.things.length });
      }
    }
  }

  async #mergeOne(thing: string, taken: Taken): Promise<void> {
    try {
      await this.#mergeLatest(new Map([[thing, taken]]), false);
    } catch (error) {
      if (!isOfContent(error)) throw error;
      this.#leave(thing, taken, [{ nl: error.message, en: error.message }]);
    }
  }

  async #merge(things: ReadonlyMap<string, Taken>, withBookmarks: boolean): Promise<void> {
    const { merge, name, title, state, now } = this.#parts;
    await merge({
      name,
      title,
      source: this.#about.facts?.stream ?? this.#about.url,
      things: new Map([...things].map(([thing, { version }]) => [thing, version.quads])),
      keep: (rejected) => {
        const overtaken = [...things].filter(([thing, { version }]) => {
          const known = state.thing(thing);
          return known && compareOrder(version, known) < 0;
        });
        if (overtaken.length > 0) throw new Overtaken(overtaken.map(([thing]) => thing));
        const left = new Map(rejected.map(({ thing, reasons }) => [thing, reasons]));
        const accepted = [...things].filter(([thing]) => !left.has(thing));
        for (const [thing, reasons] of left) {
          this.#leave(thing, things.get(thing) ?? never(), reasons);
        }
        this.count({
          applied: accepted.length,
          deleted: accepted.filter(([, { version }]) => version.quads.length === 0).length,
        });
        this.change({ changed: now().toISOString() });
        return [
          ...accepted.flatMap(([thing, { version, record }]) => [
            state.writeThing(thing, record),
            ...(this.#isLaterRefused(thing, version) ? [] : [this.#letGo(digest(thing))]),
          ]),
          ...(withBookmarks ? this.#beside() : []),
        ];
      },
    });
  }

  #letGo(key: string): KeptRecord {
    this.#refusedKeys.delete(key);
    return this.#parts.state.writeRefused(key, undefined);
  }

  /** What the register does not take. */
  #leave(thing: string, { version, page, content }: Taken, reasons: readonly Reason[]): void {
    const { member } = version;
    if (this.#quarantine({ member, thing, page, order: orderOf(version) }, reasons, content)) return;
    const left = this.#left.get(page) ?? new Set();
    this.#left.set(page, left.add(digest(member)));
  }

  #beside(): KeptRecord[] {
    const { state } = this.#parts;
    return [
      ...[...this.#pages.values()].flatMap((one) => this.#pageRecords(one)),
      ...[...this.#refused].map(([key, member]) => state.writeRefused(key, member)),
      ...this.#others,
      ...(this.#isAboutNew ? [state.write(this.#about)] : []),
    ];
  }

  #pageRecords({ page, isClosed }: ReadPage): KeptRecord[] {
    const { state } = this.#parts;
    const left = this.#left.get(page.url);
    if (!left) return isClosed ? state.writeDone(page.url) : state.writeOpen(page);
    const members = Object.fromEntries(Object.entries(page.members ?? {}).filter(([key]) => !left.has(key)));
    // Without its entity tag, it is read again whether or not it changes.
    return state.writeOpen({ ...page, entityTag: undefined, members });
  }
}

/** Things of which the register has got a later version since they were taken. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';

  constructor(readonly things: readonly string[]) {
    super('The register has later versions.');
  }
}

function never(): never {
  throw new Error('What was rejected was not among what was given.');
}

/** Whether a change is refused for what it says, so that a smaller one may go. */
function isOfContent(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.type === 'invalid-register';
}
