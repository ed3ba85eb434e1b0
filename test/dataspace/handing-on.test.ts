import { expect, it } from 'vitest';
import { createOffers } from '#wegwijzer/dataspace/index.js';
import { agreedOn, inState } from './agreed.js';
import { startPair, UTILITY } from './pair.js';

const pair = await startPair(undefined, { anonymousRead: false });
const { city, utility } = pair;
const terms = { distribution: false };
const title = { nl: 'x', en: 'x' };

it('fills no register that everybody may read with data that may not be handed on', async () => {
  const agreement = await agreedOn(pair, 'kept', { source: '/ldes/register/demo-assets', terms });
  const refused = await utility.ask('POST', '/dataspace/transfers', { agreement, register: 'kept' });
  expect(refused).toMatchObject({
    status: 400,
    body: { parameter: 'register', detail: expect.stringContaining('forbids to hand the data on') as string },
  });
  expect(utility.engine.following.list()).toEqual([]);
  const fetched = await utility.ask('POST', '/dataspace/transfers', { agreement });
  await inState(utility, `/dataspace/transfers/${String(fetched.body.pid)}`, 'STARTED');
  const free = await agreedOn(pair, 'free', { source: '/ldes/register/demo-assets' });
  expect(
    (await utility.ask('POST', '/dataspace/transfers', { agreement: free, register: 'free' })).status,
  ).toBe(201);
}, 60_000);

it('offers to nobody a register that holds such data, also after the transfer has ended', async () => {
  const put = await utility.ask('PUT', '/dataspace/offers/theirs', { title, source: '/ldes/reports', terms });
  const begun = await city.ask('POST', '/dataspace/negotiations', {
    participant: UTILITY,
    dataset: put.body.dataset,
  });
  const negotiation = `/dataspace/negotiations/${String(begun.body.pid)}`;
  const { agreement } = (await inState(city, negotiation, 'FINALIZED')).body;
  await city.ask('PUT', '/dataspace/offers/ground', { title, source: '/ldes/register/demo-ground' });
  expect(
    await city.ask('POST', '/dataspace/transfers', { agreement, register: 'demo-ground' }),
  ).toMatchObject({
    status: 400,
    body: { parameter: 'register', detail: expect.stringContaining('offered to others') as string },
  });
  const asked = await city.ask('POST', '/dataspace/transfers', { agreement, register: 'theirs' });
  const transfer = `/dataspace/transfers/${String(asked.body.pid)}`;
  await inState(city, transfer, 'STARTED');

  const { store } = city.engine;
  const offers = createOffers(store, city.base);
  const offer = (path: string): Promise<unknown> =>
    offers.put(
      'on',
      { title, source: { kind: 'stream', path }, rules: { permission: [{ action: 'use' }] } },
      'urn:test',
    );
  for (const path of ['register/theirs', 'register/theirs/by-time'])
    await expect(offer(path)).rejects.toThrow('forbids to hand it on');
  await city.ask('POST', `${transfer}/terminate`, { reason: 'Enough.' });
  await inState(city, transfer, 'TERMINATED');
  await expect(offer('register/theirs')).rejects.toThrow(UTILITY);
  await expect(offer('register/demo-assets')).resolves.toBeDefined();
}, 60_000);
