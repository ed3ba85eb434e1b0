import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import {
  createServer,
  request as send,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { createKey } from '#wegwijzer/access/index.js';
import { readConfig } from '#wegwijzer/config.js';
import { startService, type Running } from '#wegwijzer/main.js';

/** Partners that the tests of federation ask: none of them asks more than two endpoints. */
const PARTNERS = 2;

/** A service of its own for the suites, at an address where everyone may write. */
export interface ServiceUnderTest {
  /** Its public address, which is that of the proxy before it. */
  readonly baseUrl: string;
  /** Addresses of others like it, which it and they may ask with SERVICE. */
  readonly partners: readonly string[];
  close(): Promise<void>;
}

interface Proxy {
  readonly baseUrl: string;
  readonly target: { port: number; key: string };
  close(): void;
}

/**
 * Starts a service with an empty data directory, and partners for federation, each behind a proxy that adds the key of
 * an administrator to each request: the suites know of no authorisation, and the service takes no writes without.
 */
export async function startServiceUnderTest(): Promise<ServiceUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-conformance-'));
  const proxies = await Promise.all(Array.from({ length: PARTNERS + 1 }, openProxy));
  const [baseUrl = '', ...partners] = proxies.map((proxy) => proxy.baseUrl);
  const endpoints = partners.map((partner) => `${partner}/sparql`);
  const started: Running[] = [];
  for (const [index, proxy] of proxies.entries())
    started.push(await startBehind(proxy, join(folder, `data-${String(index)}`), endpoints));
  return {
    baseUrl,
    partners,
    close: async () => {
      for (const proxy of proxies) proxy.close();
      await Promise.all(started.map((service) => service.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openProxy(): Promise<Proxy> {
  const target = { port: 0, key: '' };
  const server = createProxy(target);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    target,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function startBehind(
  { baseUrl, target }: Proxy,
  dataDirectory: string,
  federationEndpoints: readonly string[],
): Promise<Running> {
  const flags = {
    port: 0,
    baseUrl,
    dataDirectory,
    demo: false,
    spare: false,
    // Thousands of small queries of one client in a minute are what this is for.
    readerTimePerMinute: '1 h',
    federationEndpoints,
    // The suites ask what is answered, not how soon: a busy machine must not fail them.
    federationTimeout: '60 s',
    queryTimeout: '120 s',
    longestQueryTimeout: '120 s',
    unsafeOutgoingToPrivateAddresses: true,
  };
  const service = await startService(readConfig({ flags }), { logger: pino({ level: 'silent' }) });
  target.port = Number(new URL(service.url).port);
  const agent = `${baseUrl}/id/agent/conformance`;
  const { key } = await createKey(
    service.engine.store,
    { name: 'conformance', roles: ['administrator'], organisation: `${baseUrl}/id/organisation/conformance` },
    { agent, now: new Date() },
  );
  target.key = key;
  return service;
}

/**
 * The service stores IRIs in the place of blank nodes and gives them out as such (RDF 1.1 Concepts, section 3.5). The
 * suite of the Graph Store Protocol compares by blank nodes, so they are put back on the way.
 */
async function replyWithBlankNodes(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const turtle = (await text(answer)).replaceAll(/<[^<>\s]*\/\.well-known\/genid\/([\w-]+)>/g, '_:b$1');
  const { 'content-length': length, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, length === '0' ? answer.headers : headers).end(turtle);
}

function createProxy(target: { readonly port: number; readonly key: string }): Server {
  return createServer((request, response) => {
    const { method, url: path, headers } = request;
    const onward = send(
      {
        host: '127.0.0.1',
        port: target.port,
        method,
        path,
        headers: { authorization: `Bearer ${target.key}`, ...headers },
      },
      (answer) => {
        if (
          method !== 'HEAD' &&
          path?.startsWith('/data') &&
          answer.headers['content-type']?.startsWith('text/turtle')
        ) {
          void replyWithBlankNodes(answer, response);
          return;
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        pipeline(answer, response, () => undefined);
      },
    );
    onward.on('error', () => response.destroy());
    pipeline(request, onward, () => undefined);
  });
}
