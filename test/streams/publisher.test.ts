import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { startPublisher } from '#wegwijzer/streams/publisher.js';
import { registersTopic } from '#wegwijzer/streams/topics.js';
import { BASE, freshEngine } from '../support/engine.js';

const DAY = 24 * 60 * 60 * 1000;
const AGENT = `${BASE}/id/agent/test`;
let engine: Engine;
beforeAll(async () => {
  engine = await freshEngine({});
});
afterAll(async () => {
  await engine.close();
});

/** Benches of a register, as lines. */
const benches = (from: number, count: number): string[] =>
  Array.from(
    { length: count },
    (_, index) =>
      `<https://example.org/bench/${String(from + index)}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/Bench> <${BASE}/id/register/benches> .`,
  );

it('publishes what is committed while it looks for what is past retention, once it has looked', async () => {
  const { store } = engine;
  await store.commit({ agent: AGENT, reason: 'Benches', insert: benches(0, 300) });
  await engine.streams.caughtUp();
  // From here on a publisher alone, in whose time all that is past retention.
  await engine.streams.close();
  let late: Promise<unknown> | undefined;
  const publisher = startPublisher({
    store,
    topic: registersTopic(BASE),
    agent: AGENT,
    retention: {
      milliseconds: DAY,
      now: () => {
        // Asked as a look begins: this comes before what the look writes, and so before its end.
        late ??= store.commit({ agent: AGENT, reason: 'One more', insert: benches(300, 1) });
        return new Date(Date.now() + 2 * DAY);
      },
    },
    onPublished: () => undefined,
    onFailure: (error) => {
      throw error;
    },
  });
  await expect
    .poll(() => engine.streams.page({ stream: 'register/benches', view: 'by-time', part: '' }, 0))
    .toMatchObject({ gone: true });
  await late;
  await expect.poll(() => engine.streams.stream('register/benches')?.members, { timeout: 20_000 }).toBe(301);
  await publisher.close();
});

it('publishes what is committed while many pages are past retention before all of those are taken out', async () => {
  const fresh = await freshEngine({});
  onTestFinished(() => fresh.close());
  const { store, streams } = fresh;
  await store.commit({ agent: AGENT, reason: 'Benches', insert: benches(0, 1000) });
  await streams.caughtUp();
  await streams.close();
  const listing = { stream: 'register/benches', view: 'by-time', part: '' };
  const isGone = (page: number): boolean => streams.page(listing, page)?.gone === true;
  let late: Promise<unknown> | undefined;
  /** Whether the last page was gone already when the late one could be read. */
  let wasLast: boolean | undefined;
  const publisher = startPublisher({
    store,
    topic: registersTopic(BASE),
    agent: AGENT,
    retention: {
      milliseconds: DAY,
      now: () => {
        late ??= store.commit({ agent: AGENT, reason: 'One more', insert: benches(1000, 1) });
        return new Date(Date.now() + 2 * DAY);
      },
    },
    onPublished: () => {
      if (streams.stream(listing.stream)?.members === 1001) wasLast ??= isGone(3);
    },
    onFailure: (error) => {
      throw error;
    },
  });
  await expect.poll(() => isGone(3), { timeout: 20_000 }).toBe(true);
  await late;
  await expect.poll(() => wasLast, { timeout: 20_000 }).toBe(false);
  await publisher.close();
});
