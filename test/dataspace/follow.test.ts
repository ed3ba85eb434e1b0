import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser, Store } from 'n3';
import { expect, it, vi } from 'vitest';
import { accessOf, agreedOn, inState } from './agreed.js';
import { startPair } from './pair.js';

const PATIENCE = { timeout: 60_000, interval: 100 };
/** One more bench for the city. */
const BENCH = `<https://example.org/id/bench/new> a <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank> ;
  <https://data.vlaanderen.be/ns/openbaardomein#beheerder> <https://example.org/id/organisation/green> ;
  <http://www.w3.org/ns/locn#geometry> [ <http://www.opengis.net/ont/geosparql#asWKT>
    "POINT (3.71 51.05)"^^<http://www.opengis.net/ont/geosparql#wktLiteral> ] .`;
const pair = await startPair();
const { city, utility } = pair;

/** How many things of the register the consumer holds by now. */
async function held(): Promise<number> {
  const query = `SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE { GRAPH ?register
    { ?thing <https://data.vlaanderen.be/ns/openbaardomein#beheerder> ?manager } }`;
  const answer = await utility.get(`/sparql?${new URLSearchParams({ query }).toString()}`, {
    accept: 'text/csv',
  });
  return Number((await answer.text()).split('\n')[1]);
}

it('follows the stream of a partner into a register under an agreement, with a new token when the old one is refused', async () => {
  const agreement = await agreedOn(pair, 'assets', { source: '/ldes/register/demo-assets' });
  const begun = await utility.ask('POST', '/dataspace/transfers', { agreement, register: 'city-assets' });
  const pid = String(begun.body.pid);
  const path = `/dataspace/transfers/${pid}`;
  expect((await inState(utility, path, 'STARTED')).body).toMatchObject({ register: 'city-assets' });
  const { members = 0 } = city.engine.streams.stream('register/demo-assets') ?? {};
  await vi.waitFor(() => {
    const [status] = utility.engine.following.list();
    expect(status).toMatchObject({ name: 'city-assets', phase: 'waiting', failures: 0 });
  }, PATIENCE);
  expect(members).toBeGreaterThan(0);
  expect(await held()).toBeGreaterThan(0);

  const before = await accessOf(pair, path);
  const renewed = await utility.dataspace.access.renew(pid);
  expect(renewed.url).toBe(before.endpoint);
  expect(renewed.token).not.toBe(before.authorization);
  const old = await fetch(before.endpoint, { headers: { authorization: before.authorization } });
  expect(old.status).toBe(403);

  // The consumer is left with a token that opens nothing, as after a loss on either side; the follower asks for a new one.
  const kept = utility.dataspace.read('transfer', pid);
  const [authorization] = (kept?.dataAddress?.endpointProperties ?? []).filter(
    ({ name }) => name === 'authorization',
  );
  expect(authorization?.value).toBe(renewed.token);
  const spoilt = JSON.stringify(kept).replaceAll(renewed.token ?? '', 'nonsense');
  await utility.engine.store.commit({
    agent: 'urn:test',
    reason: 'A token is lost',
    keep: [{ table: 'dataspace', key: `transfer ${pid}`, value: spoilt }],
  });
  expect((await accessOf(pair, path)).authorization).toBe('nonsense');
  const known = await held();
  const delta = mkdtempSync(join(tmpdir(), 'wegwijzer-delta-'));
  writeFileSync(join(delta, 'bench.ttl'), BENCH);
  await city.engine.loadRegister({
    name: 'demo-assets',
    delta: true,
    files: [{ path: join(delta, 'bench.ttl') }],
  });
  await expect.poll(held, PATIENCE).toBe(known + 1);
  expect((await accessOf(pair, path)).authorization).not.toBe('nonsense');
  const moves = utility.dataspace.read('transfer', pid)?.steps.map(({ role, move }) => `${role} ${move}`);
  expect(moves?.slice(-3)).toEqual(['consumer suspend', 'consumer start', 'provider start']);

  const id = agreement.slice(agreement.lastIndexOf('/') + 1);
  await city.ask('POST', `/dataspace/agreements/${id}/revoke`);
  await inState(utility, path, 'TERMINATED');
  await expect(utility.dataspace.access.renew(pid)).rejects.toThrow('The transfer is TERMINATED.');
  expect(await held()).toBeGreaterThan(0);
}, 120_000);

it('follows the part of one manager, which is all that is agreed on', async () => {
  const views = await city.get('/ldes/register/demo-assets/by-manager', { accept: 'application/n-triples' });
  const root = new Store(new Parser().parse(await views.text()));
  const [relation] = root.getSubjects('https://w3id.org/tree#node', null, null);
  const of = (property: string): string =>
    root.getObjects(relation ?? null, `https://w3id.org/tree#${property}`, null)[0]?.value ?? '';
  const [manager, part] = [of('value'), of('node').slice(-16)];
  const agreement = await agreedOn(pair, 'part', { source: `/ldes/register/demo-assets/by-manager/${part}` });
  const begun = await utility.ask('POST', '/dataspace/transfers', { agreement, register: 'city-part' });
  await inState(utility, `/dataspace/transfers/${String(begun.body.pid)}`, 'STARTED');
  const things = `GRAPH ?register { ?thing <http://www.w3.org/ns/locn#geometry> ?geometry }
    FILTER (STRENDS(STR(?register), "/id/register/city-part"))`;
  const counted = async (more: string): Promise<number> => {
    const query = `SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE { ${things} ${more} }`;
    const answer = await utility.get(`/sparql?${new URLSearchParams({ query }).toString()}`, {
      accept: 'text/csv',
    });
    return Number((await answer.text()).split('\n')[1]);
  };
  await expect.poll(() => counted(''), PATIENCE).toBeGreaterThan(0);
  expect(await counted(`FILTER NOT EXISTS { GRAPH ?register { ?thing ?property <${manager}> } }`)).toBe(0);
  expect(utility.engine.following.list().find(({ name }) => name === 'city-part')).toMatchObject({
    failures: 0,
  });
}, 120_000);
