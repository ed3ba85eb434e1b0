import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  readAnswerLink,
  startDeliveries,
  type AnswerLink,
  type Deliveries,
} from '#wegwijzer/delivery/index.js';
import { serviceClient } from '#wegwijzer/reports/index.js';
import { BASE, freshEngine } from '../support/engine.js';

const GROEN = `${BASE}/id/organisation/gent-groendienst`;
const DAY = 24 * 3_600_000;
let clock = new Date();
let engine: Awaited<ReturnType<typeof freshEngine>>;
let deliveries: Deliveries;
beforeAll(async () => {
  engine = await freshEngine({ demo: true, now: () => clock });
  deliveries = startDeliveries({
    store: engine.store,
    baseUrl: BASE,
    now: () => clock,
    inboxDays: 90,
    onFailure: (error) => {
      throw error;
    },
  });
});
afterAll(async () => {
  await deliveries.close();
  await engine.close();
});

async function fileReport(): Promise<string> {
  const report = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 },
  };
  const body = Buffer.from(JSON.stringify(report));
  return (await engine.intake.submit({ body, mediaType: 'application/ld+json' })).location;
}

it('takes old events out of inboxes, and leaves open reports and what is younger', async () => {
  const old = await fileReport();
  clock = new Date(clock.getTime() + 60 * DAY);
  const young = await fileReport();
  await engine.life.perform({
    report: old,
    command: { name: 'accept' },
    authorise: () => Promise.resolve(serviceClient(BASE)),
  });
  await deliveries.routed();
  const events = (): string[] =>
    deliveries.inbox.events(GROEN, '', 100).map(({ event }) => `${event.kind} ${event.report}`);
  expect(await deliveries.prune()).toBe(0);
  clock = new Date(clock.getTime() + 31 * DAY);
  // Once of the service and once of the city above it.
  expect(await deliveries.prune()).toBe(2);
  expect(events()).toEqual([`report.file ${young}`, `report.accept ${old}`]);
  const open = deliveries.inbox.reports(GROEN, ['offered', 'accepted'], { after: '', limit: 10 });
  expect(open.map(({ event }) => event.report).sort()).toEqual([old, young].sort());
});

it('forgets links in mails when they have not worked for a while', async () => {
  const token = `wwm_${'x'.repeat(43)}`;
  const { createHash } = await import('node:crypto');
  const key = createHash('sha256').update(token).digest('base64url');
  const link: AnswerLink = { report: 'r', organisation: GROEN, expires: clock.toISOString() };
  const keep = [{ table: 'mail-link' as const, key, value: JSON.stringify(link) }];
  await engine.store.commit({ agent: `${BASE}/id/agent/test`, reason: 'Link', keep });
  clock = new Date(clock.getTime() + 29 * DAY);
  await deliveries.prune();
  expect(readAnswerLink(engine.store, token)).toEqual(link);
  clock = new Date(clock.getTime() + 2 * DAY);
  await deliveries.prune();
  expect(readAnswerLink(engine.store, token)).toBeUndefined();
});
