import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { startTestService } from '../interfaces/service.js';
import { accessOf, agreedOn, inState, transferring } from './agreed.js';
import {
  CITY,
  MAINTENANCE,
  participantAt,
  participantsFile,
  startPair,
  UTILITY,
  UTILITY_ORGANISATION,
} from './pair.js';

const DAY = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-terms-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let ahead = 0;
const now = (): Date => new Date(Date.now() + ahead);
const pair = await startPair(now, { dataDirectory: join(folder, 'data') });
const { city, utility } = pair;

/** The status of the data of a transfer. */
async function statusOf(transfer: string): Promise<number> {
  const { endpoint, authorization } = await accessOf(pair, transfer);
  return (await fetch(endpoint, { headers: { authorization } })).status;
}

/** Why the other side ended a transfer. */
async function reasonOfEnd(transfer: string): Promise<string> {
  const { body } = await inState(utility, transfer, 'TERMINATED');
  return String((body.steps as { reason?: string }[]).at(-1)?.reason);
}

it.each([
  ['purpose', { purposes: ['https://example.org/purpose/marketing'] }],
  ['recipient', { recipients: ['https://example.org/id/organisation/another'] }],
  ['time', { until: '2020-01-01T00:00:00Z' }],
])('offers nothing to who does not meet its terms, nor agrees with it: %s', async (name, terms) => {
  const put = await city.ask('PUT', `/dataspace/offers/${name}`, {
    title: { nl: 'x', en: 'x' },
    source: '/ldes/reports',
    terms,
  });
  const catalogue = await utility.ask('GET', `/dataspace/participants/${encodeURIComponent(CITY)}/catalog`);
  expect(JSON.stringify(catalogue.body)).not.toContain(String(put.body.dataset));
  const begun = await utility.ask('POST', '/dataspace/negotiations', {
    participant: CITY,
    dataset: put.body.dataset,
    terms,
  });
  const path = `/dataspace/negotiations/${String(begun.body.pid)}`;
  await vi.waitFor(
    async () => {
      expect((await utility.ask('GET', path)).body.fault).toContain('no offer');
    },
    { timeout: 20_000 },
  );
});

it('closes data at the moment that its terms name (odrl:dateTime)', async () => {
  const until = new Date(now().getTime() + 2 * DAY).toISOString();
  const agreement = await agreedOn(pair, 'until', { source: '/ldes/reports', terms: { until } });
  const transfer = await transferring(pair, agreement);
  ahead = DAY;
  expect(await statusOf(transfer)).toBe(200);
  ahead = 3 * DAY;
  expect(await statusOf(transfer)).toBe(403);
  expect(await reasonOfEnd(transfer)).toContain('its time is over or has not come');
  ahead = 0;
});

it('closes data to a participant that is no longer known for the purpose or the organisation of its terms', async () => {
  const offered = async (name: string, terms: object): Promise<string> =>
    transferring(pair, await agreedOn(pair, name, { source: '/ldes/reports', terms }));
  const byPurpose = await offered('by-purpose', { purposes: [MAINTENANCE] });
  const byOrganisation = await offered('by-organisation', { recipients: [UTILITY_ORGANISATION] });
  const byId = await offered('by-id', { recipients: [UTILITY] });
  for (const transfer of [byPurpose, byOrganisation, byId]) expect(await statusOf(transfer)).toBe(200);

  await city.close();
  await startTestService({
    unsafeOutgoingToPrivateAddresses: true,
    dataDirectory: join(folder, 'data'),
    port: Number(new URL(city.base).port),
    baseUrl: city.base,
    dataspaceId: CITY,
    dataspaceParticipants: participantsFile(folder, participantAt(UTILITY, utility.base)),
  });
  expect(await statusOf(byId)).toBe(200);
  for (const transfer of [byPurpose, byOrganisation]) expect(await statusOf(transfer)).toBe(403);
  expect(await reasonOfEnd(byPurpose)).toContain('is not one that did:web:utility.example.org is known for');
  expect(await reasonOfEnd(byOrganisation)).toContain(
    'did:web:utility.example.org is not among its recipients',
  );
  expect((await utility.ask('GET', byId)).body).toMatchObject({ state: 'STARTED' });
}, 60_000);
