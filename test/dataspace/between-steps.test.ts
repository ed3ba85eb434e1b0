import { expect, it, vi } from 'vitest';
import { message, RULES, startAmong, startPeer } from './peer.js';

const PATIENCE = { timeout: 20_000, interval: 50 };
const peer = await startPeer('did:web:slow.example.org');
const service = await startAmong(await peer.described());
const title = { nl: 'x', en: 'x' };

/** What came at an address of the participant. */
function came(url: string): Promise<Record<string, unknown>> {
  return vi.waitFor(() => {
    const found = peer.messages.find((one) => one.url === url);
    expect(found).toBeDefined();
    return found?.body ?? {};
  }, PATIENCE);
}

it('opens what was offered on the terms that were agreed to, though the offer is of other data when the consumer verifies', async () => {
  const offers = '/dataspace/offers/moving';
  const first = await service.ask('PUT', offers, { title, source: '/ldes/register/demo-assets' });
  const offer = { '@id': 'urn:mine', '@type': 'Offer', target: first.body.dataset, ...RULES };
  const content = { consumerPid: 'urn:moving', offer, callbackAddress: peer.address };
  const begun = await peer.send(service, '/negotiations/request', message('ContractRequestMessage', content));
  const pids = { providerPid: String(begun.body.providerPid), consumerPid: 'urn:moving' };
  const { agreement } = await came('/negotiations/urn%3Amoving/agreement');
  const terms = { recipients: ['did:web:another.example.org'] };
  expect((await service.ask('PUT', offers, { title, source: '/ldes/reports', terms })).status).toBe(200);

  const verification = message('ContractAgreementVerificationMessage', pids);
  await peer.send(service, `/negotiations/${pids.providerPid}/agreement/verification`, verification);
  await vi.waitFor(() => {
    expect(service.dataspace.agreements()).toMatchObject([
      { source: { kind: 'stream', path: 'register/demo-assets' } },
    ]);
  }, PATIENCE);
  const request = {
    consumerPid: 'urn:transfer',
    agreementId: (agreement as { '@id': string })['@id'],
    format: 'HttpData-PULL',
    callbackAddress: peer.address,
  };
  await peer.send(service, '/transfers/request', message('TransferRequestMessage', request));
  const { dataAddress } = await came('/transfers/urn%3Atransfer/start');
  expect((dataAddress as { endpoint: string }).endpoint).toMatch(/\/ldes\/register\/demo-assets$/);
});
