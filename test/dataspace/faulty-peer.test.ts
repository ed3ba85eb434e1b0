import { expect, it, vi } from 'vitest';
import { inState } from './agreed.js';
import { agree, message, requestedOf, startAmong, startPeer, type Peer } from './peer.js';

const PATIENCE = { timeout: 20_000, interval: 50 };
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

it('ends a negotiation whose provider answers the request with anything but its state', async () => {
  const state = { providerPid: 'urn:p', consumerPid: 'urn:another', state: 'REQUESTED' };
  const answers: [unknown, string][] = [
    [undefined, 'no ContractNegotiation'],
    ['text', 'no ContractNegotiation'],
    [{ providerPid: 'urn:p' }, 'no ContractNegotiation'],
    [message('ContractNegotiation', { ...state, state: 'DREAMING' }), 'no ContractNegotiation: state'],
    [message('TransferProcess', state), 'no ContractNegotiation: @type'],
    [message('ContractNegotiation', state), 'about another negotiation'],
  ];
  for (const [answer, why] of answers) {
    peer.answering = (url) => (url === '/negotiations/request' ? [201, answer] : undefined);
    const begun = await service.ask('POST', '/dataspace/negotiations', {
      participant: peer.id,
      dataset: 'urn:theirs',
      terms: {},
    });
    const path = `/dataspace/negotiations/${String(begun.body.pid)}`;
    const { body } = await inState(service, path, 'TERMINATED');
    expect(body).toMatchObject({ waitsForPerson: true });
    expect(body.fault).toContain(why);
  }
});

it('believes that a message was taken before only of a provider that tells the state as the protocol has it', async () => {
  const pids = await requestedOf(service, peer);
  let told: unknown = { state: 'VERIFIED' };
  peer.answering = (url) => {
    if (url.endsWith('/verification')) return [400, { reason: ['Again?'] }];
    return url === `/negotiations/${encodeURIComponent(pids.providerPid)}` ? [200, told] : undefined;
  };
  await agree(service, peer, pids, 'urn:agreement:first');
  const path = `/dataspace/negotiations/${pids.consumerPid}`;
  await vi.waitFor(async () => {
    expect((await service.ask('GET', path)).body.fault).toContain('Again?');
  }, PATIENCE);
  expect((await service.ask('GET', path)).body).toMatchObject({ state: 'AGREED' });

  const next = await requestedOf(service, peer);
  told = message('ContractNegotiation', { ...next, state: 'VERIFIED' });
  peer.answering = (url) => {
    if (url.endsWith('/verification')) return [400];
    return url === `/negotiations/${encodeURIComponent(next.providerPid)}` ? [200, told] : undefined;
  };
  await agree(service, peer, next, 'urn:agreement:second');
  await vi.waitFor(() => {
    const process = service.dataspace.read('negotiation', next.consumerPid);
    expect(process).toMatchObject({ state: 'VERIFIED' });
    expect(process?.outgoing).toBeUndefined();
  }, PATIENCE);
});

it('brings a message again until the other side takes it, and the same one each time', async () => {
  const pids = await requestedOf(service, peer);
  const answers = [503, 429];
  peer.answering = (url) => (url.endsWith('/verification') ? [answers.shift() ?? 200] : undefined);
  const verifications = (): unknown[] =>
    peer.messages.filter(
      ({ url }) => url === `/negotiations/${encodeURIComponent(pids.providerPid)}/agreement/verification`,
    );
  await agree(service, peer, pids, 'urn:agreement:third');
  await vi.waitFor(() => {
    expect(verifications()).toHaveLength(3);
    expect(service.dataspace.read('negotiation', pids.consumerPid)?.outgoing).toBeUndefined();
  }, PATIENCE);
  expect(verifications()).toEqual(Array(3).fill(verifications()[0]));
  const { body } = await service.ask('GET', `/dataspace/negotiations/${pids.consumerPid}`);
  expect(body).toMatchObject({ state: 'VERIFIED' });
  expect(body.fault).toBeUndefined();
});

it('tells the other side of an end also where that had not answered the request yet', async () => {
  const answers: number[] = [503];
  peer.answering = (url, { consumerPid }) => {
    if (url !== '/negotiations/request') return undefined;
    const state = { providerPid: 'urn:provider:late', consumerPid, state: 'REQUESTED' };
    return [answers.shift() ?? 201, message('ContractNegotiation', state)];
  };
  const terms = { participant: peer.id, dataset: 'urn:theirs', terms: {} };
  const begun = await service.ask('POST', '/dataspace/negotiations', terms);
  const path = `/dataspace/negotiations/${String(begun.body.pid)}`;
  expect((await service.ask('POST', `${path}/terminate`, { reason: 'Enough.' })).status).toBe(200);
  await vi.waitFor(() => {
    expect(peer.messages.at(-1)?.url).toBe(
      `/negotiations/${encodeURIComponent('urn:provider:late')}/termination`,
    );
  }, PATIENCE);
  expect(peer.messages.at(-1)?.body).toMatchObject({ consumerPid: begun.body.pid, reason: ['Enough.'] });
  expect((await service.ask('GET', path)).body).toMatchObject({ state: 'TERMINATED' });
});

it('ends what has ended on the other side, where the message about that got lost', async () => {
  const pids = await requestedOf(service, peer);
  peer.answering = (url) => {
    if (url.endsWith('/verification')) return [400];
    const ended = message('ContractNegotiation', { ...pids, state: 'TERMINATED' });
    return url === `/negotiations/${encodeURIComponent(pids.providerPid)}` ? [200, ended] : undefined;
  };
  await agree(service, peer, pids, 'urn:agreement:ended');
  await inState(service, `/dataspace/negotiations/${pids.consumerPid}`, 'TERMINATED');
});

it('takes an offer that comes twice as one, and another one under its number not at all', async () => {
  const offer = {
    '@id': 'urn:offer:1',
    '@type': 'Offer',
    target: 'urn:theirs',
    permission: [{ action: 'use' }],
  };
  const content = { providerPid: 'urn:provider:offering', offer, callbackAddress: peer.address };
  const send = (change: object = {}): Promise<{ status: number; body: Record<string, unknown> }> =>
    peer.send(service, '/negotiations/offers', message('ContractOfferMessage', { ...content, ...change }));
  const [first, again] = await Promise.all([send(), send()]);
  const later = await send();
  expect([first.status, again.body.consumerPid, later.body.consumerPid]).toEqual([
    201,
    first.body.consumerPid,
    first.body.consumerPid,
  ]);
  expect((await send({ offer: { ...offer, '@id': 'urn:offer:2' } })).status).toBe(400);
  const offered = service.dataspace.list('negotiation').filter(({ state }) => state === 'OFFERED');
  expect(offered).toHaveLength(1);
});

it('takes none of that for a fault of its own', () => {
  expect(service.log.filter((line) => line.includes('"err":'))).toEqual([]);
});
