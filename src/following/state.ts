import { createHash } from 'node:crypto';
import type { GraphStore, KeptRecord } from '../store/graph-store.js';
import type { VersionOrder } from './order.js';
import type { PageLink } from './page.js';
import type { StreamFacts } from './stream-facts.js';
import type { Reason } from './version.js';

/** Members counted since the stream was first followed. */
export interface FollowCounts {
  /** Pages that are known. */
  readonly pages: number;
  /** Versions that were put in the register. */
  readonly applied: number;
  /** Deletions among these. */
  readonly deleted: number;
  /** Versions that were older than what the register had already. */
  readonly outdated: number;
  /** Members that came with a time before that of members read earlier. */
  readonly late: number;
}

/** How far a stream was followed. */
export interface FollowRecord {
  readonly url: string;
  readonly facts?: StreamFacts | undefined;
  readonly counts: FollowCounts;
  /** Time of the latest member, milliseconds since 1970. */
  readonly lastTime?: number | undefined;
  /** When something last changed, ISO 8601. */
  readonly changed?: string | undefined;
  /** Why the last round came to nothing, if it did. */
  readonly problem?: string | undefined;
}

/** A page that is still to be read, or read again: what is held in memory of each. */
export interface WaitingPage {
  readonly url: string;
  readonly from?: number | undefined;
  /** When it may be tried again, milliseconds since 1970. */
  readonly retryAt?: number | undefined;
}

/** All that is known of such a page. */
export interface OpenPage extends WaitingPage {
  readonly entityTag?: string | undefined;
  /** Where it led to when it was last read. */
  readonly links?: readonly PageLink[] | undefined;
  /** Members that were taken from it → digest of what it said of them. */
  readonly members?: Readonly<Record<string, string>> | undefined;
  readonly problem?: string | undefined;
  /** Times that it could not be read. */
  readonly failures?: number | undefined;
}

/** A page as it is listed; those written before there were two records have the whole page here. */
type ListedPage = OpenPage & { readonly held?: number | undefined };

/** The version of a thing that the register has. */
export interface ThingRecord extends VersionOrder {
  /** Digests of the members of that moment. */
  readonly members: readonly string[];
}

/** A member that was not taken. */
export interface RefusedMember {
  /** IRI of the member. */
  readonly member: string;
  /** IRI of its thing, where it is known. */
  readonly thing?: string | undefined;
  /** Where it stands among the versions of its thing; `undefined` where that is not known. */
  readonly order?: VersionOrder | undefined;
  /** Page that it stands on. */
  readonly page: string;
  /** When it was refused, ISO 8601. */
  readonly time: string;
  readonly reasons: readonly Reason[];
  /** What was said of it, as N-Quads; `undefined` where that is too long to be kept. */
  readonly content?: string | undefined;
}

const NOTHING: FollowCounts = { pages: 0, applied: 0, deleted: 0, outdated: 0, late: 0 };

/** The digest of a name in keys and lists. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** What the journal knows of one stream that is followed. */
export class FollowState {
  readonly #store: GraphStore;
  readonly #name: string;

  /** @param name of the register */
  constructor(store: GraphStore, name: string) {
    this.#store = store;
    this.#name = name;
  }

  read(): FollowRecord | undefined {
    return this.#json('about') as FollowRecord | undefined;
  }

  write(record: FollowRecord): KeptRecord {
    return this.#kept('about', record);
  }

  /** The shape that the stream states, as it is checked. */
  shape(): string | undefined {
    return this.#json('shape') as string | undefined;
  }

  writeShape(shape: string | undefined): KeptRecord {
    return this.#kept('shape', shape);
  }

  /** Pages that are still to be read, or read again, with how many members are remembered of each. */
  *openPages(): Generator<WaitingPage & { readonly held: number; readonly problem?: string | undefined }> {
    for (const { value } of this.#range('open')) {
      const { url, from, retryAt, problem, members = {}, held } = JSON.parse(value) as ListedPage;
      yield { url, from, retryAt, problem, held: held ?? Object.keys(members).length };
    }
  }

