import { createOutgoing, type Outgoing, type OutgoingOptions } from '../outgoing/index.js';
import { ProblemError } from '../problem.js';
import type { GraphStore } from '../store/graph-store.js';
import type { BatchParts, Merge } from './batch.js';
import type { Credentials } from './fetch-page.js';
import { Follower, type FollowerStatus } from './follower.js';
import { USUAL_LIMITS, type FollowLimits } from './limits.js';
import { dropRefused, retryRefused, type Retried } from './quarantine.js';
import { followedNames, FollowState, type FollowCounts, type RefusedMember } from './state.js';

const FIRST_DELAY = 5_000;
const INTERVAL = 60_000;
/** Pages that could not be read, as far as they are listed. */
const MOST_PROBLEMS = 100;

/** A stream to be followed into a register. */
export interface FollowRequest {
  /** The register's own name, the last part of its IRI. */
  readonly name: string;
  /** Address of the stream, or of the root of one of its views. */
  readonly url: string;
  /** What the register is called in explanations, where it is new. */
  readonly title?: string | undefined;
  /** What identifies us to the other side; sent to the origin of `url` alone. */
  readonly credentials?: Credentials | undefined;
}

/** A stream that is being followed. */
export interface Follow {
  readonly status: FollowerStatus;
  /** Looks now, instead of when it is time. */
  poke(): void;
  /** Resolves when a round that began after the call has come to its end. @throws what that failed with */
  upToDate(): Promise<void>;
  stop(): Promise<void>;
}

/** How it goes with a stream that is followed, or was. */
export interface FollowStatus extends Partial<FollowerStatus> {
  readonly name: string;
  readonly url: string;
  /** IRI of the stream, once it is known. */
  readonly stream?: string | undefined;
  readonly counts: FollowCounts;
  /** When the register last changed by it, ISO 8601. */
  readonly changed?: string | undefined;
  /** Time of its latest member, ISO 8601. */
  readonly latest?: string | undefined;
  readonly problem?: string | undefined;
  /** Members in quarantine. */
  readonly refused: number;
  /** Pages that could not be read, and why, a hundred at most; they are tried again. */
  readonly pageProblems: readonly { readonly url: string; readonly problem: string }[];
}

/** Keeps registers in step with the event streams of others. */
export interface Following {
  /** Begins to follow a stream, from where it was. @throws ProblemError `invalid-parameter` */
  follow(request: FollowRequest): Follow;
  list(): FollowStatus[];
  /** Members of a stream that were not taken. @throws ProblemError `not-found` */
  refused(name: string): RefusedMember[];
  /** Tries members in quarantine again; all of them where not given. @throws ProblemError `not-found` */
  retry(name: string, members?: readonly string[]): Promise<Retried>;
  /** Forgets members in quarantine. @returns IRIs of those that were there */
  drop(name: string, members: readonly string[]): Promise<string[]>;
  /**
   * Forgets how far a stream was followed, so that all of it is read again. The register stays as it is.
   * @throws ProblemError `not-found`, `invalid-parameter` where it is being followed
   */
  forget(name: string): Promise<void>;
  close(): Promise<void>;
}

/** What following works with. */
export interface FollowingParts {
  readonly store: GraphStore;
  readonly baseUrl: string;
  readonly agent: string;
  readonly merge: Merge;
  readonly now: () => Date;
  /** Addresses that may be asked beside the origin of each stream. */
  readonly allow?: readonly string[] | undefined;
  readonly outgoing?: Pick<OutgoingOptions, 'allowPrivate' | 'resolve'> | undefined;
  readonly limits?: Partial<FollowLimits> | undefined;
  /** Milliseconds between two looks, where a stream says nothing of it; default a minute. */
  readonly interval?: number | undefined;
  /** Milliseconds until a stream that cannot be read is tried again; default 5 s. */
  readonly firstDelay?: number | undefined;
  /** Told what went wrong with a stream, and what is odd. */
  readonly onProblem?: ((name: string, problem: string) => void) | undefined;
}

