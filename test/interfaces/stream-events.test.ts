import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKey, revokeKey } from '#wegwijzer/access/index.js';
import { createFeed, type Feed } from '#wegwijzer/interfaces/ldes/feed.js';
import { createHttpMetrics } from '#wegwijzer/interfaces/http/metrics.js';
import type { Handler, HttpRequest } from '#wegwijzer/interfaces/http/reply.js';
import { startServer, type RunningServer } from '#wegwijzer/interfaces/http/server.js';
import { BASE, benchReport, file, startTestService, type TestService } from './service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
  expect((await file(service, benchReport())).status).toBe(201);
  await service.engine.streams.caughtUp();
});

interface Listener {
  readonly response: Response;
  /** The next event that is no comment. */
  next(): Promise<Record<string, string>>;
  end(): Promise<void>;
}

/** Listens to a stream as a client of server-sent events does. */
async function listen(path: string, headers: Record<string, string> = {}): Promise<Listener> {
  const response = await service.get(path, { accept: 'text/event-stream', ...headers });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<Record<string, string>> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const piece = await reader?.read();
        if (!piece || piece.done) throw new Error('The stream has ended.');
        text += piece.value;
        continue;
      }
      const fields = text
        .slice(0, end)
        .split('\n')
        .map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) ?? []);
      text = text.slice(end + 2);
      const event = Object.fromEntries(fields) as Record<string, string>;
      if (event.event !== undefined) return event;
    }
  };
  return { response, next, end: async () => reader?.cancel() };
}

describe('Server-sent events of a stream', () => {
  it('tell of each member as it is published, as JSON-LD that its address gives too', async () => {
    const listener = await listen('/ldes/reports');
    expect(listener.response.headers.get('content-type')).toContain('text/event-stream');
    await file(service, benchReport());
    const { id, event, data = '' } = await listener.next();
    await listener.end();
    expect([id, event]).toEqual(['2', 'member']);
    const member = await service.get('/ldes/reports/version/2', { accept: 'application/ld+json' });
    expect(JSON.parse(data)).toEqual(await member.json());
    expect(data).toContain(`${BASE}/ldes/reports/version/2`);
  });

  it('go on after the last one that a client has, and begin at the beginning where it says so', async () => {
    const all = await listen('/ldes/reports?after=0');
    expect([(await all.next()).id, (await all.next()).id]).toEqual(['1', '2']);
    await all.end();
    const resumed = await listen('/ldes/reports', { 'last-event-id': '1' });
    expect((await resumed.next()).id).toBe('2');
    await resumed.end();
    const things = await listen('/ldes/register/demo-assets?after=7');
    expect((await things.next()).id).toBe('8');
    await things.end();
  });

  it('are refused for a place that is not there, and from pages', async () => {
    const accept = 'text/event-stream';
    expect((await service.get('/ldes/reports?after=99', { accept })).status).toBe(400);
    expect((await service.get('/ldes/reports', { accept, 'last-event-id': 'x' })).status).toBe(400);
    expect((await service.get('/ldes/reports/by-time', { accept })).status).toBe(406);
    expect((await service.get('/ldes/register/none', { accept })).status).toBe(404);
    expect((await service.get('/ldes/reports')).headers.get('content-type')).toContain('text/turtle');
  });

  it('end when the key that they were opened with is revoked or runs out, of streams and of inboxes', async () => {
    let ahead = 0;
    const other = await startTestService(
      { anonymousRead: false },
      { now: () => new Date(Date.now() + ahead) },
    );
    const { store } = other.engine;
    const by = { agent: 'urn:test', now: new Date() };
    const organisation = 'https://data.vlaanderen.be/id/organisatie/OVO000001';
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    const keys = [
      await createKey(store, { name: 'one', roles: ['manager'], organisation }, by),
      await createKey(store, { name: 'two', roles: ['manager'], organisation, expires }, by),
    ];
    const heard: Promise<string>[] = [];
    for (const { key } of keys)
      for (const path of ['/ldes/reports', '/inbox']) {
        const headers = { accept: 'text/event-stream', authorization: `Bearer ${key}` };
        const response = await other.get(path, headers);
        expect([path, response.status]).toEqual([path, 200]);
        heard.push(response.text());
      }
    await revokeKey(store, keys[0]?.id ?? '', by);
    expect((await Promise.all(heard.slice(0, 2))).join('')).toContain('retry:');
    ahead = 7_200_000;
    expect((await Promise.all(heard.slice(2))).join('')).toContain('retry:');
  });

  it('end with the service', async () => {
    const other = await startTestService();
    const response = await fetch(`${other.url}/ldes/reports`, { headers: { accept: 'text/event-stream' } });
    const text = response.text();
    await other.close();
    expect(await text).toContain('retry:');
  });
});

/** A server with one address, `/endless`. */
async function serverOf(handler: Handler): Promise<RunningServer> {
  return startServer(
    {
      baseUrl: BASE,
      bodyLimit: 1000,
      corsOrigins: '*',
      trustedProxies: 0,
      routes: [{ path: '/endless', methods: { GET: handler } }],
      logger: pino({ level: 'silent' }),
      metrics: createHttpMetrics(),
      access: {} as never,
    },
    { host: '127.0.0.1', port: 0 },
  );
}