  openPage(url: string): OpenPage | undefined {
    const key = digest(url);
    const listed = this.#json(`open|${key}`) as ListedPage | undefined;
    if (!listed) return undefined;
    return { ...listed, ...(this.#json(`page|${key}`) as Partial<OpenPage> | undefined) };
  }

  isKnown(url: string): boolean {
    const key = digest(url);
    return this.#text(`open|${key}`) !== undefined || this.#text(`done|${key}`) !== undefined;
  }

  isDone(url: string): boolean {
    return this.#text(`done|${digest(url)}`) !== undefined;
  }

  /** What was on a page stands apart from the list, which each round reads whole. */
  writeOpen({ entityTag, links, members, ...listed }: OpenPage): KeptRecord[] {
    const key = digest(listed.url);
    const held = members && Object.keys(members).length;
    return [
      this.#kept(`open|${key}`, { ...listed, held }),
      this.#kept(`page|${key}`, members && { entityTag, links, members }),
    ];
  }

  /** A page that need not be read any more. */
  writeDone(url: string): KeptRecord[] {
    const key = digest(url);
    return [
      this.#kept(`open|${key}`, undefined),
      this.#kept(`page|${key}`, undefined),
      this.#kept(`done|${key}`, 1),
    ];
  }

  thing(thing: string): ThingRecord | undefined {
    return this.#json(`thing|${digest(thing)}`) as ThingRecord | undefined;
  }

  writeThing(thing: string, record: ThingRecord): KeptRecord {
    return this.#kept(`thing|${digest(thing)}`, record);
  }

  /** Members in quarantine, in the order of their keys. */
  *refused(): Generator<[key: string, member: RefusedMember]> {
    const start = `${this.#name}|refused|`;
    for (const { key, value } of this.#range('refused'))
      yield [key.slice(start.length), JSON.parse(value) as RefusedMember];
  }

  countRefused(): number {
    return this.refusedKeys().size;
  }

  refusedKeys(): Set<string> {
    const start = `${this.#name}|refused|`;
    return new Set([...this.#range('refused')].map(({ key }) => key.slice(start.length)));
  }

  refusedMember(key: string): RefusedMember | undefined {
    return this.#json(`refused|${key}`) as RefusedMember | undefined;
  }

  /** One for each thing; a later version of it takes the place of an earlier one. */
  refusedKey({ member, thing }: { readonly member: string; readonly thing?: string | undefined }): string {
    return digest(thing ?? member);
  }

  writeRefused(key: string, member: RefusedMember | undefined): KeptRecord {
    return this.#kept(`refused|${key}`, member);
  }

  /** What a stream begins with. */
  begin(url: string): FollowRecord {
    return { url, counts: NOTHING };
  }

  /** What removes all that is known, so that everything is read again. */
  clear(): KeptRecord[] {
    const start = `${this.#name}|`;
    return [...this.#store.readRecords('following', { start, end: `${start}\uffff` })].map(({ key }) => ({
      table: 'following',
      key,
      value: undefined,
    }));
  }

  #range(kind: string): Iterable<{ key: string; value: string }> {
    const start = `${this.#name}|${kind}|`;
    return this.#store.readRecords('following', { start, end: `${start}\uffff` });
  }

  #text(key: string): string | undefined {
    return this.#store.readRecord('following', `${this.#name}|${key}`);
  }

  #json(key: string): unknown {
    const text = this.#text(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  #kept(key: string, value: unknown): KeptRecord {
    return {
      table: 'following',
      key: `${this.#name}|${key}`,
      value: value === undefined ? undefined : JSON.stringify(value),
    };
  }
}

/** Names of the registers that follow a stream, or have followed one. */
export function followedNames(store: GraphStore): string[] {
  const names: string[] = [];
  let start = '';
  for (;;) {
    const [next] = [...store.readRecords('following', { start, limit: 1 })];
    if (!next) return names;
    const name = next.key.slice(0, next.key.indexOf('|'));
    names.push(name);
    start = `${name}|\uffff`;
  }
}
