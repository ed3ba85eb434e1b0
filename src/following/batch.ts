import { Writer } from 'n3';
import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../problem.js';
import type { Merged, MergeOptions } from '../registers/index.js';
import type { GraphStore, KeptRecord } from '../store/graph-store.js';
import { compareOrder } from './order.js';
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
  readonly #pages = new Map<string, readonly KeptRecord[]>();
  #about: FollowRecord;
  #isAboutNew = false;
  #quads = 0;

  constructor(parts: BatchParts, about: FollowRecord) {
    this.#parts = parts;
    this.#about = about;
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

  /** A page as it is to be remembered; `undefined` where it need not be read any more. */
  page(url: string, page: OpenPage | undefined): void {
    const { state } = this.#parts;
    this.#pages.set(url, page ? state.writeOpen(page) : state.writeDone(url));
  }

  /** Takes a version, unless the register has a later one. @param content the member as it stood on its page */
  take(
    version: Version,
    { page, content }: { readonly page: string; readonly content: readonly Quad[] },
  ): void {
    const { thing, time, sequence, member } = version;
    const known = this.#taken.get(thing)?.record ?? this.#parts.state.thing(thing);
    const key = digest(member);
    const order = known ? compareOrder(version, known) : 1;
    if (known && (order < 0 || known.members.includes(key))) {
      this.count({ outdated: order < 0 ? 1 : 0 });
      return;
    }
    const before = order === 0 ? (known?.members ?? []) : [];
    const members = [...before, key].slice(-MOST_OF_A_MOMENT);
    this.#taken.set(thing, { version, record: { time, sequence, members }, page, content });
    this.#quads += version.quads.length + 1;
    if (time !== undefined && time > (this.#about.lastTime ?? -Infinity)) this.change({ lastTime: time });
  }

  /** Puts a member in quarantine. */
  refuse(
    member: { readonly member: string; readonly thing?: string | undefined; readonly page: string },
    reasons: readonly Reason[],
    content: readonly Quad[],
  ): void {
    const text = new Writer({ format: 'N-Quads' }).quadsToString([...content]);
    this.#refused.set(this.#parts.state.refusedKey(member), {
      ...member,
      time: this.#parts.now().toISOString(),
      reasons,
      ...(text.length <= LONGEST_CONTENT ? { content: text } : {}),
    });
  }

  /** Writes all that waits. @throws ProblemError where it cannot be written; the batch is of no use then */
  async flush(): Promise<void> {
    const { store, agent, name } = this.#parts;
    if (this.#taken.size > 0) await this.#mergeAll();
    const keep = this.#beside();
    if (keep.length > 0) await store.commit({ agent, reason: `Register ${name} follows a stream`, keep });
    this.#settle();
  }

  #settle(): void {
    this.#pages.clear();
    this.#refused.clear();
    this.#isAboutNew = false;
  }

  async #mergeAll(): Promise<void> {
    try {
      await this.#merge(this.#taken, true);
      this.#settle();
    } catch (error) {
      if (!isOfContent(error)) throw error;
      // What one thing says stands in the way of all; it is found by taking them one by one.
      for (const [thing, taken] of [...this.#taken]) await this.#mergeOne(thing, taken);
    }
    this.#taken.clear();
    this.#quads = 0;
  }

  async #mergeOne(thing: string, taken: Taken): Promise<void> {
    try {
      await this.#merge(new Map([[thing, taken]]), false);
    } catch (error) {
      if (!isOfContent(error)) throw error;
      const reason = { nl: error.message, en: error.message };
      this.refuse({ member: taken.version.member, thing, page: taken.page }, [reason], taken.content);
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
        const left = new Map(rejected.map(({ thing, reasons }) => [thing, reasons]));
        const accepted = [...things].filter(([thing]) => !left.has(thing));
        for (const [thing, reasons] of left) {
          const { version, page, content } = things.get(thing) ?? never();
          this.refuse({ member: version.member, thing, page }, reasons, content);
        }
        this.count({
          applied: accepted.length,
          deleted: accepted.filter(([, { version }]) => version.quads.length === 0).length,
        });
        this.change({ changed: now().toISOString() });
        return [
          ...accepted.flatMap(([thing, { record }]) => [
            state.writeThing(thing, record),
            state.writeRefused(digest(thing), undefined),
          ]),
          ...(withBookmarks ? this.#beside() : []),
        ];
      },
    });
  }

  #beside(): KeptRecord[] {
    const { state } = this.#parts;
    return [
      ...[...this.#pages.values()].flat(),
      ...[...this.#refused].map(([key, member]) => state.writeRefused(key, member)),
      ...(this.#isAboutNew ? [state.write(this.#about)] : []),
    ];
  }
}

function never(): never {
  throw new Error('What was rejected was not among what was given.');
}

/** Whether a change is refused for what it says, so that a smaller one may go. */
function isOfContent(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.type === 'invalid-register';
}
