import { expect, it, vi } from 'vitest';
import { accessOf, agreedOn, inState, transferring, type Access } from './agreed.js';
import { keyOf } from './managed.js';
import { MAINTENANCE, startPair, UTILITY_ORGANISATION } from './pair.js';

const pair = await startPair();
const { city, utility } = pair;

/** Fetches below the address of a transfer. */
function fetchData({ endpoint, authorization }: Access, below = '', headers = {}): Promise<Response> {
  return fetch(endpoint + below, { headers: { authorization, accept: 'application/n-triples', ...headers } });
}

/** The problem that an answer is. */
async function problem(response: Response): Promise<string> {
  const body = (await response.json()) as { type: string; detail: string };
  return `${String(response.status)} ${body.type.slice(body.type.lastIndexOf('/') + 1)}: ${body.detail}`;
}

const terms = { purposes: [MAINTENANCE], recipients: [UTILITY_ORGANISATION], duration: 'P30D' };
const agreement = await agreedOn(pair, 'assets', { source: '/ldes/register/demo-assets', terms });
const transfer = await transferring(pair, agreement);

it('gives the bytes and the headers of the open stream to whoever has the token', async () => {
  const access = await accessOf(pair, transfer);
  for (const below of ['', '/by-time', '/by-time/0', '/by-time/0/0', '/version/1']) {
    const open = await city.get(`/ldes/register/demo-assets${below}`, { accept: 'text/turtle' });
    const opened = await fetchData(access, below, { accept: 'text/turtle' });
    expect(opened.status).toBe(200);
    expect(await opened.text()).toBe(await open.text());
    for (const name of ['etag', 'content-type', 'cache-control', 'vary'])
      expect(opened.headers.get(name)).toBe(open.headers.get(name));
    const etag = String(opened.headers.get('etag'));
    expect((await fetchData(access, below, { accept: 'text/turtle', 'if-none-match': etag })).status).toBe(
      304,
    );
  }
  const bearer = { ...access, authorization: `Bearer ${access.authorization}` };
  expect((await fetchData(bearer, '/by-time')).status).toBe(200);
});

it('gives the pages such that they lead to pages with the same token', async () => {
  const access = await accessOf(pair, transfer);
  const entry = await (await fetchData(access, '', { accept: 'text/turtle' })).text();
  const [, view = ''] = /tree:view <([^>]*)>/.exec(entry) ?? [];
  const page = new URL(view, access.endpoint).href;
  expect(page).toBe(`${access.endpoint}/by-time`);
});

