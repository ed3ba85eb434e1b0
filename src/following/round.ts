import type { Quad } from '@rdfjs/types';
import type { Batch } from './batch.js';
import { contentDigest, isTangled } from './content.js';
import { FollowFault } from './faults.js';
import type { Fetched, PageFetcher } from './fetch-page.js';
import { Frontier } from './frontier.js';
import type { FollowLimits } from './limits.js';
import type { MemberCheck } from './member-shape.js';
import { readMembers, type MemberContent } from './members.js';
import { orderOf } from './order.js';
import { readPage, type StreamPage } from './page.js';
import { digest, type FollowState, type OpenPage, type WaitingPage } from './state.js';
import type { StreamFacts } from './stream-facts.js';
import { readVersion, type Reason } from './version.js';

/** Statements and pages that are written together at the latest. */
const BATCH_QUADS = 20_000;
const BATCH_PAGES = 100;
/** Milliseconds until a page that could not be read is tried again, at first and at most. */
const FIRST_DELAY = 5_000;
const LONGEST_DELAY = 3_600_000;
/** Characters of the address of a page; all addresses are held in memory. */
const LONGEST_ADDRESS = 2000;

/** What a round works with. */
export interface RoundParts {
  readonly state: FollowState;
  readonly batch: Batch;
  readonly fetchPage: PageFetcher;
  readonly facts: StreamFacts;
  readonly check: MemberCheck;
  readonly limits: FollowLimits;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** Told what is odd about the stream and stands in no way. */
  readonly onNotice: (text: string) => void;
}

/**
 * Reads the pages of a stream that are new or may have changed, the earliest first, and takes their members. Each page
 * is asked for once in a round, whatever leads to it.
 * @throws FollowFault where the stream cannot be read on; the reason of the signal; ProblemError of the store
 */
export async function readRound(parts: RoundParts): Promise<void> {
  await new Round(parts).run();
}

class Round {
  readonly #parts: RoundParts;
  readonly #frontier = new Frontier();
  /** Digest of each page met in this round → that of the page that led there. */
  readonly #ways = new Map<string, string>();
  /** Members of pages that may still change. */
  #held = 0;

  constructor(parts: RoundParts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    const { state, facts, batch, signal } = this.#parts;
    for (const { url, from, retryAt, held } of state.openPages()) {
      this.#frontier.add({ url, from, retryAt });
      this.#held += held;
    }
    if (!state.isKnown(facts.view)) this.#meet({ node: facts.view }, '');
    this.#ways.set(digest(facts.view), '');
    try {
      for (let page = this.#frontier.take(); page; page = this.#frontier.take()) {
        signal.throwIfAborted();
        await this.#visit(page);
        if (batch.waiting.quads > BATCH_QUADS || batch.waiting.pages > BATCH_PAGES) await batch.flush();
      }
    } catch (error) {
      // What was read before holds, whatever comes after.
      if (error instanceof FollowFault) await batch.flush();
      throw error;
    }
    await batch.flush();
  }

  async #visit(waiting: WaitingPage): Promise<void> {
    const { fetchPage, now, state } = this.#parts;
    if ((waiting.retryAt ?? 0) > now().getTime()) return;
    const page: OpenPage = state.openPage(waiting.url) ?? waiting;
    try {
      const fetched = await fetchPage(page.url, { entityTag: page.entityTag });
      if (fetched.kind === 'gone') this.#drop(page);
      else if (fetched.kind === 'unchanged') this.#stay(page);
      else await this.#read(page, fetched);
    } catch (error) {
      if (!(error instanceof FollowFault) || error.reach === 'stream') throw error;
      if (page.url === this.#parts.facts.view)
        throw new FollowFault('stream', error.message, error.retryAfter);
      this.#putOff(page, error);
    }
  }

