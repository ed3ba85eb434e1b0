import { expect, it } from 'vitest';
import { inState } from './agreed.js';
import { keyOf } from './managed.js';
import { CITY, MAINTENANCE, startPair, UTILITY, UTILITY_ORGANISATION } from './pair.js';

const { city, utility } = await startPair();
const title = { nl: 'Meldingen', en: 'Reports' };

it('is for stewards and administrators alone', async () => {
  const manager = `Bearer ${await keyOf(city, 'auditor')}`;
  for (const path of ['', '/offers', '/participants', '/agreements', '/negotiations', '/transfers']) {
    expect((await city.get(`/dataspace${path}`)).status).toBe(401);
    expect((await city.get(`/dataspace${path}`, { authorization: manager })).status).toBe(403);
  }
});

it('lets a steward offer a stream, a partner agree on it and fetch it, and the steward revoke', async () => {
  const put = await city.ask('PUT', '/dataspace/offers/reports', {
    title,
    source: '/ldes/reports',
    terms: {
      purposes: [MAINTENANCE],
      recipients: [UTILITY_ORGANISATION],
      duration: 'P1Y',
      distribution: false,
    },
  });
  expect(put).toMatchObject({
    status: 201,
    body: {
      name: 'reports',
      source: `${city.base}/ldes/reports`,
      formats: ['HttpData-PULL', 'HttpData-PUSH'],
    },
  });
  const dataset = String(put.body.dataset);
  expect((await city.ask('GET', '/dataspace/offers')).body).toMatchObject({ offers: [{ dataset }] });

  const catalogue = await utility.ask('GET', `/dataspace/participants/${encodeURIComponent(CITY)}/catalog`);
  expect(catalogue.body).toMatchObject({ participantId: CITY, dataset: [{ '@id': dataset }] });
  const begun = await utility.ask('POST', '/dataspace/negotiations', { participant: CITY, dataset });
  expect(begun).toMatchObject({ status: 201, body: { role: 'consumer', participant: CITY, dataset } });
  const negotiated = await inState(utility, `/dataspace/negotiations/${String(begun.body.pid)}`, 'FINALIZED');
  const agreement = String(negotiated.body.agreement);

  const asked = await utility.ask('POST', '/dataspace/transfers', { agreement });
  const transfer = `/dataspace/transfers/${String(asked.body.pid)}`;
  const started = await inState(utility, transfer, 'STARTED');
  expect(JSON.stringify(started.body)).not.toContain('wwd_');
  const address = await utility.ask('GET', `${transfer}/address`);
  expect(address.body.endpoint).toMatch(/\/dsp\/data\/[\w-]+\/ldes\/reports$/);
  expect(address.body.authorization).toMatch(/^wwd_/);

  const id = agreement.slice(agreement.lastIndexOf('/') + 1);
  const revoked = await city.ask('POST', `/dataspace/agreements/${id}/revoke`);
  expect(revoked).toMatchObject({ status: 200, body: { id: agreement, participant: UTILITY } });
  expect(revoked.body.revoked).toBeTypeOf('string');
  const ended = await inState(utility, transfer, 'TERMINATED');
  expect(ended.body.steps).toContainEqual(
    expect.objectContaining({ move: 'terminate', reason: 'The agreement is revoked.' }),
  );
  expect((await utility.ask('GET', `${transfer}/address`)).status).toBe(404);
  expect((await city.ask('DELETE', '/dataspace/offers/reports')).status).toBe(204);
  expect((await city.ask('GET', '/dataspace/offers/reports')).status).toBe(404);
});

it('offers only what there is, on terms that can be read', async () => {
  const offer = { title, source: '/queries/reports', terms: {} };
  const refused = async (body: object, name = 'x'): Promise<string> => {
    const answer = await city.ask('PUT', `/dataspace/offers/${name}`, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    return `${String(answer.status)} ${String(answer.body.detail)}`;
  };
  expect(await refused({ ...offer, source: '/ldes/nothing' })).toContain('400 </ldes/nothing> is neither');
  expect(await refused({ ...offer, source: '/ldes/reports/by-time/0/0' })).toContain('is neither');
  expect(await refused({ ...offer, source: '/queries/reports?nonsense=1' })).toContain(
    'There is no parameter "nonsense"',
  );
  expect(await refused({ ...offer, source: 'https://elsewhere.example.org/ldes/reports' })).toContain(
    'is neither',
  );
  expect(await refused({ ...offer, terms: { duration: 'a year' } })).toContain('400 Give "duration"');
  expect(await refused({ ...offer, terms: { until: 'soon' } })).toContain('422 /terms/until');
  expect(await refused({ ...offer, terms: { purpose: ['x'] } })).toContain('422 /terms');
  expect(await refused(offer, 'Not a name')).toContain('400 The name of an offer');
});

it('says what cannot be begun or gone on with', async () => {
  expect(
    await utility.ask('POST', '/dataspace/negotiations', { participant: 'did:web:nobody', dataset: 'x' }),
  ).toMatchObject({ status: 404, body: { detail: expect.stringContaining(CITY) as string } });
  const unknown = await utility.ask('POST', '/dataspace/negotiations', { participant: CITY, dataset: 'x' });
  expect(unknown).toMatchObject({ status: 502 });
  expect(await utility.ask('POST', '/dataspace/transfers', { agreement: 'x' })).toMatchObject({
    status: 404,
  });
  expect(
    await utility.ask('POST', '/dataspace/transfers', { agreement: 'x', format: 'HttpData-PUSH' }),
  ).toMatchObject({ status: 422 });
  expect(await utility.ask('POST', '/dataspace/transfers/none/start', {})).toMatchObject({ status: 404 });
  expect(await utility.ask('POST', '/dataspace/transfers/none/fly', {})).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining('start, suspend, complete, terminate') as string },
  });
  expect(await city.ask('POST', '/dataspace/agreements/none/revoke')).toMatchObject({ status: 404 });
});