describe('A feed', () => {
  const request = (address: string): HttpRequest =>
    ({ address, headers: {}, query: new URLSearchParams('after=0') }) as unknown as HttpRequest;
  const feedWith = (limits: { clients: number; perClient: number }): Feed =>
    createFeed({
      baseUrl: BASE,
      streams: service.engine.streams,
      stopping: new AbortController().signal,
      limits: { ...limits, patience: 1000, beat: 10, lifetime: 60_000 },
    });
  const body = (reply: ReturnType<Feed['listen']>): AsyncIterator<string> =>
    (reply.body as AsyncIterable<string>)[Symbol.asyncIterator]();
  const authorise = (): never => undefined as never;
  const context = { signal: new AbortController().signal, authorise };

  it('has room for so many, and for so many of one client, until some leave', async () => {
    const feed = feedWith({ clients: 3, perClient: 2 });
    const first = body(feed.listen('reports', request('192.0.2.1'), context));
    await first.next();
    feed.listen('reports', request('192.0.2.1'), context);
    expect(() => feed.listen('reports', request('192.0.2.1'), context)).toThrow(/listens 2 times/);
    feed.listen('reports', request('192.0.2.2'), context);
    expect(() => feed.listen('reports', request('192.0.2.3'), context)).toThrow(/As many clients/);
    await first.return?.();
    await first.return?.();
    feed.listen('reports', request('192.0.2.3'), context);
    expect(() => feed.listen('reports', request('192.0.2.3'), context)).toThrow(/As many clients/);
  });

  it('shows that it lives where nothing happens, and gives up its place when its client goes', async () => {
    const feed = feedWith({ clients: 1, perClient: 1 });
    const going = new AbortController();
    const events = body(feed.listen('reports', request('192.0.2.1'), { signal: going.signal, authorise }));
    const seen: string[] = [];
    while (seen.at(-1) !== ': still here\n\n') seen.push(String((await events.next()).value));
    expect(seen.length).toBeGreaterThanOrEqual(4);
    going.abort();
    while (!(await events.next()).done);
    feed.listen('reports', request('192.0.2.2'), context);
  });

  it('counts a network of IPv6 addresses as one client, and frees the place of one whose events fail', async () => {
    const { streams } = service.engine;
    const failing = (): never => {
      throw new Error('The disk is gone.');
    };
    const feed = createFeed({
      baseUrl: BASE,
      streams: { ...streams, member: failing },
      stopping: new AbortController().signal,
      limits: { clients: 2, perClient: 1, patience: 1000, beat: 10, lifetime: 60_000 },
    });
    const first = body(feed.listen('reports', request('2001:db8::1'), context));
    await first.next();
    expect(() => feed.listen('reports', request('2001:db8::2'), context)).toThrow(/listens 1 times/);
    feed.listen('reports', request('2001:db8:0:1::2'), context);
    await expect(first.next()).rejects.toThrow('The disk is gone.');
    feed.listen('reports', request('2001:db8::2'), context);
  });

  it.each([
    ['', (position: number) => position > 0],
    [', also over what is past retention', (position: number) => position > 499],
  ])('lets others have their turn while a long past is replayed to a fast client%s', async (_, isKept) => {
    const { streams } = service.engine;
    let looked = 0;
    const feed = createFeed({
      baseUrl: BASE,
      streams: {
        ...streams,
        stream: () => ({ members: 500, time: '' }),
        member: (stream, position) => {
          looked += 1;
          return isKept(position) ? streams.member(stream, 1) : undefined;
        },
      },
      stopping: new AbortController().signal,
    });
    const events = body(feed.listen('reports', request('192.0.2.1'), context));
    const lookedByThen = new Promise((resolve) => setImmediate(resolve)).then(() => looked);
    for (let text = ''; !text.startsWith('id: 500\n');) text = String((await events.next()).value);
    await events.return?.();
    expect(looked).toBe(500);
    expect(await lookedByThen).toBeLessThan(500);
  });

  it('frees the places of those that wait behind another of their connection when that ends', async () => {
    const feed = feedWith({ clients: 2, perClient: 2 });
    const server = await serverOf((_request, { signal }) =>
      feed.listen('reports', request('192.0.2.1'), { signal, authorise }),
    );
    const socket: Socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2));
    const isFull = (): boolean => {
      try {
        void body(feed.listen('reports', request('192.0.2.2'), context)).return?.();
        return false;
      } catch {
        return true;
      }
    };
    await expect.poll(isFull).toBe(true);
    socket.destroy();
    await expect
      .poll(
        () => {
          const taken = [1, 2].map(() => feed.listen('reports', request('192.0.2.1'), context));
          for (const reply of taken) void body(reply).return?.();
          return taken.length;
        },
        { timeout: 20_000 },
      )
      .toBe(2);
    await server.close();
  });
});

it('A client that takes nothing of what is sent is cut off', async () => {
  let isEnded = false;
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) {
        await new Promise(setImmediate);
        yield 'x'.repeat(100_000);
      }
    } finally {
      isEnded = true;
    }
  }
  const server = await serverOf(() => ({ status: 200, patience: 100, body: endless() }));
  const socket: Socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n');
  socket.pause();
  await expect.poll(() => isEnded, { timeout: 20_000 }).toBe(true);
  socket.destroy();
  await server.close();
});