  /** A page that is as it was leads where it led; what was wrong with it in between is over. */
  #stay(page: OpenPage): void {
    const { url, from, entityTag, links, members, problem } = page;
    if (problem !== undefined) this.#parts.batch.page({ url, from, entityTag, links, members });
    this.#follow(links ?? [], page);
  }

  /** A page past retention is an empty one (LDES 1.0, client algorithm); the root may not be. */
  #drop(page: OpenPage): void {
    const { url } = page;
    if (url === this.#parts.facts.view) throw new FollowFault('stream', `<${url}> is gone for good (410).`);
    this.#hold(page, 0);
    this.#parts.batch.page(page, true);
  }

  async #read(page: OpenPage, fetched: Extract<Fetched, { kind: 'page' }>): Promise<void> {
    const { facts, limits, batch } = this.#parts;
    const read = readPage(fetched.quads, {
      url: fetched.url,
      stream: facts.stream,
      timestampPath: facts.timestampPath,
      mostEntries: limits.pageEntries,
    });
    const known = page.members ?? {};
    const isClosed = fetched.isImmutable || read.isImmutable;
    this.#hold(page, isClosed ? 0 : read.members.length);
    const contents = await readMembers(
      this.#parts,
      { page: read, url: fetched.url },
      (member) => known[digest(member)] !== undefined,
    );
    this.#follow(read.links, page);
    const { url, from } = page;
    const members: Record<string, string> = {};
    try {
      for (const member of read.members)
        members[digest(member)] = this.#lookAt(member, contents.get(member), page);
    } catch (error) {
      // The quarantine is full: what came before need not come again.
      batch.page({ url, from, links: read.links, members: { ...known, ...members } });
      throw error;
    }
    batch.page({ url, from, entityTag: fetched.entityTag, links: read.links, members }, isClosed);
  }

  /** @throws FollowFault where the pages that may still change would have too many members together */
  #hold({ url, members = {} }: OpenPage, count: number): void {
    const { openMembers: most } = this.#parts.limits;
    const held = this.#held - Object.keys(members).length + count;
    if (held > most && held > this.#held)
      throw new FollowFault(
        'page',
        `With <${url}>, pages that may still change have more than ${String(most)} members together. Its publisher can say which never change (ldes:immutable).`,
      );
    this.#held = held;
  }

  #follow(links: StreamPage['links'], page: OpenPage): void {
    for (const link of links) this.#meet({ ...link, from: link.from ?? page.from }, digest(page.url));
  }

  #meet({ node, from }: { readonly node: string; readonly from?: number | undefined }, parent: string): void {
    const { state, batch, limits, onNotice } = this.#parts;
    const url = node.split('#', 1)[0] ?? node;
    if (url.length > LONGEST_ADDRESS) {
      onNotice(
        `<${url.slice(0, 100)}…> is longer than ${String(LONGEST_ADDRESS)} characters; it is not read.`,
      );
      return;
    }
    const key = digest(url);
    const before = this.#ways.get(key);
    if (before !== undefined) {
      if (before !== parent)
        onNotice(`<${url}> can be reached by more than one way, or leads back to itself; it is read once.`);
      return;
    }
    const isKnown = state.isKnown(url);
    if (!isKnown && batch.about.counts.pages >= limits.pages) {
      onNotice(`The stream has more than ${String(limits.pages)} pages; those beyond are not read.`);
      return;
    }
    this.#ways.set(key, parent);
    if (isKnown) return;
    const page = { url, from };
    batch.count({ pages: 1 });
    batch.page(page);
    this.#frontier.add(page);
  }

  /** @returns digest of what the page says of a member, to be remembered */
  #lookAt(member: string, content: MemberContent, page: OpenPage): string {
    const { batch, limits } = this.#parts;
    const before = page.members?.[digest(member)];
    const place = { member, page: page.url };
    // Past retention, or asked for before.
    if (!content) return before ?? '';
    const fault = 'en' in content ? content : faultOf(content, limits.memberQuads);
    if (fault && before === undefined) batch.refuse(place, [fault], []);
    if (fault || 'en' in content) return before ?? '';
    const said = contentDigest(content);
    if (before === undefined) this.#takeMember(member, content, page);
    else if (before !== said) batch.refuse(place, [altered], content);
    return before ?? said;
  }

  #takeMember(member: string, content: readonly Quad[], page: OpenPage): void {
    const { facts, check, batch } = this.#parts;
    const version = readVersion(content, member, facts);
    const reasons = 'reasons' in version ? version.reasons : check(content, member);
    const { thing } = version;
    if ('reasons' in version) batch.refuse({ member, thing, page: page.url }, reasons, content);
    else if (reasons.length > 0)
      batch.refuse({ member, thing, page: page.url, order: orderOf(version) }, reasons, content);
    else {
      const isLate = page.members !== undefined && (version.time ?? Infinity) < (batch.about.lastTime ?? 0);
      if (isLate) batch.count({ late: 1 });
      batch.take(version, { page: page.url, content });
    }
  }

  #putOff(page: OpenPage, { message, retryAfter }: FollowFault): void {
    const { batch, now, onNotice } = this.#parts;
    const failures = (page.failures ?? 0) + 1;
    const delay = Math.min(Math.max(FIRST_DELAY * 2 ** (failures - 1), retryAfter ?? 0), LONGEST_DELAY);
    batch.page({ ...page, failures, problem: message, retryAt: now().getTime() + delay });
    onNotice(message);
  }
}

/** Why a member is not even looked at. @param most statements */
function faultOf(content: readonly Quad[], most: number): Reason | undefined {
  if (content.length > most) return tooLong(most);
  return isTangled(content) ? tangled : undefined;
}

const altered: Reason = {
  nl: 'De stroom zegt nu iets anders over dit lid dan eerst. Een lid verandert niet; een nieuwe versie is een nieuw lid.',
  en: 'The stream now says something else of this member than before. A member never changes; a new version is a new member.',
};

const tangled: Reason = {
  nl: 'De delen zonder naam van dit lid verwijzen naar elkaar in een kring, of te diep.',
  en: 'The parts without a name of this member refer to each other in a circle, or too deeply.',
};

function tooLong(most: number): Reason {
  return {
    nl: `Dit lid is langer dan ${String(most)} uitspraken.`,
    en: `This member is longer than ${String(most)} statements.`,
  };
}
