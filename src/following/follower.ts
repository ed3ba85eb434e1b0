import type { Quad } from '@rdfjs/types';
import type { Outgoing } from '../outgoing/index.js';
import { ProblemError } from '../problem.js';
import { Batch, type BatchParts } from './batch.js';
import { FollowFault } from './faults.js';
import { createPageFetcher, type Credentials, type Fetched, type PageFetcher } from './fetch-page.js';
import type { FollowLimits } from './limits.js';
import { memberCheck, memberShape, type MemberCheck } from './member-shape.js';
import { readRound } from './round.js';
import type { FollowRecord } from './state.js';
import { findView, readStreamFacts, type StreamFacts } from './stream-facts.js';

/** Milliseconds between two looks, as far as a stream may choose. */
const SOONEST = 1_000;
const LATEST = 3_600_000;
/** Notices that are kept. */
const NOTICES = 20;

/** What a follower works with. */
export interface FollowerParts extends BatchParts {
  readonly url: string;
  readonly baseUrl: string;
  readonly outgoing: Outgoing;
  readonly credentials?: Credentials | undefined;
  readonly limits: FollowLimits;
  /** Milliseconds between two looks, where the stream says nothing of it. */
  readonly interval: number;
  /** Milliseconds until a stream that cannot be read is tried again; twice as long each further time. */
  readonly firstDelay: number;
  /** Told what went wrong, and what is odd. */
  readonly onProblem: (problem: string) => void;
}

/** How it goes with one stream. */
export interface FollowerStatus {
  /** `reading` now, `waiting` for the next look, or `failing` and waiting to try again. */
  readonly phase: 'reading' | 'waiting' | 'failing' | 'stopped';
  readonly failures: number;
  /** When the last round that came to its end did so, ISO 8601. */
  readonly upToDate?: string | undefined;
  /** When the next one begins, ISO 8601. */
  readonly next?: string | undefined;
  /** What is odd about the stream, the latest last. */
  readonly notices: readonly string[];
}

/** What a stream says of itself. */
interface Known {
  readonly facts: StreamFacts;
  readonly check: MemberCheck;
  /** Its shape (see `memberShape`), where it can be used. */
  readonly shape?: string | undefined;
}

/** Keeps a register in step with one stream until it is stopped. */
export class Follower {
  readonly #parts: FollowerParts;
  readonly #stopping = new AbortController();
  readonly #fetchPage: PageFetcher;
  readonly #waiting = new Set<{ readonly since: number; readonly done: (error?: Error) => void }>();
  readonly #notices: string[] = [];
  #rounds = 0;
  #known: Known | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #status: Omit<FollowerStatus, 'notices'> = { phase: 'waiting', failures: 0 };

