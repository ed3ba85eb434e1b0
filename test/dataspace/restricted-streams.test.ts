import { expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { benchReport, file } from '../interfaces/service.js';
import { accessOf, agreedOn, transferring } from './agreed.js';
import { keyOf } from './managed.js';
import { startPair } from './pair.js';

const CONTEXT = 'https://w3id.org/wegwijzer/context/report.jsonld';
const TURTLE = { accept: 'text/turtle' };
const EVENTS = { accept: 'text/event-stream' };
const PLACES = ['', '/by-time', '/by-time/0', '/by-time/0/0', '/by-manager', '/by-area', '/version/1'];

const pair = await startPair(undefined, { restrictedStreams: 'reports, register/demo-assets' });
const { city } = pair;
expect((await file(city, benchReport({ '@context': CONTEXT }))).status).toBe(201);
await city.engine.streams.caughtUp();

const by = { agent: 'urn:test', now: new Date() };
const others = await Promise.all(
  [
    { roles: ['reporter'] as const },
    { roles: ['manager'] as const, organisation: 'https://example.org/id/organisation/green' },
    { roles: ['dispatcher'] as const, areas: ['https://data.vlaanderen.be/id/gemeente/44021'] },
  ].map(async (request) => (await createKey(city.engine.store, { name: 'other', ...request }, by)).key),
);

/** The status of every place of a stream, and of its events. */
async function statuses(stream: string, headers: Record<string, string> = {}): Promise<number[]> {
  const pages = PLACES.map((place) => city.get(`/ldes/${stream}${place}`, { ...TURTLE, ...headers }));
  const listening = new AbortController();
  const events = city.get(`/ldes/${stream}?after=0`, { ...EVENTS, ...headers }, { signal: listening.signal });
  const answers = await Promise.all([...pages, events]);
  listening.abort();
  return [...new Set(answers.map(({ status }) => status))];
}

it('gives a restricted stream to nobody who has neither an agreement nor a role for it', async () => {
  for (const stream of ['reports', 'register/demo-assets']) {
    expect(await statuses(stream)).toEqual([401]);
    for (const key of others)
      expect(await statuses(stream, { authorization: `Bearer ${key}` })).toEqual([403]);
    for (const role of ['steward', 'auditor', 'administrator'] as const)
      expect(await statuses(stream, { authorization: `Bearer ${await keyOf(city, role)}` })).toEqual([200]);
  }
  const refusal = await city.get('/ldes/reports/by-time/0/0', { accept: 'application/json' });
  expect(await refusal.json()).toMatchObject({ action: 'restricted-stream.read' });
});

it('leaves other streams, documents and queries as they are', async () => {
  for (const path of ['/ldes/decisions', '/ldes/decisions/by-time/0/0'])
    expect((await city.get(path, TURTLE)).headers.get('cache-control')).toMatch(/^public/);
  const query = 'SELECT ?r WHERE { ?r a <https://data.vlaanderen.be/ns/melding#Melding> }';
  const found = await city.get(`/sparql?${new URLSearchParams({ query }).toString()}`, {
    accept: 'text/csv',
  });
  const [, report = ''] = (await found.text()).split(/\r?\n/);
  expect(report).toContain('/id/report/');
  const document = report.slice(city.base.length).replace('/id/', '/doc/');
  expect((await city.get(document, TURTLE)).status).toBe(200);
});

it('opens a restricted stream under an agreement, for no shared cache, until that is revoked', async () => {
  const agreement = await agreedOn(pair, 'reports', { source: '/ldes/reports' });
  const { endpoint, authorization } = await accessOf(pair, await transferring(pair, agreement));
  const get = (place: string, more: Record<string, string> = TURTLE): Promise<Response> =>
    fetch(endpoint + place, { headers: { ...more, authorization } });
  for (const place of PLACES) {
    const answer = await get(place);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toMatch(/^private/);
    await answer.arrayBuffer();
  }
  const events = await get('?after=0', EVENTS);
  expect(events.status).toBe(200);
  const reading = events.text();
  // What was given under the agreement is not kept ready for anyone.
  expect((await city.get('/ldes/reports/by-time/0/0', TURTLE)).status).toBe(401);
  const number = agreement.slice(agreement.lastIndexOf('/') + 1);
  await city.ask('POST', `/dataspace/agreements/${number}/revoke`);
  for (const place of PLACES) expect((await get(place)).status).toBe(403);
  expect(await reading).toContain('De bank in het park is stuk.');
});

it('is in the catalogue as what it is', async () => {
  const turtle = await (await city.get('/catalog', { accept: 'application/n-triples' })).text();
  const rightsOf = (service: string): string | undefined =>
    new RegExp(`${service}> <http://purl.org/dc/terms/accessRights> <[^>]*/([A-Z_]+)>`).exec(turtle)?.[1];
  expect(rightsOf('service/ldes/reports/by-time')).toBe('RESTRICTED');
  expect(rightsOf('service/ldes/decisions/by-time')).toBe('PUBLIC');
});
