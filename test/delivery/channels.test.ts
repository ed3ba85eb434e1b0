import type { ServerResponse } from 'node:http';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readChannels, signatureOf } from '#wegwijzer/delivery/index.js';
import { BASE, json } from '../interfaces/service.js';
import { testServer, type Taken } from '../outgoing/server.js';
import { GROEN, startDeliveringService, type DeliveringService } from './service.js';

let service: DeliveringService;
beforeAll(async () => {
  service = await startDeliveringService();
});
afterEach(async () => {
  await service.ask('groen', 'DELETE', '/channels/main');
});

const set = (body: object, as = 'groen'): Promise<Response> => service.ask(as, 'PUT', '/channels/main', body);

async function setWebhook(url: string): Promise<string> {
  const response = await set({ kind: 'webhook', url });
  expect(response.status).toBe(201);
  return String((await json(response)).secret);
}

const kinds = (taken: readonly Taken[]): unknown[] => taken.map(({ headers }) => headers['ce-type']);
const listed = async (): Promise<Record<string, unknown>> =>
  json(await service.ask('groen', 'GET', '/channels/main'));

describe('a webhook', () => {
  it('gets what happens as signed JSON-LD with CloudEvents headers, in order', async () => {
    const receiver = await testServer((response) => response.writeHead(204).end());
    const secret = await setWebhook(`${receiver.url}/hook`);
    const report = await service.fileReport();
    await service.command('groen', report, 'accept');
    await service.command('groen', report, 'start');
    await vi.waitFor(() => {
      expect(receiver.taken).toHaveLength(3);
    }, 30_000);
    const [first] = receiver.taken;
    expect(kinds(receiver.taken)).toEqual(
      ['file', 'accept', 'start'].map((name) => `org.w3id.wegwijzer.report.${name}`),
    );
    const { headers, body, url }: Pick<Taken, 'headers' | 'body' | 'url'> = first ?? {
      headers: {},
      body: '',
      url: '',
    };
    const id = String(headers['webhook-id']);
    expect(url).toBe('/hook');
    expect(headers['webhook-signature']).toBe(
      signatureOf(secret, id, Number(headers['webhook-timestamp']), body),
    );
    expect(headers).toMatchObject({
      'content-type': 'application/ld+json',
      'idempotency-key': id,
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-source': BASE,
      'ce-subject': report,
    });
    expect(JSON.parse(body)).toMatchObject({
      type: 'Create',
      object: { id: report, state: 'https://w3id.org/wegwijzer/state/offered' },
      target: GROEN,
    });
    expect(new Set(receiver.taken.map((each) => each.headers['webhook-id'])).size).toBe(3);
  });

  it('is tried again under the same id where the receiver fails or hangs, and nothing overtakes', async () => {
    const ways = ['fail', 'hang', 'break', 'take'];
    const receiver = await testServer((response, request) => {
      const way = ways.shift() ?? 'take';
      if (way === 'fail') response.writeHead(500).end();
      else if (way === 'break') request.socket.destroy();
      else if (way === 'take') response.writeHead(200).end('ok');
    });
    await setWebhook(receiver.url);
    const report = await service.fileReport();
    await service.command('groen', report, 'accept');
    await vi.waitFor(() => {
      expect(receiver.taken).toHaveLength(5);
    }, 30_000);
    expect(kinds(receiver.taken).map((kind) => String(kind).split('.').at(-1))).toEqual([
      ...['file', 'file', 'file', 'file'],
      'accept',
    ]);
    expect(new Set(receiver.taken.slice(0, 4).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('that says 410 is paused until its organisation resumes it', async () => {
    let status = 410;
    const receiver = await testServer((response) => response.writeHead(status).end());
    await setWebhook(receiver.url);
    await service.fileReport();
    await vi.waitFor(async () => {
      expect(await listed()).toMatchObject({ waiting: 1, paused: { reason: 'It answers 410.' } });
    }, 30_000);
    await service.fileReport();
    await service.deliveries.routed();
    expect(receiver.taken).toHaveLength(1);
    status = 200;
    expect((await service.ask('groen', 'POST', '/channels/main/resume')).status).toBe(200);
    await vi.waitFor(async () => {
      expect(await listed()).toMatchObject({ waiting: 0 });
    }, 30_000);
    expect(receiver.taken).toHaveLength(3);
    expect(await listed()).not.toHaveProperty('paused');
  });

  it.each([
    ['webhook', 'long'],
    ['webhook', 'told as too long'],
    ['webhook', 'never whole'],
    ['ldn', 'told as too long'],
    ['ldn', 'never whole'],
  ])('or inbox has taken what it answers with 2xx: %s, where the rest is %s', async (kind, rest) => {
    const receiver = await testServer((response) => {
      response.writeHead(200, rest === 'told as too long' ? { 'content-length': 10 ** 9 } : {});
      response.write(rest === 'long' ? 'x'.repeat(400_000) : 'x');
      if (rest === 'long') response.end();
    });
    await set({ kind, [kind === 'ldn' ? 'inbox' : 'url']: receiver.url });
    const report = await service.fileReport();
    await service.command('groen', report, 'accept');
    await vi.waitFor(async () => {
      expect(receiver.taken).toHaveLength(2);
      expect(await listed()).toMatchObject({ waiting: 0 });
    }, 30_000);
  });

  it('that is removed while something is on its way leaves nothing to the one that comes after it', async () => {
    const held: ServerResponse[] = [];
    const receiver = await testServer((response) => held.push(response));
    await setWebhook(receiver.url);
    await service.fileReport('Van de vorige.');
    await vi.waitFor(() => {
      expect(held).toHaveLength(1);
    }, 30_000);
    expect((await service.ask('groen', 'DELETE', '/channels/main')).status).toBe(204);
    const successor = await testServer((response) => response.writeHead(200).end());
    await setWebhook(successor.url);
    held[0]?.writeHead(500).end();
    const report = await service.fileReport('Van de volgende.');
    await vi.waitFor(async () => {
      expect(successor.taken.length).toBeGreaterThan(0);
      expect(await listed()).toMatchObject({ waiting: 0, dead: 0 });
    }, 30_000);
    expect(successor.taken.map(({ headers }) => headers['ce-subject'])).toEqual([report]);
  });

  it('that redirects elsewhere is not followed', async () => {
    const elsewhere = await testServer((response) => response.writeHead(200).end());
    const receiver = await testServer((response) =>
      response.writeHead(307, { location: elsewhere.url }).end(),
    );
    await setWebhook(receiver.url);
    await service.fileReport();
    await vi.waitFor(() => {
      expect(receiver.taken.length).toBeGreaterThan(1);
    }, 30_000);
    expect(elsewhere.taken).toEqual([]);
  });
});

describe('dead letters', () => {
  it('wait for a replay, which may also bring what was delivered', async () => {
    let status = 500;
    const receiver = await testServer((response) => response.writeHead(status).end());
    const impatient = await startDeliveringService({ deliveryAttempts: 2 });
    await impatient.ask('groen', 'PUT', '/channels/main', { kind: 'webhook', url: receiver.url });
    const since = new Date().toISOString();
    const report = await impatient.fileReport();
    const dead = async (): Promise<Record<string, unknown>> =>
      json(await impatient.ask('groen', 'GET', '/channels/main/dead'));
    await vi.waitFor(async () => {
      expect(await dead()).toMatchObject({
        dead: [{ thread: report, attempts: 2, fault: 'It answers 500.' }],
      });
    }, 30_000);
    await impatient.command('groen', report, 'accept');
    await impatient.deliveries.routed();
    expect(receiver.taken).toHaveLength(2);
    status = 200;
    await impatient.ask('groen', 'POST', '/channels/main/replay');
    await vi.waitFor(() => {
      expect(receiver.taken).toHaveLength(4);
    }, 30_000);
    await vi.waitFor(async () => {
      expect(await json(await impatient.ask('groen', 'GET', '/channels/main'))).toMatchObject({ waiting: 0 });
    });
    const again = await json(await impatient.ask('groen', 'POST', '/channels/main/replay', { since }));
    expect(again).toMatchObject({ again: 2 });
    await vi.waitFor(() => {
      expect(receiver.taken).toHaveLength(6);
    }, 30_000);
    const ids = receiver.taken.map(({ headers }) => headers['webhook-id']);
    expect(ids.slice(4)).toEqual(ids.slice(2, 4));
  });
});

describe('the settings of a channel', () => {
  it('are set by its organisation, or one above it, or an administrator, and by nobody else', async () => {
    const body = { kind: 'webhook', url: 'https://receiver.example.org/' };
    const address = `/channels/main?organisation=${encodeURIComponent(GROEN)}`;
    const other = `/channels/main?organisation=${encodeURIComponent(`${BASE}/id/organisation/gent-wegendienst`)}`;
    expect((await service.ask('nobody', 'PUT', address, body)).status).toBe(401);
    expect((await service.ask('app', 'PUT', address, body)).status).toBe(403);
    expect((await service.ask('groen', 'PUT', other, body)).status).toBe(403);
    expect((await service.ask('admin', 'PUT', address, body)).status).toBe(201);
    expect((await service.ask('gent', 'PUT', address, body)).status).toBe(200);
  });

  it('keep their secrets: nobody reads them back, and the graph has none', async () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const response = await set({ kind: 'webhook', url: 'https://receiver.example.org/', secret });
    expect(await response.text()).not.toContain(secret);
    for (const path of ['/channels', '/channels/main', '/audit'])
      expect(
        await (await service.ask('admin', 'GET', `${path}?organisation=${encodeURIComponent(GROEN)}`)).text(),
      ).not.toContain(secret);
    const dump = await service.engine.store.query(
      'SELECT ?o WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER (CONTAINS(STR(?o), "whsec_")) }',
    );
    expect(JSON.parse(dump)).toMatchObject({ results: { bindings: [] } });
    expect(service.log.join('')).not.toContain(secret);
  });

  it('send no secret to another address than the one it was given for', async () => {
    const endpoint = 'https://receiver.example.org/v2';
    const open311 = { kind: 'open311', endpoint, defaultService: 'A' };
    expect((await set({ ...open311, apiKey: 'xyz' })).status).toBe(201);
    const apiKey = (): unknown =>
      (readChannels(service.engine.store).get(GROEN, 'main')?.settings as { apiKey?: string }).apiKey;
    expect((await set({ ...open311, defaultService: 'B' })).status).toBe(200);
    expect(apiKey()).toBe('xyz');
    const elsewhere = { ...open311, endpoint: 'https://elsewhere.example.org/v2' };
    const refused = await set(elsewhere);
    expect(refused.status).toBe(400);
    expect(await json(refused)).toMatchObject({ parameter: 'apiKey' });
    expect((await set({ ...elsewhere, apiKey: 'abc' })).status).toBe(200);
    expect(apiKey()).toBe('abc');
    await service.ask('groen', 'DELETE', '/channels/main');
    const secret = await setWebhook('https://receiver.example.org/1');
    expect(
      await json(await set({ kind: 'webhook', url: 'https://receiver.example.org/1' })),
    ).not.toHaveProperty('secret');
    const { secret: other } = await json(
      await set({ kind: 'webhook', url: 'https://receiver.example.org/2' }),
    );
    expect(other).toMatch(/^whsec_/);
    expect(other).not.toBe(secret);
  });

  it('name no event that there is not', async () => {
    const webhook = { kind: 'webhook', url: 'https://receiver.example.org/' };
    const refused = await set({ ...webhook, events: ['report.file', 'report.filed'] });
    expect(refused.status).toBe(422);
    const { detail } = await json(refused);
    expect(detail).toContain('/events/1: "report.filed" is no event; there are report.file, ');
    for (const name of ['report.redecide', 'report.remind', 'report.choose']) expect(detail).toContain(name);
    expect((await set({ ...webhook, events: ['report.file', 'report.remind'] })).status).toBe(201);
  });

  it('are in the journal only encrypted, with keys that no backup has', async () => {
    const secret = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
    await set({ kind: 'webhook', url: 'https://receiver.example.org/', secret });
    const { store } = service.engine;
    const records = (): string => JSON.stringify([...store.readRecords('channel')]);
    expect(records()).not.toContain(secret.slice(6, 20));
    expect(readChannels(store).get(GROEN, 'main')?.settings).toMatchObject({ secret });
    // As after restoring a backup: the records are there, and their keys are not.
    const restored = readChannels({
      commit: (made) => store.commit(made),
      readRecord: (table, key) => store.readRecord(table, key),
      readRecords: (table, range) => store.readRecords(table, range),
      secrets: {
        take: () => store.secrets.take(),
        read: () => undefined,
        erase: () => undefined,
      },
    });
    expect(restored.get(GROEN, 'main')).toMatchObject({
      settings: { secret: '' },
      paused: { reason: expect.stringContaining('anew') as string },
    });
    await service.ask('groen', 'DELETE', '/channels/main');
    expect([...store.readRecords('personal-key', { start: 'channel ', end: 'channel!' })]).toEqual([]);
  });

  it('name no address that the operator has not allowed', async () => {
    const strict = await startDeliveringService({ deliveryTargets: 'https://receiver.example.org/hooks' });
    for (const url of [
      'https://elsewhere.example.org/',
      'http://169.254.169.254/latest',
      'https://receiver.example.org/',
    ]) {
      const response = await strict.ask('groen', 'PUT', '/channels/main', { kind: 'webhook', url });
      expect(response.status).toBe(400);
      expect(await json(response)).toMatchObject({
        detail: expect.stringContaining('deliveryTargets') as string,
      });
    }
    const url = 'https://receiver.example.org/hooks/1';
    expect((await strict.ask('groen', 'PUT', '/channels/main', { kind: 'webhook', url })).status).toBe(201);
  });
});

describe('a Linked Data Notifications inbox', () => {
  it.each(['link', 'body'])('is found by the %s of what has it, and gets ActivityStreams', async (way) => {
    const receiver = await testServer((response, { method, url = '' }) => {
      if (method === 'POST') response.writeHead(201, { location: `${url}/1` }).end();
      else if (way === 'link')
        response
          .writeHead(200, { link: '</other>; rel="next", </in>; rel="http://www.w3.org/ns/ldp#inbox"' })
          .end();
      else
        response
          .writeHead(200, { 'content-type': 'text/turtle' })
          .end('<> <http://www.w3.org/ns/ldp#inbox> </in> .');
    });
    expect((await set({ kind: 'ldn', target: `${receiver.url}/${way}` })).status).toBe(201);
    const report = await service.fileReport();
    await vi.waitFor(() => {
      expect(receiver.taken.map(({ method }) => method)).toEqual(['GET', 'POST']);
    }, 30_000);
    const [, posted] = receiver.taken;
    expect(posted).toMatchObject({
      url: '/in',
      headers: { 'content-type': 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"' },
    });
    expect(JSON.parse(posted?.body ?? '')).toMatchObject({ type: 'Create', object: { id: report } });
  });
});

describe('an Open311 endpoint', () => {
  it('gets a report as a service request, once', async () => {
    const receiver = await testServer((response) =>
      response
        .writeHead(201, { 'content-type': 'application/json' })
        .end('[{"service_request_id":"638344","service_notice":"","account_id":null}]'),
    );
    const services = { 'zitbank-beschadigd': 'BENCH' };
    await set({
      kind: 'open311',
      endpoint: `${receiver.url}/v2/`,
      apiKey: 'xyz',
      jurisdiction: 'gent.be',
      services,
    });
    const report = await service.fileReport('Latten los');
    await service.command('groen', report, 'accept');
    await vi.waitFor(async () => {
      expect(receiver.taken).toHaveLength(1);
      expect(await listed()).toMatchObject({ waiting: 0 });
    }, 30_000);
    const [taken] = receiver.taken;
    expect(taken).toMatchObject({ method: 'POST', url: '/v2/requests.json' });
    expect(Object.fromEntries(new URLSearchParams(taken?.body))).toEqual({
      service_code: 'BENCH',
      description: `Latten los\n${report}`,
      api_key: 'xyz',
      jurisdiction_id: 'gent.be',
      lat: '51.0453067',
      long: '3.7099224',
    });
    expect(JSON.stringify(await listed())).not.toContain('xyz');
  });

  it.each([
    ['one object', '{"service_request_id":"12"}', true],
    [
      'XML',
      '<service_requests><request><service_request_id>12</service_request_id></request></service_requests>',
    ],
    ['more than is read', 'x'.repeat(400_000)],
  ])('has taken what it answers with 2xx, also as %s', async (_, answer, isFollowed = false) => {
    const receiver = await testServer((response) => response.writeHead(200).end(answer));
    await set({ kind: 'open311', endpoint: receiver.url, defaultService: '1' });
    await service.fileReport();
    await service.deliveries.routed();
    await vi.waitFor(async () => {
      expect(await listed()).toMatchObject({ waiting: 0 });
    }, 30_000);
    expect(receiver.taken).toHaveLength(1);
    const awaited = [...service.engine.store.readRecords('open311')];
    expect(awaited.some(({ value }) => value.includes('"request":"12"'))).toBe(isFollowed);
    await service.engine.store.commit({
      agent: `${BASE}/id/agent/test`,
      reason: 'test',
      keep: awaited.map(({ key }) => ({ table: 'open311', key, value: undefined })),
    });
  });

  it.each([
    [400, 'It answers 400: service_code is unknown'],
    [200, 'It refuses it: service_code is unknown'],
  ])('that refuses a request with %i makes it a dead letter with its reason', async (status, fault) => {
    const receiver = await testServer((response) =>
      response.writeHead(status).end('[{"code":400,"description":"service_code is unknown"}]'),
    );
    await set({ kind: 'open311', endpoint: receiver.url, defaultService: '1' });
    await service.fileReport();
    await vi.waitFor(async () => {
      expect(await json(await service.ask('groen', 'GET', '/channels/main/dead'))).toMatchObject({
        dead: [{ fault }],
      });
    }, 30_000);
  });
});

it('brings what happens to an organisation without channels nowhere but to its inbox', async () => {
  const report = await service.fileReport();
  await service.deliveries.routed();
  expect([...service.engine.store.readRecords('delivery')]).toEqual([]);
  const inbox = await json(await service.ask('groen', 'GET', '/inbox?limit=500'));
  expect(inbox.items).toContainEqual(expect.objectContaining({ report, kind: 'report.file' }));
});