it.each(['application/n-triples', 'application/n-quads'])(
  'names pages below the address of the transfer in %s, which has no relative IRIs, and the data as the open stream does',
  async (accept) => {
    const access = await accessOf(pair, transfer);
    for (const below of ['', '/by-time', '/by-time/0', '/by-time/0/0']) {
      const open = await (await city.get(`/ldes/register/demo-assets${below}`, { accept })).text();
      const opened = await (await fetchData(access, below, { accept })).text();
      const pages = [...opened.matchAll(/tree#(?:node|view)> <([^>]*)>/g)].map(([, page = '']) => page);
      expect(pages.filter((page) => !page.startsWith(`${access.endpoint}/`))).toEqual([]);
      expect(pages.length > 0).toBe(below !== '/by-time/0/0');
      const prefix = access.endpoint.replace('/ldes/register/demo-assets', '');
      expect(opened.replaceAll(prefix, new URL(prefix).origin)).toBe(open);
      expect(await (await city.get(`/ldes/register/demo-assets${below}`, { accept })).text()).toBe(open);
    }
  },
);

it('asks for a token, and refuses another one, other data and other ways to it', async () => {
  const access = await accessOf(pair, transfer);
  const without = await fetch(access.endpoint);
  expect(without.headers.get('www-authenticate')).toContain('Bearer');
  expect(await problem(without)).toContain('401 unauthenticated');
  const wrong = ['garbage', 'Bearer garbage', `${access.authorization}x`, `Basic ${access.authorization}`];
  for (const authorization of wrong)
    expect(await problem(await fetchData({ ...access, authorization }))).toContain(
      '403 agreement-not-in-force',
    );
  const root = access.endpoint.replace('/ldes/register/demo-assets', '');
  const elsewhere = ['/ldes/reports', '/ldes/register/demo-assetsx', '/queries/reports', '/sparql', '/keys'];
  for (const path of elsewhere)
    expect(await problem(await fetchData({ ...access, endpoint: root + path }))).toContain(
      '403 agreement-not-in-force',
    );
  const other = root.replace(/[^/]+$/, 'another');
  expect(await problem(await fetchData({ ...access, endpoint: `${other}/ldes/reports` }))).toContain('403');
});

it('keeps refused attempts in the audit log, those of the protocol too, and no token', async () => {
  const auditor = { authorization: `Bearer ${await keyOf(city, 'auditor')}` };
  const access = await accessOf(pair, transfer);
  await fetch(access.endpoint);
  const elsewhere = access.endpoint.replace('/register/demo-assets', '/decisions');
  await fetchData({ ...access, endpoint: elsewhere });
  await fetchData({ ...access, authorization: 'wwd_wrong' });
  await city.get('/dsp/2025-1/catalog/request', { authorization: 'Bearer a.b.c' }, { method: 'POST' });
  const audit = await (await city.get('/audit?limit=4', auditor)).text();
  const { entries } = JSON.parse(audit) as { entries: object[] };
  const path = new URL(access.endpoint).pathname;
  const reasonOf = (text: string): unknown => expect.stringContaining(text);
  expect(entries.reverse()).toMatchObject([
    { outcome: 'unauthenticated', action: 'dataspace.data', reason: reasonOf(path) },
    {
      outcome: 'forbidden',
      action: 'dataspace.data',
      reason: reasonOf('The agreement opens /ldes/register'),
    },
    { outcome: 'forbidden', action: 'dataspace.data', reason: reasonOf('not that of this transfer') },
    {
      outcome: 'unauthenticated',
      action: 'dataspace.protocol',
      reason: reasonOf('POST /dsp/2025-1/catalog'),
    },
  ]);
  expect(audit).not.toContain(access.authorization);
  expect(audit).not.toContain('wwd_wrong');
});

it('opens one dataset with the token of one agreement', async () => {
  const second = await transferring(pair, await agreedOn(pair, 'second', { source: '/ldes/reports' }));
  const access = await accessOf(pair, transfer);
  const other = await accessOf(pair, second);
  expect((await fetchData(other)).status).toBe(200);
  const crossed = { endpoint: other.endpoint, authorization: access.authorization };
  expect(await problem(await fetchData(crossed))).toContain('not that of this transfer');
});

it('opens a saved query with the parameters that were offered, and the others as the consumer likes', async () => {
  const source = '/queries/reports-near?metres=300';
  const queried = await accessOf(pair, await transferring(pair, await agreedOn(pair, 'near', { source })));
  expect(queried.endpoint).toMatch(/\/queries\/reports-near\?metres=300$/);
  const csv = { accept: 'text/csv' };
  const place = '&lon=3.7099224&lat=51.0453067';
  const answer = await fetchData(queried, place, csv);
  expect(answer.status).toBe(200);
  const open = await city.get(`${source}${place}`, csv);
  expect(await answer.text()).toBe(await open.text());
  const bare = { ...queried, endpoint: queried.endpoint.replace(/\?.*/, `?${place.slice(1)}`) };
  expect((await fetchData(bare, '', csv)).status).toBe(200);
  const further = { ...queried, endpoint: queried.endpoint.replace('300', '9000') };
  expect(await problem(await fetchData(further, place, csv))).toContain('403 agreement-not-in-force');
  expect((await fetchData(queried, `${place}&nonsense=1`, csv)).status).toBe(400);
});

it('closes while a transfer is suspended, and gives a new token when either side resumes it', async () => {
  const before = await accessOf(pair, transfer);
  const [, pid = ''] = /\/dsp\/data\/([^/]+)/.exec(before.endpoint) ?? [];
  for (const side of [city, utility]) {
    const path = side === city ? `/dataspace/transfers/${pid}` : transfer;
    const last = await accessOf(pair, transfer);
    expect((await side.ask('POST', `${path}/suspend`, { reason: 'Maintenance.' })).status).toBe(200);
    await inState(city, `/dataspace/transfers/${pid}`, 'SUSPENDED');
    await inState(utility, transfer, 'SUSPENDED');
    expect(await problem(await fetchData(last))).toContain('The transfer is SUSPENDED');
    expect((await side.ask('POST', `${path}/start`, {})).status).toBe(200);
    const next = await vi.waitFor(
      async () => {
        const access = await accessOf(pair, transfer);
        expect(access.authorization).not.toBe(last.authorization);
        expect((await fetchData(last)).status).toBe(403);
        return access;
      },
      { timeout: 20_000 },
    );
    expect((await fetchData(next)).status).toBe(200);
  }
});

it('leaves an agreement as it was made when the offer changes or goes', async () => {
  const access = await accessOf(pair, transfer);
  const title = { nl: 'x', en: 'x' };
  await city.ask('PUT', '/dataspace/offers/assets', {
    title,
    source: '/ldes/reports',
    terms: { recipients: ['did:web:another'] },
  });
  expect((await fetchData(access)).status).toBe(200);
  await city.ask('DELETE', '/dataspace/offers/assets');
  expect((await fetchData(access)).status).toBe(200);
});

it('closes at once and for good when the agreement is revoked', async () => {
  const access = await accessOf(pair, transfer);
  const id = agreement.slice(agreement.lastIndexOf('/') + 1);
  await city.ask('POST', `/dataspace/agreements/${id}/revoke`);
  expect(await problem(await fetchData(access))).toContain('403 agreement-not-in-force');
  await inState(utility, transfer, 'TERMINATED');
  const again = await utility.ask('POST', '/dataspace/transfers', { agreement });
  await vi.waitFor(
    async () => {
      const { body } = await utility.ask('GET', `/dataspace/transfers/${String(again.body.pid)}`);
      expect(body.fault).toContain('revoked');
    },
    { timeout: 20_000 },
  );
});

it('does not offer to those whom the terms leave out, nor agree with them', async () => {
  const elsewhere = { recipients: ['https://example.org/id/organisation/another'] };
  const put = await city.ask('PUT', '/dataspace/offers/others', {
    title: { nl: 'x', en: 'x' },
    source: '/ldes/reports',
    terms: elsewhere,
  });
  const catalogue = await utility.ask(
    'GET',
    `/dataspace/participants/${encodeURIComponent('did:web:city.example.org')}/catalog`,
  );
  expect(JSON.stringify(catalogue.body)).not.toContain(String(put.body.dataset));
  const begun = await utility.ask('POST', '/dataspace/negotiations', {
    participant: 'did:web:city.example.org',
    dataset: put.body.dataset,
    terms: {},
  });
  await vi.waitFor(
    async () => {
      const { body } = await utility.ask('GET', `/dataspace/negotiations/${String(begun.body.pid)}`);
      expect(body.fault).toContain('no offer');
    },
    { timeout: 20_000 },
  );
});
