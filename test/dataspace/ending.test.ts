import { expect, it } from 'vitest';
import { accessOf, agreedOn, inState, transferring, type Access } from './agreed.js';
import { startPair } from './pair.js';

const DAY = 86_400_000;
let time: Date | undefined;
const pair = await startPair(() => time ?? new Date());
const { city, utility } = pair;

/** Listens with the token of a transfer. @returns what was heard, when the other side has ended it */
async function listen({ endpoint, authorization }: Access): Promise<{ readonly heard: Promise<string> }> {
  const response = await fetch(`${endpoint}?after=0`, {
    headers: { authorization, accept: 'text/event-stream' },
  });
  expect(response.status).toBe(200);
  return { heard: response.text() };
}

/** Whether something has happened yet. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const nothing = Symbol();
  return (await Promise.race([promise, Promise.resolve(nothing)])) !== nothing;
}

async function reasonOfEnd(transfer: string): Promise<unknown> {
  const { body } = await inState(utility, transfer, 'TERMINATED');
  return (body.steps as { role: string; reason?: string }[]).at(-1);
}

it('tells the consumer when the time of an agreement is over, and ends what it listens to and what is suspended', async () => {
  const terms = { duration: 'P30D' };
  const agreement = await agreedOn(pair, 'month', { source: '/ldes/register/demo-assets', terms });
  const running = await transferring(pair, agreement);
  const resting = await transferring(pair, agreement);
  const lasting = await transferring(pair, await agreedOn(pair, 'always', { source: '/ldes/decisions' }));
  await utility.ask('POST', `${resting}/suspend`, { reason: 'Later.' });
  const [access, other] = [await accessOf(pair, running), await accessOf(pair, lasting)];
  const [events, others] = [await listen(access), await listen(other)];

  time = new Date(Date.now() + 29 * DAY);
  expect((await fetch(access.endpoint, { headers: { authorization: access.authorization } })).status).toBe(
    200,
  );
  time = new Date(Date.now() + 31 * DAY);
  expect(await events.heard).toContain('event: member');
  expect((await fetch(access.endpoint, { headers: { authorization: access.authorization } })).status).toBe(
    403,
  );
  for (const transfer of [running, resting])
    expect(await reasonOfEnd(transfer)).toMatchObject({
      role: 'provider',
      reason: expect.stringContaining('its duration (P30D) is over') as string,
    });
  expect(await isSettled(others.heard)).toBe(false);
  expect((await utility.ask('GET', lasting)).body).toMatchObject({ state: 'STARTED' });
  time = undefined;

  const id = String((await utility.ask('GET', lasting)).body.agreement).replace(/^.*\//, '');
  await city.ask('POST', `/dataspace/agreements/${id}/revoke`);
  expect(await others.heard).toContain('retry:');
  expect(await reasonOfEnd(lasting)).toMatchObject({ reason: 'The agreement is revoked.' });
}, 120_000);

it('ends what is listened to when the consumer takes a new token', async () => {
  const transfer = await transferring(pair, await agreedOn(pair, 'again', { source: '/ldes/decisions' }));
  const events = await listen(await accessOf(pair, transfer));
  const pid = transfer.slice(transfer.lastIndexOf('/') + 1);
  await utility.dataspace.access.renew(pid);
  expect(await events.heard).toContain('retry:');
  await listen(await accessOf(pair, transfer));
}, 60_000);
