import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startEngine } from '#wegwijzer/engine.js';
import {
  changeSubscription,
  createSubscription,
  followerOf,
  readSubscriberChoice,
  reportId,
} from '#wegwijzer/reports/index.js';
import { BASE } from '../support/engine.js';

it('forgets who follows a report when the reporter may no longer be known, also where there was none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-subscriptions-'));
  let now = new Date('2026-01-02T00:00:00Z');
  const options = {
    directory: join(folder, 'data'),
    baseUrl: BASE,
    readers: 0,
    spare: false,
    expiryInterval: 0,
  };
  const engine = await startEngine({ ...options, now: () => now });
  onTestFinished(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { store, intake, expiry } = engine;
  const body = Buffer.from(
    JSON.stringify({
      '@context': `${BASE}/context/report.jsonld`,
      type: 'Report',
      category: 'zitbank-beschadigd',
      description: 'Stuk.',
      location: { lon: 3.7099224, lat: 51.0453067 },
    }),
  );
  const { location: report } = await intake.submit({ body, mediaType: 'application/ld+json' });
  const { token, record } = createSubscription(reportId(report), 'one');
  await store.commit({ agent: 'urn:agent', reason: 'test', keep: [record] });
  const choice = { by: 'email', address: 'iemand@verborgen.example', language: 'nl' } as const;
  await changeSubscription(engine, { report, key: record.key }, choice);
  expect(readSubscriberChoice(store, record.key)).toEqual(choice);
  expect(JSON.stringify([...store.readRecords('follow')])).not.toContain('verborgen');

  now = new Date('2026-01-03T00:00:00Z');
  await expiry.expire();
  expect(readSubscriberChoice(store, record.key)).toEqual(choice);
  now = new Date('2046-01-02T00:00:00Z');
  expect(await expiry.expire()).toBe(1);
  expect(readSubscriberChoice(store, record.key)).toBeUndefined();
  expect(followerOf(store, BASE, token)).toBeUndefined();
  expect(await expiry.expire()).toBe(0);
});
