import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it, vi } from 'vitest';
import { benchReport, file } from '../interfaces/service.js';
import { agreedOn, inState } from './agreed.js';
import { startPair } from './pair.js';

const CONTEXT = 'https://w3id.org/wegwijzer/context/report.jsonld';
const PATIENCE = { timeout: 20_000, interval: 50 };

/** What came at the consumer's address for data. */
interface Sent {
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly key: string | undefined;
  readonly body: string;
}

const sent: Sent[] = [];
let status = 200;
const target = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    const { authorization, 'content-type': type, 'idempotency-key': key } = request.headers;
    sent.push({ authorization, type, key: String(key), body });
    response.writeHead(status).end();
  });
}).listen(0, '127.0.0.1');
await once(target, 'listening');
const endpoint = `http://localhost:${String((target.address() as AddressInfo).port)}/in`;
afterAll(() => {
  target.closeAllConnections();
  target.close();
});

const pair = await startPair(undefined, {}, { callbacks: [endpoint] });
const { city, utility } = pair;

/** Has data sent. @returns the address of the transfer in the management of the consumer */
async function pushed(agreement: string, to = endpoint): Promise<string> {
  const request = { agreement, format: 'HttpData-PUSH', endpoint: to, token: 'secret' };
  const begun = await utility.ask('POST', '/dataspace/transfers', request);
  expect(begun.status).toBe(201);
  return `/dataspace/transfers/${String(begun.body.pid)}`;
}

function members(): string[] {
  return sent.flatMap(({ body }) => [...body.matchAll(/tree#member> <([^>]*)>/g)].map(([, iri = '']) => iri));
}

it('sends each member of a stream once and in order, and those that come later', async () => {
  sent.length = 0;
  const transfer = await pushed(await agreedOn(pair, 'reports', { source: '/ldes/reports' }));
  await inState(utility, transfer, 'STARTED');
  const filed = async (count: number): Promise<void> => {
    for (let one = 0; one < count; one += 1) await file(city, benchReport({ '@context': CONTEXT }));
    await city.engine.streams.caughtUp();
  };
  await filed(2);
  const stream = `${city.base}/ldes/reports/version/`;
  const { members: count = 0 } = city.engine.streams.stream('reports') ?? {};
  const all = Array.from({ length: count }, (_, index) => `${stream}${String(index + 1)}`);
  await vi.waitFor(() => {
    expect(members()).toEqual(all);
  }, PATIENCE);
  expect(sent[0]).toMatchObject({ authorization: 'Bearer secret', type: 'application/n-quads' });

  // While the address fails, nothing is lost and nothing overtakes.
  status = 503;
  const before = sent.length;
  await filed(1);
  await vi.waitFor(() => {
    expect(sent.length).toBeGreaterThan(before);
  }, PATIENCE);
  const tried = sent.at(-1);
  sent.length = 0;
  status = 200;
  await vi.waitFor(() => {
    expect(sent[0]).toEqual(tried);
  }, PATIENCE);

  // An address that refuses is not asked again until someone resumes.
  status = 410;
  await filed(1);
  const { body } = await inState(utility, transfer, 'SUSPENDED');
  expect(JSON.stringify(body.steps)).toContain('The address for the data answered 410.');
  status = 200;
  sent.length = 0;
  expect((await utility.ask('POST', `${transfer}/start`, {})).status).toBe(200);
  await vi.waitFor(() => {
    expect(members().length).toBeGreaterThan(0);
  }, PATIENCE);
});

it('sends the answer to a saved query, and is done', async () => {
  sent.length = 0;
  const source = '/queries/reports-near?lon=3.7099224&lat=51.0453067&metres=500';
  const transfer = await pushed(await agreedOn(pair, 'near', { source }));
  await inState(utility, transfer, 'COMPLETED');
  expect(sent).toHaveLength(1);
  expect(sent[0]?.type).toContain('application/sparql-results+json');
  expect(JSON.parse(sent[0]?.body ?? '')).toHaveProperty('results.bindings');
});

it('sends to no address that the operator did not list for the consumer', async () => {
  const agreement = await agreedOn(pair, 'elsewhere', { source: '/ldes/decisions' });
  const transfer = await pushed(agreement, endpoint.replace('/in', '/elsewhere'));
  await vi.waitFor(async () => {
    const { body } = await utility.ask('GET', transfer);
    expect(body.fault).toContain('lists the addresses');
  }, PATIENCE);
});

it('stops sending when the agreement is revoked', async () => {
  const agreement = await agreedOn(pair, 'revoked', { source: '/ldes/reports' });
  const transfer = await pushed(agreement);
  await inState(utility, transfer, 'STARTED');
  const id = agreement.slice(agreement.lastIndexOf('/') + 1);
  await city.ask('POST', `/dataspace/agreements/${id}/revoke`);
  await inState(utility, transfer, 'TERMINATED');
});
