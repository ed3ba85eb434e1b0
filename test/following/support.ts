import { afterEach, beforeEach } from 'vitest';
import {
  createFollowing,
  type Follow,
  type Following,
  type FollowingParts,
} from '#wegwijzer/following/index.js';
import { mergeThings } from '#wegwijzer/registers/index.js';
import { BASE_URL, openRegisters, registerShapes, type Registers } from '../registers/support.js';
import { startPublisher, THINGS, type Publisher } from './publisher.js';

/** What a test works with: a publisher, and a store that follows it. */
export interface Bench {
  readonly publisher: Publisher;
  readonly registers: Registers;
  readonly following: Following;
  /** What was told as wrong or odd. */
  readonly problems: string[];
  /** Follows the publisher's stream. */
  follow(path?: string): Follow;
  /** Ends the following, and begins it anew from what the journal holds. */
  restart(parts?: Partial<FollowingParts>): Promise<void>;
  /** Key of each bench in the register → key of its manager. */
  managers(): Record<string, string>;
}

/** Gives each test a publisher and a follower of its own. */
export function followBench(): Bench {
  let [publisher, registers, following] = [] as unknown as [Publisher, Registers, Following];
  const problems: string[] = [];
  const open = (parts: Partial<FollowingParts> = {}): Following =>
    createFollowing({
      store: registers.store,
      baseUrl: BASE_URL,
      agent: `${BASE_URL}/id/agent/test`,
      merge: (request) =>
        mergeThings(registers.store, {
          ...request,
          baseUrl: BASE_URL,
          agent: `${BASE_URL}/id/agent/test`,
          shapes: registerShapes,
          now: () => new Date(),
        }),
      now: () => new Date(),
      outgoing: { allowPrivate: true },
      onProblem: (_, problem) => problems.push(problem),
      ...parts,
    });
  beforeEach(async () => {
    problems.length = 0;
    [publisher, registers] = [await startPublisher(), await openRegisters()];
    following = open();
  });
  afterEach(async () => {
    await following.close();
    await publisher.close();
    await registers.close();
  });
  return {
    get publisher() {
      return publisher;
    },
    get registers() {
      return registers;
    },
    get following() {
      return following;
    },
    problems,
    follow: (path = '/stream') => following.follow({ name: 'assets', url: publisher.url + path }),
    restart: async (parts) => {
      await following.close();
      following = open(parts);
    },
    managers: () =>
      Object.fromEntries(
        registers.rows().flatMap((row) => {
          const [, key, manager] =
            new RegExp(`^<${THINGS}(.+?)> <.*#beheerder> <https://partner.example/id/org/(.+)>$`).exec(row) ??
            [];
          return key === undefined || manager === undefined ? [] : [[key, manager]];
        }),
      ),
  };
}