/** Opens the following of streams; none is followed until asked. */
export function createFollowing(parts: FollowingParts): Following {
  const { store } = parts;
  const running = new Map<string, { readonly follower: Follower; readonly outgoing: Outgoing }>();
  const batchParts = (name: string, title?: string): BatchParts => ({
    ...parts,
    state: new FollowState(store, name),
    name,
    title,
  });
  const stop = async (name: string): Promise<void> => {
    const found = running.get(name);
    running.delete(name);
    await found?.follower.stop();
    await found?.outgoing.close();
  };
  const known = (name: string): BatchParts => {
    const batch = batchParts(name);
    if (batch.state.read()) return batch;
    throw new ProblemError('not-found', `Register ${name} follows no stream.`);
  };
  return {
    follow: (request) => {
      const { name, title } = request;
      if (running.has(name))
        throw new ProblemError('invalid-parameter', `Register ${name} follows a stream already.`);
      const outgoing = doorFor(parts, request);
      const follower = new Follower(followerParts(parts, request, outgoing, batchParts(name, title)));
      running.set(name, { follower, outgoing });
      return {
        get status() {
          return follower.status;
        },
        poke: () => {
          follower.poke();
        },
        upToDate: () => follower.upToDate(),
        stop: () => stop(name),
      };
    },
    list: () =>
      [...new Set([...followedNames(store), ...running.keys()])]
        .sort()
        .map((name) => statusOf(new FollowState(store, name), name, running.get(name)?.follower)),
    refused: (name) => [...known(name).state.refused()].map(([, member]) => member),
    retry: (name, members) => retryRefused(known(name), members),
    drop: (name, members) => dropRefused(known(name), members),
    forget: async (name) => {
      if (running.has(name))
        throw new ProblemError('invalid-parameter', `Register ${name} is following. Stop that first.`);
      const { state, agent } = known(name);
      await store.commit({ agent, reason: `Register ${name} begins again`, keep: state.clear() });
    },
    close: async () => {
      await Promise.all([...running.keys()].map(stop));
    },
  };
}

/** @throws ProblemError `invalid-parameter` where the address is none that may be asked */
function doorFor(
  { allow = [], outgoing = {}, limits }: FollowingParts,
  { url }: Pick<FollowRequest, 'url'>,
): Outgoing {
  const { timeout, pageBytes } = { ...USUAL_LIMITS, ...limits };
  if (!URL.canParse(url))
    throw new ProblemError(
      'invalid-parameter',
      `"${url.slice(0, 200)}" cannot be followed: give a whole address, such as https://partner.example/ldes/register/cabinets.`,
      { parameter: 'url' },
    );
  try {
    const door = createOutgoing({
      ...outgoing,
      allow: [new URL(url).origin, ...allow],
      timeout,
      maximumBytes: pageBytes,
    });
    door.check(url);
    return door;
  } catch (error) {
    throw new ProblemError('invalid-parameter', `"${url}" cannot be followed: ${(error as Error).message}`, {
      parameter: 'url',
    });
  }
}

function followerParts(
  parts: FollowingParts,
  { url, name, credentials }: FollowRequest,
  outgoing: Outgoing,
  batch: BatchParts,
): ConstructorParameters<typeof Follower>[0] {
  return {
    ...batch,
    url,
    baseUrl: parts.baseUrl,
    outgoing,
    credentials,
    limits: { ...USUAL_LIMITS, ...parts.limits },
    interval: parts.interval ?? INTERVAL,
    firstDelay: parts.firstDelay ?? FIRST_DELAY,
    onProblem: (problem) => parts.onProblem?.(name, problem),
  };
}

function statusOf(state: FollowState, name: string, follower: Follower | undefined): FollowStatus {
  const { url, facts, counts, changed, lastTime, problem } = state.read() ?? state.begin('');
  return {
    name,
    url,
    stream: facts?.stream,
    counts,
    changed,
    latest: lastTime === undefined ? undefined : new Date(lastTime).toISOString(),
    problem,
    refused: state.countRefused(),
    pageProblems: pageProblems(state),
    ...follower?.status,
  };
}

function pageProblems(state: FollowState): FollowStatus['pageProblems'] {
  const found: { url: string; problem: string }[] = [];
  for (const { url, problem } of state.openPages()) {
    if (problem !== undefined) found.push({ url, problem });
    if (found.length >= MOST_PROBLEMS) break;
  }
  return found;
}
