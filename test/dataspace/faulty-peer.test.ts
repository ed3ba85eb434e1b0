import { expect, it } from 'vitest';
import { message, startAmong, startPeer, type Peer } from './peer.js';

const peer = await startPeer('did:web:faulty.example.org');
const distant = await startPeer('did:web:distant.example.org');
const keys = (await distant.described()) as { keys: object };
const service = await startAmong(await peer.described(), {
  ...(await distant.described()),
  keys: `${distant.address}/keys`,
});

/** Asks for the catalogue, as a participant. */
async function catalogue(by: Peer, authorization?: string): Promise<Response> {
  return service.get(
    '/dsp/2025-1/catalog/request',
    {
      authorization: authorization ?? `Bearer ${await by.token()}`,
      'content-type': 'application/json',
    },
    { method: 'POST', body: JSON.stringify(message('CatalogRequestMessage', {})) },
  );
}

it('says that it cannot tell who asks while the keys of a participant cannot be fetched', async () => {
  for (const answer of [[503], [404, {}], [200, 'no set'], [200, { keys: 'none' }]] as const) {
    distant.answering = () => answer;
    const unknown = await catalogue(distant);
    expect(unknown.status).toBe(503);
    expect(unknown.headers.get('retry-after')).toBe('5');
    expect(await unknown.json()).toMatchObject({ '@type': 'CatalogError', code: 'identity-unavailable' });
  }
  distant.answering = () => [200, keys.keys];
  expect((await catalogue(distant)).status).toBe(200);
  const [head = '', body = ''] = (await distant.token()).split('.');
  const [, , signature = ''] = (await peer.token()).split('.');
  expect((await catalogue(distant, `Bearer ${head}.${body}.${signature}`)).status).toBe(401);
});

it('says so too where the address of the keys does not answer at all', async () => {
  const gone = await startPeer('did:web:gone.example.org');
  const closed = await startAmong({ ...(await gone.described()), keys: 'http://localhost:9/keys' });
  const content = message('CatalogRequestMessage', {});
  expect(await gone.send(closed, '/catalog/request', content)).toMatchObject({
    status: 503,
    body: { '@type': 'CatalogError', code: 'identity-unavailable' },
  });
});

it('takes none of that for a fault of its own', () => {
  expect(service.log.filter((line) => line.includes('"err":'))).toEqual([]);
});
