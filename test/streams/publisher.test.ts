import { afterAll, beforeAll, expect, it } from 'vitest';
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
