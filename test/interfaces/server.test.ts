import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpMetrics } from '#wegwijzer/interfaces/http/metrics.js';
import { whilePermitted } from '#wegwijzer/interfaces/http/permit.js';
import type { Handler, Reply } from '#wegwijzer/interfaces/http/reply.js';
import { startServer, type RunningServer } from '#wegwijzer/interfaces/http/server.js';
import { findFaults } from '#wegwijzer/service/readiness.js';
import type { GraphStore } from '#wegwijzer/store/graph-store.js';
import { endsWithTests } from '../support/program.js';

interface TestServer extends RunningServer {
  readonly url: string;
  readonly log: string[];
}

/** A server with one address, `/`. */
async function serve(
  handler: Handler,
  { corsOrigins = '*', patience }: { corsOrigins?: '*' | string[]; patience?: number } = {},
): Promise<TestServer> {
  const log: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log.push(chunk.toString());
      done();
    },
  });
  const server = await startServer(
    {
      baseUrl: 'https://wegwijzer.example.org',
      bodyLimit: 1024,
      corsOrigins,
      ...(patience === undefined ? {} : { patience }),
      routes: [{ path: '/', methods: { GET: handler, POST: handler } }],
      logger: pino({ base: null }, sink),
      metrics: createHttpMetrics(),
      access: {
        authorise: () => Promise.reject(new Error('No address here asks for a right.')),
        refused: () => Promise.resolve(),
      },
    },
    { port: 0, host: '127.0.0.1' },
  );
  onTestFinished(() => server.close());
  return { ...server, url: `http://127.0.0.1:${String(server.port)}/`, log };
}

const MANY_CLIENTS = fileURLToPath(new URL('./many-clients.mjs', import.meta.url));

