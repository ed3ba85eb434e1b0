import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pino } from 'pino';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createKey, revokeKey } from '#wegwijzer/access/index.js';
import { createHttpMetrics } from '#wegwijzer/interfaces/http/metrics.js';
import { startServer } from '#wegwijzer/interfaces/http/server.js';
import { createBodies } from '#wegwijzer/interfaces/ldes/bodies.js';
import { streamRoutes } from '#wegwijzer/interfaces/ldes/index.js';
import type { GraphStore } from '#wegwijzer/store/graph-store.js';
import { startStreams, type Streams } from '#wegwijzer/streams/index.js';
import { BASE, startTestService, type TestService } from './service.js';

const CLOSED = '/ldes/register/demo-assets/by-time/0/0';
let service: TestService;

beforeAll(async () => {
  service = await startTestService();
  await service.engine.streams.caughtUp();
});

interface Answered {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** What comes over the wire, not decoded. */
async function ask(path: string, headers: Record<string, string> = {}, of = service): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request(of.url + path, { headers }, (response) => {
      const { date, 'x-request-id': id, ...rest } = response.headers;
      expect([typeof date, typeof id]).toEqual(['string', 'string']);
      const { statusCode: status } = response;
      buffer(response).then((body) => {
        resolve({ status, headers: rest, body: body.toString('base64') });
      }, reject);
    })
      .on('error', reject)
      .end();
  });
}

describe('A closed page that was asked for before', () => {
  it('is answered with the same bytes and headers, in every format and coding, and not to who has it', async () => {
    for (const accept of ['text/turtle', 'application/ld+json', 'application/n-quads', '*/*'])
      for (const coding of ['br', 'gzip', 'identity', 'gzip, deflate, br']) {
        const headers = { accept, 'accept-encoding': coding };
        const first = await ask(CLOSED, headers);
        expect(first.status).toBe(200);
        // One that is asked for otherwise goes the whole way, and says what it said.
        const whole = await ask(`${CLOSED}?whole`, headers);
        for (let time = 0; time < 3; time += 1) expect(await ask(CLOSED, headers)).toEqual(first);
        expect(whole).toEqual(first);
        const etag = String(first.headers.etag);
        const unchanged = await ask(CLOSED, { ...headers, 'if-none-match': etag });
        expect([unchanged.status, unchanged.body, unchanged.headers.etag]).toEqual([304, '', etag]);
        expect(unchanged.headers['cache-control']).toBe('public, max-age=604800, immutable');
      }
    const tags = ['text/turtle', 'application/trig', 'application/n-triples', 'application/n-quads'].map(
      async (accept) => (await ask(CLOSED, { accept })).headers.etag,
    );
    expect(new Set(await Promise.all(tags)).size).toBe(4);
    const version = '/ldes/register/demo-assets/version/1';
    expect(await ask(version)).toEqual(await ask(version));
    const group = '/ldes/register/demo-assets/by-time/0';
    expect((await ask(group)).headers['cache-control']).toBe('public, max-age=5');
  });

  it('is logged and counted as all answers are', async () => {
    await ask(CLOSED);
    const id = 'a-number-of-the-client';
    const counted = async (): Promise<number> => {
      const metrics = await (await service.get('/metrics')).text();
      return Number(
        /duration_seconds_count\{method="GET",route="\/ldes\/\*path",status="200"\} (\d+)/.exec(metrics)?.[1],
      );
    };
    const before = await counted();
    await ask(CLOSED, { 'x-request-id': id });
    await expect.poll(counted).toBe(before + 1);
    const [line = ''] = service.log.filter((text) => text.includes(id));
    expect(JSON.parse(line)).toMatchObject({
      requestId: id,
      req: { method: 'GET', path: CLOSED },
      res: { status: 200 },
      msg: 'request completed',
    });
  });

  it('is refused to a bad key, and kept from those who may not read', async () => {
    await ask(CLOSED);
    expect((await ask(CLOSED, { authorization: 'Bearer nonsense' })).status).toBe(401);
    expect((await ask(CLOSED, { 'x-api-key': 'nonsense' })).status).toBe(401);
    const closed = await startTestService({ anonymousRead: false });
    await closed.engine.streams.caughtUp();
    const by = { agent: 'urn:test', now: new Date() };
    const { id, key } = await createKey(closed.engine.store, { name: 'a', roles: ['auditor'] }, by);
    const authorization = `Bearer ${key}`;
    const read = await ask(CLOSED, { authorization }, closed);
    expect([read.status, read.headers['cache-control']]).toEqual([200, 'private, max-age=604800, immutable']);
    expect((await ask(CLOSED, {}, closed)).status).toBe(401);
    await revokeKey(closed.engine.store, id, by);
    expect((await ask(CLOSED, { authorization }, closed)).status).toBe(401);
  });
});

/** The streams of a store of which nothing can be asked but the log and the records. */
function fromTheLogAlone(store: GraphStore): Streams {
  const allowed = ['log', 'sequence', 'subscribe', 'commit', 'readRecord', 'readRecords'];
  const restricted = new Proxy(store, {
    get: (target, name) => {
      if (!allowed.includes(String(name)))
        throw new Error(`The streams ask the store for "${String(name)}".`);
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const streams = startStreams(restricted, { baseUrl: BASE });
  onTestFinished(() => streams.close());
  return streams;
}

it('Pages are made without asking the graph. More than may be made at a time answer 429 with Retry-After, what is ready goes on, and all come in the end', async () => {
  const server = await startServer(
    {
      baseUrl: BASE,
      bodyLimit: 1000,
      corsOrigins: '*',
      routes: streamRoutes({
        baseUrl: BASE,
        streams: fromTheLogAlone(service.engine.store),
        isOpen: true,
        stopping: new AbortController().signal,
        bodies: createBodies({ mostUnderWay: 2 }),
      }),
      logger: pino({ level: 'silent' }),
      metrics: createHttpMetrics(),
      access: { authorise: () => Promise.resolve({} as never), refused: () => Promise.resolve() },
    },
    { host: '127.0.0.1', port: 0 },
  );
  onTestFinished(() => server.close());
  const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${String(server.port)}${path}`);
  const ready = await get(CLOSED);
  expect(ready.status).toBe(200);
  await ready.arrayBuffer();

  let waiting = Array.from(
    { length: 60 },
    (_, index) => `/ldes/register/demo-assets/version/${String(index + 1)}`,
  );
  let refusals = 0;
  while (waiting.length > 0) {
    const [page, ...answers] = await Promise.all([CLOSED, ...waiting].map(get));
    expect(page?.status).toBe(200);
    await page?.arrayBuffer();
    const refused = answers.filter(({ status }) => status === 429);
    refusals += refused.length;
    for (const response of answers) {
      expect([200, 429]).toContain(response.status);
      if (response.status === 200) {
        await response.arrayBuffer();
        continue;
      }
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await response.json()).toMatchObject({
        type: expect.stringContaining('too-many-requests') as string,
      });
    }
    const left = waiting.filter((_, index) => answers[index]?.status === 429);
    expect(left.length).toBeLessThan(waiting.length);
    waiting = left;
  }
  expect(refusals).toBeGreaterThan(0);
}, 60_000);
