import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpMetrics } from '#wegwijzer/interfaces/http/metrics.js';
import type { Handler } from '#wegwijzer/interfaces/http/reply.js';
import { startServer, type RunningServer } from '#wegwijzer/interfaces/http/server.js';
import { findFaults } from '#wegwijzer/service/readiness.js';
import type { GraphStore } from '#wegwijzer/store/graph-store.js';
import { endsWithTests } from '../support/program.js';

interface TestServer extends RunningServer {
  readonly url: string;
  readonly log: string[];
}

/** A server with one address, `/`. */
async function serve(handler: Handler, corsOrigins: '*' | string[] = '*'): Promise<TestServer> {
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
      routes: [{ path: '/', methods: { GET: handler, POST: handler } }],
      logger: pino({ base: null }, sink),
      metrics: createHttpMetrics(),
      access: { authorise: () => Promise.reject(new Error('No address here asks for a right.')) },
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

  it('lets pages of the origins that are named read answers, and no others', async () => {
    const server = await serve(() => ({ status: 204 }), ['https://app.example.net']);
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
