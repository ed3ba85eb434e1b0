import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  messageRecord,
  startDeliveries,
  type Deliveries,
  type Delivery,
  type DeliveryParts,
  type Outcome,
} from '#wegwijzer/delivery/index.js';
import { openRecordDirectory } from '#wegwijzer/store/embedded/record-directory.js';

const root = mkdtempSync(join(tmpdir(), 'wegwijzer-drain-'));
let folders = 0;
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

type Records = DeliveryParts['store'] & { readonly close: () => Promise<void> };

/** The journal without a graph: messages need none. */
async function openRecords(directory = join(root, String((folders += 1)))): Promise<Records> {
  const records = await openRecordDirectory(directory);
  const listeners = new Set<Parameters<Records['subscribe']>[0]>();
  return {
    ...records,
    commit: async (change) => {
      const committed = await records.commit(change);
      for (const listener of listeners) listener(committed);
      return committed;
    },
    select: () => Promise.resolve([]),
    secrets: {
      take: () => {
        throw new Error('Messages need no keys.');
      },
      read: () => undefined,
      erase: () => undefined,
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function start(
  store: Records,
  settings: { readonly attempts?: number; readonly firstDelay?: number } = {},
): Deliveries {
  return startDeliveries({
    store,
    baseUrl: 'https://wegwijzer.example.org',
    now: () => new Date(),
    firstDelay: 4,
    ...settings,
    onFailure: (error) => {
      throw error;
    },
  });
}

function send(store: Records, thread: string, number: number, target = 'urn:target'): Promise<unknown> {
  const time = new Date().toISOString();
  const id = `${target} ${thread} ${String(number)}`;
  return store.commit((sequence) => ({
    agent: 'urn:test',
    reason: 'test',
    keep: [messageRecord(sequence, { channel: 'test', target, thread, id, time, body: number })],
  }));
}

const failed: Outcome = { kind: 'again', fault: 'no' };
const done: Outcome = { kind: 'done' };

describe('the drain', () => {
  it('brings everything to its target, in order for each thread, whatever fails in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.array(fc.boolean(), { maxLength: 3 })), {
          minLength: 1,
          maxLength: 20,
        }),
        async (messages) => {
          const store = await openRecords();
          const failures = new Map(messages.map(([, fails], number) => [number, [...fails]]));
          const arrived: [string, number][] = [];
          const deliveries = start(store);
          deliveries.registerChannel('test', ({ thread, body }) => {
            if (failures.get(body as number)?.pop()) return Promise.resolve(failed);
            arrived.push([thread, body as number]);
            return Promise.resolve(done);
          });
          for (const [number, [thread]] of messages.entries()) await send(store, thread, number);
          await vi.waitFor(() => {
            expect([...store.readRecords('delivery'), ...store.readRecords('outbox')]).toEqual([]);
          }, 10_000);
          for (const thread of ['a', 'b', 'c'])
            expect(arrived.filter(([name]) => name === thread).map(([, number]) => number)).toEqual(
              [...messages.entries()].filter(([, [name]]) => name === thread).map(([number]) => number),
            );
          await deliveries.close();
          await store.close();
        },
      ),
      { numRuns: 15 },
    );
  });

  it('holds back what follows a failing delivery of the same thread and target, and nothing else', async () => {
    const store = await openRecords();
    const deliveries = start(store, { attempts: 3 });
    const arrived: string[] = [];
    deliveries.registerChannel('test', ({ id }) => {
      if (id === 'urn:one a 1') return Promise.resolve(failed);
      arrived.push(id);
      return Promise.resolve(done);
    });
    onTestFinished(async () => {
      await deliveries.close();
      await store.close();
    });
    await send(store, 'a', 1, 'urn:one');
    await send(store, 'a', 2, 'urn:one');
    await send(store, 'b', 3, 'urn:one');
    await send(store, 'a', 4, 'urn:two');
    await vi.waitFor(() => {
      expect(deliveries.figures()).toContainEqual(expect.objectContaining({ waiting: 2, dead: 1 }));
      expect(arrived.toSorted()).toEqual(['urn:one b 3', 'urn:two a 4']);
    }, 10_000);
  });

  it('says that what was there is routed while more and more comes', async () => {
    const store = await openRecords();
    const deliveries = start(store);
    const end = new AbortController();
    const comes = (async () => {
      for (let number = 1; !end.signal.aborted; number += 1) await send(store, String(number), number);
    })();
    await send(store, 'a', 0, 'urn:before');
    await deliveries.routed();
    const targets = [...store.readRecords('delivery')].map(({ value }) => (JSON.parse(value) as Delivery).id);
    expect(targets).toContain('urn:before a 0');
    end.abort();
    await comes;
    await deliveries.close();
    await store.close();
  });

  it('brings what comes after thousands that fail for whom they are for, and wait for an hour', async () => {
    const store = await openRecords();
    const deliveries = start(store, { firstDelay: 3_600_000 });
    const arrived: string[] = [];
    deliveries.registerChannel('test', ({ id, body }) => {
      if (body === 'bad') return Promise.resolve({ ...failed, alone: true });
      arrived.push(id);
      return Promise.resolve(done);
    });
    onTestFinished(async () => {
      await deliveries.close();
      await store.close();
    });
    const time = new Date().toISOString();
    await store.commit((sequence) => ({
      agent: 'urn:test',
      reason: 'test',
      keep: Array.from({ length: 5100 }, (_, number) => {
        const thread = String(number);
        const message = { channel: 'test', target: 'urn:target', thread, id: thread, time, body: 'bad' };
        return messageRecord(sequence, message);
      }),
    }));
    await send(store, 'good', 1);
    await vi.waitFor(() => {
      expect(arrived).toEqual(['urn:target good 1']);
    }, 60_000);
  });

  it('goes on after a restart where it was, under the same names', async () => {
    const directory = join(root, 'restart');
    const before = await openRecords(directory);
    const first = start(before);
    const names: string[] = [];
    first.registerChannel('test', (delivery: Delivery) => {
      names.push(delivery.id);
      return Promise.resolve(failed);
    });
    await send(before, 'a', 1);
    await send(before, 'a', 2);
    await vi.waitFor(() => {
      expect(names.length).toBeGreaterThan(1);
    });
    await first.close();
    await before.close();
    const after = await openRecords(directory);
    const second = start(after);
    const arrived: string[] = [];
    second.registerChannel('test', ({ id, attempts }) => {
      expect(id === names[0]).toBe(attempts > 0);
      arrived.push(id);
      return Promise.resolve(done);
    });
    await vi.waitFor(() => {
      expect(arrived).toEqual(['urn:target a 1', 'urn:target a 2']);
    });
    await second.close();
    await after.close();
  });

  it('takes 503 with a time as true for all that goes to the target', async () => {
    const store = await openRecords();
    const deliveries = start(store);
    const times: number[] = [];
    deliveries.registerChannel('test', () => {
      times.push(performance.now());
      return Promise.resolve(times.length === 1 ? { kind: 'again', fault: '503', after: 300 } : done);
    });
    onTestFinished(async () => {
      await deliveries.close();
      await store.close();
    });
    await send(store, 'a', 1);
    await vi.waitFor(() => {
      expect(times).toHaveLength(1);
    });
    await send(store, 'b', 2);
    await vi.waitFor(() => {
      expect(times).toHaveLength(3);
    }, 30_000);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(290);
  });
});