describe('the server', () => {
  it('answers every client that has connected before it answers any a second time', async () => {
    const clients = 40;
    const served: string[] = [];
    let allServed: () => void;
    const done = new Promise<void>((resolve) => (allServed = resolve));
    const server = await serve((request) => {
      served.push(String(request.headers['x-client']));
      if (served.length === 2 * clients) allServed();
      // Work enough that a turn of the event loop takes longer than a client takes to ask again.
      const end = performance.now() + 2;
      while (performance.now() < end);
      return { status: 200, body: 'x' };
    });
    const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-clients-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, 'all-asked');
    const args = [MANY_CLIENTS, String(server.port), String(clients), file];
    const child = endsWithTests(spawn(process.execPath, args, { stdio: 'inherit' }));
    // The loop stands still until all are connected, as it does under load.
    const patience = performance.now() + 60_000;
    while (!existsSync(file))
      if (performance.now() > patience) throw new Error('The clients did not connect.');
    await done;
    child.kill();
    expect(new Set(served.slice(0, clients)).size).toBe(clients);
  });

  it('hides a fault of its own, and logs it under the number that the client gets', async () => {
    const server = await serve(() => {
      throw new Error('the password is hunter2');
    });
    const response = await fetch(server.url);
    expect(response.status).toBe(500);
    const problem = (await response.json()) as { requestId: string };
    expect(JSON.stringify(problem)).not.toContain('hunter2');
    const line = server.log.find((text) => text.includes('hunter2')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ requestId: problem.requestId, level: 50 });
  });

  it('answers 500 where an answer cannot be sent, and goes on', async () => {
    const server = await serve(({ query }) => ({
      status: 200,
      headers: query.has('odd') ? { 'x-odd': 'a\nb' } : {},
      body: 'x',
    }));
    const odd = await fetch(`${server.url}?odd`);
    expect(odd.status).toBe(500);
    expect(await odd.json()).toMatchObject({ status: 500 });
    expect((await fetch(server.url)).status).toBe(200);
  });

  it('lets a running request end when it closes, and takes no other', async () => {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const server = await serve(async () => {
      begin();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { status: 200, body: 'whole' };
    });
    const running = fetch(server.url);
    await begun;
    const closed = server.close();
    await expect(fetch(server.url)).rejects.toThrow();
    expect(await (await running).text()).toBe('whole');
    await closed;
  });

  it('ends a connection that its client keeps, once it is answered, when it closes', async () => {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const server = await serve(async () => {
      begin();
      await answered;
      return { status: 204 };
    });
    const socket = connect(server.port, '127.0.0.1');
    onTestFinished(() => {
      socket.destroy();
    });
    socket.write('GET / HTTP/1.1\r\nhost: example.org\r\n\r\n');
    await begun;
    const closed = server.close();
    answer();
    const ended = once(socket.resume(), 'end').then(() => 'ended by the server');
    const cut = new Promise((resolve) => setTimeout(resolve, 9000, 'kept'));
    expect(await Promise.race([ended, cut])).toBe('ended by the server');
    await closed;
  });

  it('knows its addresses in the form that clients of proxies send', async () => {
    const server = await serve(({ path, query }) => ({
      status: 200,
      body: `${path} ${query.get('a') ?? ''}`,
    }));
    const socket = connect(server.port, '127.0.0.1');
    socket.end(
      'GET http://wegwijzer.example.org/?a=1 HTTP/1.1\r\nhost: example.org\r\nconnection: close\r\n\r\n',
    );
    let text = '';
    for await (const piece of socket) text += String(piece);
    expect(text).toMatch(/^HTTP\/1.1 200 /);
    expect(text).toMatch(/\r\n\r\n\/ 1$/);
  });

  it("gives an answer's own header fields in place of the usual ones, once each", async () => {
    const own = {
      'content-type': 'text/plain',
      'content-security-policy': "default-src 'self'",
      vary: 'Accept',
    };
    const server = await serve(() => ({ status: 200, headers: own, body: 'x' }), {
      corsOrigins: ['https://app.example.net'],
    });
    const { headers } = await fetch(server.url, { headers: { origin: 'https://app.example.net' } });
    expect(headers.get('content-security-policy')).toBe("default-src 'self'");
    expect(headers.get('vary')?.split(', ')).toEqual(['Origin', 'Accept', 'Accept-Encoding']);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    '/Follow/wwf_1_geheim',
    '//follow//wwf_1_geheim',
    '/FOLLOW/%77wf_1_geheim/personal',
    '/x/wws%5f1_geheim',
    '/answer/geheim',
  ])('logs no secret of a link, also where the path is none of ours: %s', async (path) => {
    const server = await serve(() => Promise.resolve({ status: 200 }));
    await (await fetch(server.url.slice(0, -1) + path)).text();
    while (!server.log.some((line) => line.includes('request completed'))) await fetch(server.url);
    expect(server.log.join('')).toContain('…');
    expect(server.log.join('')).not.toContain('geheim');
  });

  it('logs a request whose client went away, without its query', async () => {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const server = await serve(({ query }, { signal }) => {
      if (query.has('short')) return { status: 204 };
      begin();
      return new Promise<Reply>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve({ status: 204 });
        });
      });
    });
    const controller = new AbortController();
    const running = fetch(`${server.url}?secret=1`, { signal: controller.signal });
    await begun;
    controller.abort();
    await expect(running).rejects.toThrow();
    // Answered later, so that the line about the other is there.
    while (!server.log.some((line) => line.includes('request aborted'))) await fetch(`${server.url}?short`);
    expect(server.log.join('')).not.toContain('secret');
    expect(server.log.filter((line) => line.includes('request aborted'))).toHaveLength(1);
  });

  it('tells a handler that the client has gone', async () => {
    let gone: () => void = () => undefined;
    const noticed = new Promise<void>((resolve) => (gone = resolve));
    const controller = new AbortController();
    const server = await serve(async (_request, { signal }) => {
      controller.abort();
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
      gone();
      return { status: 200 };
    });
    await expect(fetch(server.url, { signal: controller.signal })).rejects.toThrow();
    await noticed;
  });

  it('tells a handler that its answer is over, also of HEAD, which nobody waits for', async () => {
    const signals: AbortSignal[] = [];
    const refused = new AbortController();
    const server = await serve((_request, { signal }) => {
      signals.push(whilePermitted(() => Promise.resolve(), AbortSignal.any([signal, refused.signal])));
      return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: 'retry: 2000\n\n' };
    });
    await (await fetch(server.url)).text();
    await (await fetch(server.url, { method: 'HEAD' })).text();
    await expect.poll(() => signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('tells those that wait behind another answer of their connection that it has ended', async () => {
    const signals: AbortSignal[] = [];
    const server = await serve(async (_request, { signal }) => {
      signals.push(signal);
      await once(signal, 'abort');
      return { status: 204 };
    });
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20));
    await expect.poll(() => signals.length).toBe(20);
    socket.destroy();
    await expect.poll(() => signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('cuts off a client that takes nothing of an answer, whole or in pieces, when its patience is over', async () => {
    let isEnded = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          await new Promise(setImmediate);
          yield Buffer.alloc(1_000_000);
        }
      } finally {
        isEnded = true;
      }
    }
    const bodies = {
      pieces: endless,
      bytes: () => Buffer.alloc(50_000_000),
      text: () => 'x'.repeat(50_000_000),
    };
    for (const body of Object.values(bodies)) {
      let signal: AbortSignal | undefined;
      const server = await serve(
        (_request, context) => {
          signal = context.signal;
          return { status: 200, body: body() };
        },
        { patience: 100 },
      );
      const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      socket.pause();
      await expect.poll(() => signal?.aborted, { timeout: 20_000 }).toBe(true);
      socket.destroy();
    }
    await expect.poll(() => isEnded).toBe(true);
  });

  it('lets pages of the origins that are named read answers, and no others', async () => {
    const server = await serve(() => ({ status: 204 }), { corsOrigins: ['https://app.example.net'] });
    const allowed = async (origin: string): Promise<string | null> =>
      (await fetch(server.url, { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed('https://app.example.net')).toBe('https://app.example.net');
    expect(await allowed('https://evil.example.net')).toBeNull();
  });
});

describe('readiness', () => {
  const storeThat = (query: () => Promise<string>): GraphStore => ({ query }) as unknown as GraphStore;

  it('is missing where the data directory is not there', async () => {
    const faults = await findFaults(
      storeThat(() => Promise.resolve('')),
      '/nowhere/at/all',
    );
    expect(Object.keys(faults)).toEqual(['storage']);
  });

  it('is missing while the operational worker does not answer', async () => {
    const late = await findFaults(
      storeThat(() => new Promise<string>(() => undefined)),
      '.',
    );
    expect(late.graph).toContain('in time');
    const lost = await findFaults(
      storeThat(() => Promise.reject(new Error('lost'))),
      '.',
    );
    expect(lost.graph).toContain('cannot be asked');
  });
});
