import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createRecentFigures, type RecentFigures } from '#wegwijzer/reports/index.js';
import { BASE, freshEngine } from '../support/engine.js';

/** Queries that wait until the test lets the store answer them. */
const waiting: { readonly release: () => void; readonly answered: Promise<unknown> }[] = [];
let worked = 0;
let clock = 0;
let figures: RecentFigures;
/** Queries that one overview takes. */
const EACH = 8;

const engine = await freshEngine({});
// Streams of what the engine begins with are changes too.
await engine.streams.caughtUp();
afterAll(() => engine.close());
const { store } = engine;
const held: Parameters<typeof createRecentFigures>[0] = {
  get sequence() {
    return store.sequence;
  },
  query: (sparql, options) => {
    worked += 1;
    let release = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      release = resolve;
    }).then(() => store.query(sparql, options));
    waiting.push({ release, answered });
    return answered;
  },
};

/** Lets what is under way end after some milliseconds. */
async function finish(milliseconds: number): Promise<void> {
  clock += milliseconds;
  const all = waiting.splice(0);
  for (const { release } of all) release();
  await Promise.all(all.map(({ answered }) => answered));
  await new Promise((resolve) => setImmediate(resolve));
}

async function change(): Promise<void> {
  const line = `<https://example.org/s> <https://example.org/p> "${String(store.sequence)}" <https://example.org/g> .`;
  await store.commit({ agent: `${BASE}/id/agent/test`, reason: 'test', insert: [line] });
}

function start(): void {
  waiting.length = 0;
  clock = 0;
  const about = { table: engine.life.table, service: `${BASE}/id/agent/service` };
  figures = createRecentFigures(held, about, () => clock);
}

beforeEach(async () => {
  start();
  await finish(0);
  await change();
  worked = 0;
});

async function overview(milliseconds: number): Promise<string> {
  const asked = figures.read();
  await finish(milliseconds);
  return (await asked).asOf;
}

describe('figures over all reports', () => {
  it('are worked out once for each state of the graph', async () => {
    await overview(1000);
    await figures.read();
    expect(worked).toBe(EACH);
  });

  it('hold every change where they are quick', async () => {
    await overview(10);
    await change();
    clock = 500;
    expect(await overview(10)).toBe(new Date(500).toISOString());
  });

  it('are those of before where they are slow, and worked out anew meanwhile', async () => {
    await overview(1000);
    await change();
    const old = new Date(0).toISOString();
    expect([(await figures.read()).asOf, (await figures.read()).asOf]).toEqual([old, old]);
    expect(worked).toBe(2 * EACH);
    await finish(1000);
    expect((await figures.read()).asOf).toBe(new Date(1000).toISOString());
  });

  it('are kept ready where they are slow, until nobody has asked for a week', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const pass = async (milliseconds: number): Promise<void> => {
      clock += milliseconds;
      vi.advanceTimersByTime(milliseconds);
      await finish(1000);
    };
    await overview(1000);
    await change();
    await pass(45_000);
    expect(worked).toBe(2 * EACH);
    clock += 40_000;
    expect((await figures.read()).asOf).toBe(new Date(46_000).toISOString());
    // Nothing has changed since.
    await pass(45_000);
    expect(worked).toBe(2 * EACH);
    await change();
    await pass(7 * 24 * 3_600_000);
    await pass(45_000);
    await change();
    const before = worked;
    await pass(90_000);
    expect(worked).toBe(before);
  });

  it('are ready for who asks first, although a report came in since they were worked out', async () => {
    start();
    await finish(2000);
    await finish(1000);
    await change();
    expect((await figures.read()).asOf).toBe(new Date(2000).toISOString());
  });

  it('hold every change where only those of the start are slow', async () => {
    start();
    await finish(2000);
    await finish(10);
    await change();
    expect(await overview(10)).toBe(new Date(2010).toISOString());
  });

  it('are waited for where those of before are too old', async () => {
    await overview(1000);
    await change();
    clock = 61_000;
    expect(await overview(1000)).toBe(new Date(61_000).toISOString());
  });

  it('do not hold what came after they were begun, for who asks after it', async () => {
    const first = figures.read();
    await change();
    const second = figures.read();
    await finish(10);
    expect((await first).asOf).toBe(new Date(0).toISOString());
    await finish(10);
    expect((await second).asOf).toBe(new Date(10).toISOString());
  });
});
