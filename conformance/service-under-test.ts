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
import { startService } from '#wegwijzer/main.js';

/** A service of its own for the suites, at an address where everyone may write. */
export interface ServiceUnderTest {
  /** Its public address, which is that of the proxy before it. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/**
 * Starts a service with an empty data directory, behind a proxy that adds the key of an administrator to each request:
 * the suites know of no authorisation, and the service takes no writes without.
 */
export async function startServiceUnderTest(): Promise<ServiceUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-conformance-'));
  const target = { port: 0, key: '' };
  const proxy = createProxy(target);
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const baseUrl = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
  const flags = {
    port: 0,
    baseUrl,
    dataDirectory: join(folder, 'data'),
    demo: false,
    spare: false,
    // Thousands of small queries of one client in a minute are what this is for.
    readerTimePerMinute: '1 h',
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
  return {
    baseUrl,
    close: async () => {
      proxy.close();
      proxy.closeAllConnections();
      await service.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
