import { expect, it, vi } from 'vitest';
import { createFederationQueue, type FederationQueue } from '#wegwijzer/federation/federation-queue.js';

const LIMITS = { atOnce: 2, mostWaiting: 3, longestWait: 60_000 };
const never = new AbortController().signal;

/** Who is let in, in this order, and what ends the query of each. */
function watch(queue: FederationQueue): {
  readonly order: string[];
  readonly ask: (name: string, client: string, signal?: AbortSignal) => Promise<void>;
  readonly end: (name: string) => Promise<void>;
} {
  const order: string[] = [];
  const ends = new Map<string, () => void>();
  const settled = (): Promise<void> => new Promise(setImmediate);
  return {
    order,
    ask: async (name, client, signal = never) => {
      queue.enter(client, signal).then(
        (leave) => {
          order.push(name);
          ends.set(name, leave);
        },
        (error: unknown) => order.push(`${name}: ${(error as Error).message}`),
      );
      await settled();
    },
    end: async (name) => {
      ends.get(name)?.();
      await settled();
    },
  };
}

it('lets in one query of each client at a time, whoever asks how much', async () => {
  const { order, ask, end } = watch(createFederationQueue(LIMITS));
  await ask('a1', 'a');
  await ask('a2', 'a');
  await ask('b1', 'b');
  expect(order).toEqual(['a1', 'b1']);
  await ask('c1', 'c');
  await end('b1');
  expect(order).toEqual(['a1', 'b1', 'c1']);
  await end('a1');
  expect(order.at(-1)).toBe('a2');
});

it('keeps no place for a client that has gone', async () => {
  const { order, ask, end } = watch(createFederationQueue({ ...LIMITS, atOnce: 1 }));
  const gone = new AbortController();
  await ask('a1', 'a');
  await ask('b1', 'b', gone.signal);
  await ask('c1', 'c');
  gone.abort(new Error('gone'));
  await end('a1');
  expect(order).toEqual(['a1', 'b1: gone', 'c1']);
  await ask('d1', 'd', gone.signal);
  expect(order.at(-1)).toBe('d1: gone');
});

it('says so where too many wait, or for too long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { order, ask, end } = watch(createFederationQueue(LIMITS));
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) await ask(name, 'a');
    expect(order).toEqual(['a1', 'a5: More federated queries wait than can be answered soon.']);
    vi.advanceTimersByTime(LIMITS.longestWait);
    await end('a1');
    expect(order.slice(2).map((entry) => entry.slice(0, 3))).toEqual(['a2:', 'a3:', 'a4:']);
  } finally {
    vi.useRealTimers();
  }
});
