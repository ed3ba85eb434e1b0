import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { BASE, json } from '../interfaces/service.js';
import { testServer } from '../outgoing/server.js';
import { GROEN, startDeliveringService, type DeliveringService } from './service.js';

let service: DeliveringService;
beforeAll(async () => {
  service = await startDeliveringService({ open311Interval: 20 });
});
beforeEach(async () => {
  await service.ask('groen', 'DELETE', '/channels/main');
});

/** What the endpoint says of a request, by its number. */
type Book = Map<string, object>;

/** An endpoint of GeoReport v2 that keeps requests in a book; with `tokens`, it gives their numbers later. */
async function endpoint(
  book: Book,
  { tokens = false } = {},
): Promise<Awaited<ReturnType<typeof testServer>>> {
  return testServer((response, { method, url = '' }) => {
    const { pathname, searchParams } = new URL(url, 'http://x');
    const say = (content: object): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    };
    const next = book.size + 1;
    if (method === 'POST') {
      book.set(String(next), { status: 'open' });
      say([tokens ? { token: `t${String(next)}` } : { service_request_id: next }]);
    } else if (pathname.startsWith('/tokens/')) say([{ token: 't1', service_request_id: '1' }]);
    else
      say(
        (searchParams.get('service_request_id') ?? '').split(',').flatMap((id) => {
          const known = book.get(id);
          return known ? [{ service_request_id: id, ...known }] : [];
        }),
      );
  });
}

async function bring(url: string): Promise<string> {
  const settings = { kind: 'open311', endpoint: url, defaultService: 'BENCH' };
  expect((await service.ask('groen', 'PUT', '/channels/main', settings)).ok).toBe(true);
  return service.fileReport();
}

async function stateOf(report: string): Promise<unknown> {
  return (
    (await json(await service.get(`${report.replace('/id/', '/doc/')}/timeline`))).state as { key: string }
  ).key;
}

async function becomes(report: string, state: string): Promise<void> {
  await vi.waitFor(async () => {
    expect(await stateOf(report)).toBe(state);
  }, 30_000);
}

const waiting = (): number => [...service.engine.store.readRecords('open311')].length;

it('follows a request at the endpoint until it is solved, and tells the reporter what was written there', async () => {
  const book: Book = new Map();
  const receiver = await endpoint(book);
  const report = await bring(receiver.url);
  await becomes(report, 'accepted');
  book.set('1', { status: 'open', extended_status: 'in_progress' });
  await becomes(report, 'in-progress');
  book.set('1', { status: 'closed', status_notes: 'Nieuwe leuning gezet.' });
  await becomes(report, 'solved');
  const { timeline } = (await json(
    await service.get(`${report.replace('/id/', '/doc/')}/timeline`),
  )) as unknown as { timeline: { command: string; text?: string; by?: unknown }[] };
  expect(timeline.map(({ command }) => command)).toEqual(['file', 'accept', 'start', 'resolve']);
  expect(timeline.at(-1)?.text).toBe('Nieuwe leuning gezet.');
  expect(JSON.stringify(timeline.at(-1))).toContain(GROEN);
  await vi.waitFor(() => {
    expect(waiting()).toBe(0);
  }, 30_000);
});

it('passes over a status that means nothing to us, whatever it is called', async () => {
  const book: Book = new Map();
  const receiver = await endpoint(book);
  const report = await bring(receiver.url);
  await becomes(report, 'accepted');
  book.set('1', { status: 'constructor' });
  const before = receiver.taken.length;
  await vi.waitFor(() => {
    expect(receiver.taken.length).toBeGreaterThan(before + 1);
  }, 30_000);
  book.set('1', { status: 'closed' });
  await becomes(report, 'solved');
});

it('goes by the word of the standard where a further one means nothing to us', async () => {
  const book: Book = new Map();
  const receiver = await endpoint(book);
  const report = await bring(receiver.url);
  await becomes(report, 'accepted');
  book.set('1', { status: 'closed', extended_status: 'crew has gone home' });
  await becomes(report, 'solved');
});

