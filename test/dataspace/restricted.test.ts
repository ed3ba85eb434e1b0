import { expect, it } from 'vitest';
import { benchReport, file } from '../interfaces/service.js';
import { accessOf, agreedOn, transferring } from './agreed.js';
import { keyOf } from './managed.js';
import { startPair } from './pair.js';

/** The context by its own name, since the instance has another address than other tests. */
const CONTEXT = 'https://w3id.org/wegwijzer/context/report.jsonld';

const pair = await startPair(undefined, { anonymousRead: false });
const { city } = pair;

it('shows the stream of a manager to nobody but who agreed on it, in an instance that is closed', async () => {
  expect((await file(city, benchReport({ '@context': CONTEXT }))).status).toBe(201);
  const authorization = `Bearer ${await keyOf(city, 'auditor')}`;
  await city.engine.streams.caughtUp();
  const view = await city.get('/ldes/reports/by-manager', { authorization, accept: 'text/turtle' });
  const [, part = ''] = /tree:node <by-manager\/([0-9a-f]{16})>/.exec(await view.text()) ?? [];
  const source = `/ldes/reports/by-manager/${part}`;
  expect((await city.get(source)).status).toBe(401);

  const { endpoint, authorization: token } = await accessOf(
    pair,
    await transferring(pair, await agreedOn(pair, 'green', { source })),
  );
  const headers = { authorization: token, accept: 'text/turtle' };
  const page = await fetch(`${endpoint}/0/0`, { headers });
  expect(page.status).toBe(200);
  expect(page.headers.get('cache-control')).toMatch(/^private, /);
  expect(await page.text()).toContain('De bank in het park is stuk.');
  const root = await fetch(endpoint, { headers });
  expect(await root.text()).toContain('tree:GreaterThanOrEqualToRelation');
  const whole = endpoint.replace(`/by-manager/${part}`, '');
  expect((await fetch(whole, { headers })).status).toBe(403);
  expect((await fetch(`${whole}/by-time/0/0`, { headers })).status).toBe(403);
  expect((await fetch(`${whole}/by-manager/none`, { headers })).status).toBe(403);
});
