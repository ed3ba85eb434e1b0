import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, expect, it, vi } from 'vitest';
import { json, startTestService } from '../interfaces/service.js';
import { keyOf } from './managed.js';
import { CITY, participantsFile, UTILITY } from './pair.js';

const PATIENCE = { timeout: 20_000, interval: 50 };
const CONTEXT = ['https://w3id.org/dspace/2025/1/context.jsonld'];
const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
const stranger = await generateKeyPair('ES256', { extractable: true });

/** A consumer that takes every message and does nothing by itself. */
const messages: { url: string; body: Record<string, unknown> }[] = [];
const callbacks = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    if (body !== '')
      messages.push({ url: request.url ?? '', body: JSON.parse(body) as Record<string, unknown> });
    response.writeHead(200).end();
  });
}).listen(0, '127.0.0.1');
await once(callbacks, 'listening');
const address = `http://localhost:${String((callbacks.address() as AddressInfo).port)}`;
afterAll(() => {
  callbacks.closeAllConnections();
  callbacks.close();
});

const service = await startTestService({
  dataspaceId: CITY,
  unsafeOutgoingToPrivateAddresses: true,
  dataspaceParticipants: participantsFile(mkdtempSync(join(tmpdir(), 'wegwijzer-hostile-')), {
    id: UTILITY,
    address,
    keys: { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] },
  }),
});
const steward = `Bearer ${await keyOf(service, 'steward')}`;
const dataset = await offered();

async function offered(): Promise<string> {
  const body = JSON.stringify({ title: { nl: 'x', en: 'x' }, source: '/ldes/reports' });
  const headers = { authorization: steward, 'content-type': 'application/json' };
  const answer = await service.get('/dataspace/offers/reports', headers, { method: 'PUT', body });
  return String((await json(answer)).dataset);
}

function token(claims: object = {}, key: typeof privateKey = privateKey): Promise<string> {
  return new SignJWT({ iss: UTILITY, aud: CITY, exp: Math.floor(Date.now() / 1000) + 300, ...claims })
    .setProtectedHeader({ alg: 'ES256' })
    .sign(key);
}

/** Sends a message, as the consumer where nothing else is said. */
async function send(
  path: string,
  body: unknown,
  authorization?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await service.get(
    `/dsp/2025-1${path}`,
    { authorization: authorization ?? `Bearer ${await token()}`, 'content-type': 'application/json' },
    { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) },
  );
  return { status: response.status, body: await json(response) };
}

function message(type: string, content: object): object {
  return { '@context': CONTEXT, '@type': type, ...content };
}

const OFFER = { '@id': 'urn:mine', '@type': 'Offer', target: dataset, permission: [{ action: 'use' }] };

function request(consumerPid: string, change: object = {}): object {
  return message('ContractRequestMessage', {
    consumerPid,
    offer: OFFER,
    callbackAddress: address,
    ...change,
  });
}

async function stateOf(pid: string): Promise<unknown> {
  const authorization = `Bearer ${await token()}`;
  const response = await service.get(`/dsp/2025-1/negotiations/${pid}`, { authorization });
  return (await json(response)).state;
}

/** Begins a negotiation and waits until the agreement came. */
async function agreed(consumerPid: string): Promise<{ providerPid: string; consumerPid: string }> {
  const begun = await send('/negotiations/request', request(consumerPid));
  expect(begun.status).toBe(201);
  const providerPid = String(begun.body.providerPid);
  await vi.waitFor(() => {
    expect(messages.map(({ url }) => url)).toContain(
      `/negotiations/${encodeURIComponent(consumerPid)}/agreement`,
    );
  }, PATIENCE);
  return { providerPid, consumerPid };
}