it('asks one endpoint though another one has hundreds of requests and is paused', async () => {
  const settings = { kind: 'open311', endpoint: 'https://receiver.example.org', defaultService: 'BENCH' };
  expect((await service.ask('groen', 'PUT', '/channels/first', settings)).status).toBe(201);
  expect((await service.ask('groen', 'POST', '/channels/first/pause')).status).toBe(200);
  const { store } = service.engine;
  const [target = ''] = [...store.readRecords('channel')]
    .map(({ key }) => key)
    .filter((key) => key.endsWith('.first'));
  const past = new Date(0).toISOString();
  await store.commit({
    agent: 'urn:test',
    reason: 'test',
    keep: Array.from({ length: 600 }, (_, number) => ({
      table: 'open311',
      key: `${target} r${String(number)}`,
      value: JSON.stringify({
        ...{ report: `${BASE}/id/report/r${String(number)}`, organisation: GROEN, receipt: { request: '1' } },
        ...{ since: new Date().toISOString(), due: past, wait: 20 },
      }),
    })),
  });
  const receiver = await endpoint(new Map());
  await becomes(await bring(receiver.url), 'accepted');
  expect(waiting()).toBeGreaterThanOrEqual(600);
  await service.ask('groen', 'DELETE', '/channels/first');
  await vi.waitFor(() => {
    expect(waiting()).toBeLessThan(2);
  }, 30_000);
});

it('asks by the token first where the endpoint gave no number yet', async () => {
  const receiver = await endpoint(new Map(), { tokens: true });
  await becomes(await bring(receiver.url), 'accepted');
  expect(receiver.taken.some(({ url }) => url.startsWith('/tokens/t1.json'))).toBe(true);
});

it('decides again where the endpoint says that it is not theirs', async () => {
  const book: Book = new Map();
  const receiver = await endpoint(book);
  const report = await bring(receiver.url);
  await becomes(report, 'accepted');
  book.set('1', { status: 'not councils responsibility' });
  await vi.waitFor(async () => {
    const { handler } = await json(await service.get(`${report.replace('/id/', '/doc/')}/timeline`));
    expect(JSON.stringify(handler ?? null)).not.toContain(GROEN);
  }, 30_000);
  await vi.waitFor(() => {
    expect(waiting()).toBe(0);
  }, 30_000);
});

it('tells the operator of an endpoint that does not answer, and asks it again', async () => {
  let isDown = true;
  const receiver = await testServer((response, { method }) => {
    if (method === 'POST') response.writeHead(200).end('[{"service_request_id":"1"}]');
    else if (isDown) response.writeHead(500).end('Jan Peeters, jan@example.org');
    else response.writeHead(200).end('[{"service_request_id":"1","status":"closed"}]');
  });
  const report = await bring(receiver.url);
  const { host } = new URL(receiver.url);
  await vi.waitFor(() => {
    expect(service.log.join('')).toContain(
      `${host} does not say what became of its requests: It answers 500.`,
    );
  }, 30_000);
  expect(service.log.join('')).not.toContain('jan@example.org');
  isDown = false;
  await becomes(report, 'solved');
});

it('asks less and less while nothing changes, follows no redirect, and nobody once the channel is gone', async () => {
  const elsewhere = await testServer((response) => response.end('[]'));
  const receiver = await testServer((response, { method }) => {
    if (method === 'POST') response.writeHead(200).end('[{"service_request_id":"7"}]');
    else response.writeHead(302, { location: `${elsewhere.url}/requests.json` }).end();
  });
  const report = await bring(receiver.url);
  const waits = (): number[] =>
    [...service.engine.store.readRecords('open311')].map(
      ({ value }) => (JSON.parse(value) as { wait: number }).wait,
    );
  await vi.waitFor(() => {
    expect(waits().some((wait) => wait >= 160)).toBe(true);
  }, 30_000);
  expect(await stateOf(report)).toBe('offered');
  expect(elsewhere.taken).toEqual([]);
  await service.ask('groen', 'DELETE', '/channels/main');
  await vi.waitFor(() => {
    expect(waiting()).toBe(0);
  }, 30_000);
});
