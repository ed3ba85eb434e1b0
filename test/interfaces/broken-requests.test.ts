import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { answerBrokenRequests } from '#wegwijzer/interfaces/http/broken-requests.js';
import { BASE } from './service.js';

/** A server, and a connection to it that the client never closes by itself: both ends. */
async function connected(listener: RequestListener): Promise<{ client: Socket; server: Socket }> {
  const server = createServer(listener);
  answerBrokenRequests(server, { baseUrl: BASE, corsOrigins: '*' });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  client.on('error', () => undefined);
  return { client, server: (await accepted)[0] };
}

function textOf(client: Socket): () => string {
  let text = '';
  client.on('data', (bytes: Buffer) => (text += bytes.toString()));
  return () => text;
}

it('a client that keeps its side open after a broken request does not keep the connection', async () => {
  const { client, server } = await connected(() => undefined);
  const text = textOf(client);
  client.write('HELLO\r\n\r\n');
  await once(server, 'close');
  expect(text()).toMatch(/^HTTP\/1\.1 400 /);
  expect(text()).toContain('access-control-allow-origin: *\r\n');
  expect(text()).toContain(`${BASE}/problem/invalid-parameter`);
}, 30_000);

it('what is no request does not end up in the answer that is on its way', async () => {
  const { client, server } = await connected((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('the beginning');
  });
  const text = textOf(client);
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(client, 'data');
  client.write('HELLO\r\n\r\n');
  await once(server, 'close');
  expect(text()).toContain('the beginning');
  expect(text()).not.toContain('HTTP/1.1 400');
}, 30_000);