it('lets nobody in with a token that is garbage, expired, for another, of another or signed with nothing', async () => {
  const past = Math.floor(Date.now() / 1000) - 3600;
  const [header = '', claims = '', signature = ''] = (await token()).split('.');
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
  const wrong = [
    '',
    'garbage',
    'Bearer ',
    'Bearer a.b.c',
    `Basic ${await token()}`,
    await token({ exp: past }),
    await token({ exp: undefined }),
    await token({ aud: 'did:web:another' }),
    await token({ iss: 'did:web:another' }),
    await token({}, stranger.privateKey),
    none,
    `${header}.${claims}.${signature.split('').reverse().join('')}`,
  ];
  for (const authorization of wrong) {
    const answer = await send('/negotiations/request', request('urn:never'), authorization);
    expect(answer).toMatchObject({ status: 401, body: { '@type': 'ContractNegotiationError' } });
  }
  expect(service.dataspace.list('negotiation')).toEqual([]);
});

it('answers any text at all with an error of the protocol, and keeps nothing of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
      const { status, body } = await send('/negotiations/request', text === '' ? '{}' : text);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body).toMatchObject({ '@context': CONTEXT, '@type': 'ContractNegotiationError' });
    }),
    { numRuns: 40 },
  );
  const broken = [
    request('x', { '@context': ['https://elsewhere.example/context'] }),
    request('x', { '@type': 'ContractOfferMessage' }),
    request('x', { offer: { ...OFFER, permission: [] } }),
    request('x', { callbackAddress: undefined }),
    request('x', { callbackAddress: 'http://169.254.169.254/latest' }),
    request('x', { callbackAddress: 'http://localhost:1/elsewhere' }),
    request('x', { offer: { ...OFFER, target: 'urn:another' } }),
  ];
  for (const one of broken) expect((await send('/negotiations/request', one)).status).toBe(400);
  expect(service.dataspace.list('negotiation')).toEqual([]);
});

it('takes a message that comes again as one, whether at once or later', async () => {
  const [first, second] = await Promise.all([
    send('/negotiations/request', request('urn:again')),
    send('/negotiations/request', request('urn:again')),
  ]);
  expect(second.body.providerPid).toBe(first.body.providerPid);
  const later = await send('/negotiations/request', request('urn:again'));
  expect(later.body.providerPid).toBe(first.body.providerPid);
  const other = request('urn:again', { offer: { ...OFFER, '@id': 'urn:other' } });
  expect((await send('/negotiations/request', other)).status).toBe(400);
  expect(service.dataspace.list('negotiation').filter(({ peerPid }) => peerPid === 'urn:again')).toHaveLength(
    1,
  );
});

it('refuses wrong numbers and wrong times, and stays where it was', async () => {
  const pids = await agreed('urn:steps');
  const { providerPid } = pids;
  const verification = (change: object): object =>
    message('ContractAgreementVerificationMessage', { ...pids, ...change });
  const path = `/negotiations/${providerPid}/agreement/verification`;
  expect((await send(path, verification({ consumerPid: 'urn:another' }))).status).toBe(400);
  expect((await send(path, verification({ providerPid: 'urn:another' }))).status).toBe(400);
  expect((await send(path.replace(providerPid, 'urn:another'), verification({}))).status).toBe(404);
  const accepted = message('ContractNegotiationEventMessage', { ...pids, eventType: 'ACCEPTED' });
  expect((await send(`/negotiations/${providerPid}/events`, accepted)).status).toBe(400);
  const finalised = message('ContractNegotiationEventMessage', { ...pids, eventType: 'FINALIZED' });
  expect((await send(`/negotiations/${providerPid}/events`, finalised)).status).toBe(400);
  expect(await stateOf(providerPid)).toBe('AGREED');
  expect(service.dataspace.agreements()).toEqual([]);

  expect((await send(path, verification({}))).status).toBe(200);
  expect((await send(path, verification({}))).status).toBe(400);
  await vi.waitFor(async () => {
    expect(await stateOf(providerPid)).toBe('FINALIZED');
  }, PATIENCE);
  const end = message('ContractNegotiationTerminationMessage', pids);
  expect((await send(`/negotiations/${providerPid}/termination`, end)).status).toBe(400);
  expect(await stateOf(providerPid)).toBe('FINALIZED');
});

