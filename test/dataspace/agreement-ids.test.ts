import { expect, it, vi } from 'vitest';
import { agree, message, requestedOf, RULES, startAmong, startPeer, type Peer, type Pids } from './peer.js';

const PATIENCE = { timeout: 20_000, interval: 50 };
const [green, grey] = [
  await startPeer('did:web:green.example.org'),
  await startPeer('did:web:grey.example.org'),
];
const service = await startAmong(await green.described(), await grey.described());
const offered = await service.ask('PUT', '/dataspace/offers/reports', {
  title: { nl: 'x', en: 'x' },
  source: '/ldes/reports',
});
const dataset = String(offered.body.dataset);

/** Has the city agree with a participant on what the city offers. @returns the id of the agreement */
async function given(peer: Peer): Promise<string> {
  const offer = { '@id': 'urn:mine', '@type': 'Offer', target: dataset, ...RULES };
  const content = { consumerPid: 'urn:consumer', offer, callbackAddress: peer.address };
  const begun = await peer.send(service, '/negotiations/request', message('ContractRequestMessage', content));
  expect(begun.status).toBe(201);
  const pids = { providerPid: String(begun.body.providerPid), consumerPid: 'urn:consumer' };
  const agreement = await vi.waitFor(() => {
    const found = peer.messages.find(({ url }) => url === '/negotiations/urn%3Aconsumer/agreement');
    return (found?.body.agreement as { '@id': string })['@id'];
  }, PATIENCE);
  await peer.send(
    service,
    `/negotiations/${pids.providerPid}/agreement/verification`,
    message('ContractAgreementVerificationMessage', pids),
  );
  await vi.waitFor(() => {
    expect(service.dataspace.agreements().map((one) => one.agreement['@id'])).toContain(agreement);
  }, PATIENCE);
  return agreement;
}

/** Agrees and says that it is final. */
async function finalised(peer: Peer, id: string): Promise<{ status: number }> {
  const pids = await requestedOf(service, peer);
  expect((await agree(service, peer, pids, id)).status).toBe(200);
  await vi.waitFor(() => {
    expect(service.dataspace.read('negotiation', pids.consumerPid)).toMatchObject({ state: 'VERIFIED' });
  }, PATIENCE);
  return finalise(peer, pids);
}

function finalise(peer: Peer, pids: Pids): Promise<{ status: number }> {
  const event = message('ContractNegotiationEventMessage', { ...pids, eventType: 'FINALIZED' });
  return peer.send(service, `/negotiations/${pids.consumerPid}/events`, event);
}

/** Agreements as the graph has them, with their graphs. */
async function inGraphs(): Promise<string[]> {
  const query = `PREFIX odrl: <http://www.w3.org/ns/odrl/2/>
    SELECT ?graph ?agreement ?assigner WHERE { GRAPH ?graph { ?agreement a odrl:Agreement ; odrl:assigner ?assigner } }
    ORDER BY ?assigner`;
  const answer = await service.get(`/sparql?${new URLSearchParams({ query }).toString()}`, {
    accept: 'text/csv',
  });
  return (await answer.text()).trim().split(/\r?\n/).slice(1);
}

it('takes no agreement of a participant under an id that is not its own to give', async () => {
  const ours = await given(green);
  await finalised(green, 'urn:agreement:green');
  const before = { kept: service.dataspace.agreements(), graphs: await inGraphs() };
  const pids = await requestedOf(service, grey);
  const base = service.dataspace.address.replace('/dsp/2025-1', '');
  for (const id of [
    ours,
    `${base}/id/data-agreement/another`,
    'urn:agreement:green',
    `urn:${'x'.repeat(3000)}`,
  ])
    expect(await agree(service, grey, pids, id)).toMatchObject({
      status: 400,
      body: { '@type': 'ContractNegotiationError', code: 'invalid-body' },
    });
  expect(service.dataspace.read('negotiation', pids.consumerPid)).toMatchObject({ state: 'REQUESTED' });
  expect({ kept: service.dataspace.agreements(), graphs: await inGraphs() }).toEqual(before);
});

it('keeps the first of two agreements that come under one id before either is final', async () => {
  const [first, second] = [await requestedOf(service, green), await requestedOf(service, grey)];
  expect((await agree(service, green, first, 'urn:agreement:both')).status).toBe(200);
  expect((await agree(service, grey, second, 'urn:agreement:both')).status).toBe(200);
  await vi.waitFor(() => {
    for (const { consumerPid } of [first, second])
      expect(service.dataspace.read('negotiation', consumerPid)).toMatchObject({ state: 'VERIFIED' });
  }, PATIENCE);
  expect((await finalise(green, first)).status).toBe(200);
  expect((await finalise(grey, second)).status).toBe(400);
  const kept = service.dataspace.agreements().filter((one) => one.agreement['@id'] === 'urn:agreement:both');
  expect(kept).toMatchObject([{ participant: green.id }]);
});

it('puts an agreement of others in a graph that their number for it does not lead to', async () => {
  const ours = service.dataspace.agreements().find(({ role }) => role === 'provider')?.agreement['@id'] ?? '';
  const number = ours.slice(ours.lastIndexOf('/') + 1);
  for (const id of [number, `urn:uuid:${number}`]) expect((await finalised(grey, id)).status).toBe(200);
  const rows = (await inGraphs()).map((row) => row.split(','));
  const graphs = rows.map(([graph]) => graph);
  expect(new Set(graphs).size).toBe(graphs.length);
  expect(rows.filter(([, agreement]) => agreement === ours)).toHaveLength(1);
});