  constructor(parts: FollowerParts) {
    this.#parts = parts;
    const { outgoing, baseUrl, url, credentials, limits, now } = parts;
    this.#fetchPage = createPageFetcher({
      outgoing,
      baseUrl,
      streamUrl: url,
      credentials,
      mostQuads: limits.pageQuads,
      signal: this.#stopping.signal,
      now,
    });
    this.#schedule(0);
  }

  get status(): FollowerStatus {
    return { ...this.#status, notices: this.#notices };
  }

  /** Looks now, instead of when it is time. */
  poke(): void {
    this.#schedule(0);
  }

  /** Resolves when a round that began after the call has come to its end. @throws what that failed with */
  upToDate(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#stopping.signal.aborted) reject(new Error('The stream is not followed any more.'));
      const done = (error?: Error): void => {
        if (error) reject(error);
        else resolve();
      };
      this.#waiting.add({ since: this.#rounds, done });
      this.poke();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#running;
    this.#status = { ...this.#status, phase: 'stopped', next: undefined };
    for (const { done } of this.#waiting) done(new Error('The stream is not followed any more.'));
  }

  #schedule(delay: number): void {
    if (this.#stopping.signal.aborted || this.#running) return;
    clearTimeout(this.#timer);
    this.#status = { ...this.#status, next: new Date(this.#parts.now().getTime() + delay).toISOString() };
    this.#timer = setTimeout(() => {
      this.#running = this.#runRound().then((next) => {
        this.#running = undefined;
        this.#schedule(this.#waiting.size > 0 && this.#status.failures === 0 ? 0 : next);
      });
    }, delay);
  }

  /** @returns milliseconds until the next one */
  async #runRound(): Promise<number> {
    const round = this.#rounds;
    this.#rounds += 1;
    const { phase } = this.#status;
    this.#status = { ...this.#status, phase: 'reading', next: undefined };
    try {
      await this.#readAll();
      this.#status = { phase: 'waiting', failures: 0, upToDate: this.#parts.now().toISOString() };
      this.#release(round);
      return Math.min(Math.max(this.#known?.facts.pollingInterval ?? this.#parts.interval, SOONEST), LATEST);
    } catch (error) {
      if (this.#stopping.signal.aborted) return LATEST;
      const failures = this.#status.failures + 1;
      this.#status = { ...this.#status, phase: 'failing', failures };
      await this.#note(error, phase === 'failing');
      this.#release(round, error as Error);
      const delay = this.#parts.firstDelay * 2 ** (failures - 1);
      const asked = error instanceof FollowFault ? (error.retryAfter ?? 0) : 0;
      return Math.min(Math.max(delay, asked), LATEST);
    }
  }

  #release(round: number, error?: Error): void {
    for (const waiting of this.#waiting)
      if (waiting.since <= round) {
        this.#waiting.delete(waiting);
        waiting.done(error);
      }
  }

  async #readAll(): Promise<void> {
    const { state, url, limits, now } = this.#parts;
    const about = state.read() ?? state.begin(url);
    this.#known ??= await this.#discover(about);
    const batch = new Batch(this.#parts, about, limits.refused);
    if (about.problem !== undefined) batch.change({ problem: undefined });
    if (JSON.stringify(about.facts) !== JSON.stringify(this.#known.facts) || about.url !== url)
      batch.change({ facts: this.#known.facts, url });
    if (state.shape() !== this.#known.shape) batch.keep(state.writeShape(this.#known.shape));
    await readRound({
      ...this.#known,
      state,
      batch,
      fetchPage: this.#fetchPage,
      limits,
      now,
      signal: this.#stopping.signal,
      onNotice: (text) => {
        this.#notice(text);
      },
    });
  }

  async #discover(about: FollowRecord): Promise<Known> {
    const { url } = this.#parts;
    const entry = await this.#document(url);
    const found = findView(entry.quads, url, entry.url);
    // What holds for a view stands at its root node (LDES 1.0, "Context information"); the entry may say it as well.
    const [root = ''] = found.view.split('#', 1);
    const isRoot = root === entry.url || root === url;
    const documents = isRoot ? [entry.quads] : [(await this.#document(root)).quads, entry.quads];
    const facts = readStreamFacts(documents, found);
    const before = about.facts?.stream;
    if (before !== undefined && before !== facts.stream)
      throw new FollowFault(
        'stream',
        `<${url}> leads to the stream <${facts.stream}>, but the register follows <${before}>. Begin again to follow the other.`,
      );
    return { facts, ...(await this.#shapeOf(facts, documents)) };
  }

  async #document(url: string): Promise<Extract<Fetched, { kind: 'page' }>> {
    const fetched = await this.#fetchPage(url);
    if (fetched.kind === 'page') return fetched;
    throw new FollowFault('stream', `<${url}> is gone for good (410).`);
  }

  /** The shape that the stream states; without it where it cannot be had or used. */
  async #shapeOf(facts: StreamFacts, documents: readonly (readonly Quad[])[]): Promise<Omit<Known, 'facts'>> {
    const { shape: iri } = facts;
    if (iri === undefined) return { check: () => [] };
    const here = documents.find((quads) => quads.some(({ subject }) => subject.value === iri));
    try {
      const shape = memberShape(here ?? (await this.#document(iri)).quads, iri, facts);
      const check = memberCheck(shape, facts);
      let isUsable = true;
      return {
        shape,
        check: (content, member) => {
          try {
            return isUsable ? check(content, member) : [];
          } catch (error) {
            // What took too long for one member would for the next.
            isUsable = false;
            return this.#unchecked(iri, error);
          }
        },
      };
    } catch (error) {
      this.#stopping.signal.throwIfAborted();
      return { check: () => this.#unchecked(iri, error) };
    }
  }

  #unchecked(shape: string, error: unknown): [] {
    this.#notice(`The shape <${shape}> of the stream is not checked: ${(error as Error).message}`);
    return [];
  }

  #notice(text: string): void {
    if (this.#notices.includes(text)) return;
    this.#notices.push(text);
    if (this.#notices.length > NOTICES) this.#notices.shift();
    this.#parts.onProblem(text);
  }

  /** Writes down what went wrong, the first time; what the stream says of itself is asked for again. */
  async #note(error: unknown, isAgain: boolean): Promise<void> {
    this.#known = undefined;
    const { state, url, store, agent, name, onProblem } = this.#parts;
    const problem = error instanceof Error ? error.message : String(error);
    if (!isAgain || state.read()?.problem !== problem) onProblem(problem);
    if (error instanceof ProblemError && error.status >= 500) return;
    const about = state.read() ?? state.begin(url);
    if (about.problem === problem) return;
    const keep = [state.write({ ...about, problem })];
    await store
      .commit({ agent, reason: `Register ${name} could not be followed`, keep })
      .catch(() => undefined);
  }
}