it('transfers nothing under an agreement that there is not, or in a way that there is not', async () => {
  const [kept] = service.dataspace.agreements();
  const agreementId = kept?.agreement['@id'] ?? '';
  const asked = (change: object): object =>
    message('TransferRequestMessage', {
      consumerPid: 'urn:transfer',
      agreementId,
      format: 'HttpData-PULL',
      callbackAddress: address,
      ...change,
    });
  const target = { '@type': 'DataAddress', endpointType: 'https://w3id.org/idsa/v4.1/HTTP' };
  const push = { format: 'HttpData-PUSH', dataAddress: { ...target, endpoint: 'http://169.254.169.254/' } };
  for (const change of [
    { agreementId: 'urn:none' },
    { format: 'Carrier-Pigeon' },
    { dataAddress: target },
    push,
  ])
    expect(await send('/transfers/request', asked(change))).toMatchObject({
      status: 400,
      body: { '@type': 'TransferError' },
    });
  expect(service.dataspace.list('transfer')).toEqual([]);
});

it('takes a transfer that is asked for twice as one, and no step of it with wrong numbers or at a wrong time', async () => {
  const [kept] = service.dataspace.agreements();
  const consumerPid = 'urn:transfer:twice';
  const asked = message('TransferRequestMessage', {
    consumerPid,
    agreementId: kept?.agreement['@id'] ?? '',
    format: 'HttpData-PULL',
    callbackAddress: address,
  });
  const [first, again] = await Promise.all([
    send('/transfers/request', asked),
    send('/transfers/request', asked),
  ]);
  expect([first.status, again.body.providerPid]).toEqual([201, first.body.providerPid]);
  expect(service.dataspace.list('transfer')).toHaveLength(1);
  const providerPid = String(first.body.providerPid);
  const pids = { providerPid, consumerPid };
  const state = (): unknown => service.dataspace.read('transfer', providerPid)?.state;
  await vi.waitFor(() => {
    expect(state()).toBe('STARTED');
    expect(service.dataspace.read('transfer', providerPid)?.outgoing).toBeUndefined();
  }, PATIENCE);

  const step = (name: string, change: object = {}): Promise<{ status: number; body: object }> =>
    send(
      `/transfers/${providerPid}/${name.toLowerCase()}`,
      message(`Transfer${name}Message`, { ...pids, ...change }),
    );
  for (const name of ['Suspension', 'Completion', 'Termination'])
    for (const wrong of [{ consumerPid: 'urn:another' }, { providerPid: 'urn:another' }])
      expect(await step(name, wrong)).toMatchObject({ status: 400, body: { '@type': 'TransferError' } });
  const unknown = message('TransferSuspensionMessage', { ...pids, providerPid: 'urn:another' });
  expect((await send('/transfers/urn:another/suspension', unknown)).status).toBe(404);
  expect(state()).toBe('STARTED');

  expect((await step('Suspension')).status).toBe(200);
  expect((await step('Suspension')).status).toBe(400);
  expect((await step('Completion')).status).toBe(400);
  expect(state()).toBe('SUSPENDED');
  expect((await step('Termination')).status).toBe(200);
  for (const name of ['Start', 'Suspension', 'Completion', 'Termination'])
    expect((await step(name)).status).toBe(400);
  expect(state()).toBe('TERMINATED');
});

it('shows agreements to whoever queries the graph, with their terms', async () => {
  const query = `PREFIX odrl: <http://www.w3.org/ns/odrl/2/>
    SELECT ?agreement ?assignee ?action WHERE { ?agreement a odrl:Agreement ; odrl:assigner <${CITY}> ;
      odrl:assignee ?assignee ; odrl:target <${dataset}> ; odrl:permission/odrl:action ?action }`;
  const answer = await service.get(`/sparql?${new URLSearchParams({ query }).toString()}`, {
    accept: 'text/csv',
  });
  const [kept] = service.dataspace.agreements();
  expect((await answer.text()).trim().split(/\r?\n/).slice(1)).toEqual([
    `${kept?.agreement['@id'] ?? ''},${UTILITY},http://www.w3.org/ns/odrl/2/use`,
  ]);
});
