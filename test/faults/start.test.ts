import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { readConfig } from '#wegwijzer/config.js';
import { startService } from '#wegwijzer/main.js';
import { openRecordDirectory } from '#wegwijzer/store/embedded/record-directory.js';
import { runProgram, type Ended } from '../support/program.js';
import { administratorKey, benchReport, freePort, post, startServiceProcess } from './process.js';

/** Milliseconds in which a start that fails has ended, on a slow machine: none of them did. */
const BOUND = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-start-'));
const directory = join(folder, 'data');
/** Requests that reached the receiver. */
let arrived = 0;
let port = 0;
let receiverPort = 0;
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listening(at: number, told: () => void): Promise<Server> {
  const server = createServer((_request, response) => {
    told();
    response.writeHead(204).end();
  }).listen(at, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return server;
}

/** What a start needs to deliver to the receiver. */
function deliveryFlags(): string[] {
  const hook = `http://127.0.0.1:${String(receiverPort)}`;
  return [
    ...['--delivery-targets', hook, '--unsafe-outgoing-to-private-addresses', 'true'],
    ...['--delivery-delay', '10ms'],
  ];
}

/** A start that is to fail, with a delivery that waits. */
function failingStart(...flags: readonly string[]): Promise<Ended> {
  const base = ['--data-directory', directory, '--base-url', `http://localhost:${String(port)}`];
  return runProgram(['serve', ...base, ...deliveryFlags(), '--log-level', 'error', ...flags]);
}

beforeAll(async () => {
  port = await freePort();
  receiverPort = await freePort();
  const key = await administratorKey(directory, port);
  const service = await startServiceProcess({ directory, port, flags: deliveryFlags() });
  const organisation = encodeURIComponent(`${service.url}/id/organisation/gent-groendienst`);
  const set = await fetch(`${service.url}/channels/main?organisation=${organisation}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'webhook', url: `http://127.0.0.1:${String(receiverPort)}` }),
  });
  expect(set.status).toBe(201);
  // Nobody listens at the receiver yet, so this waits.
  expect((await post(service.url, benchReport('waits'))).status).toBe(201);
  await service.stop();
  await listening(receiverPort, () => (arrived += 1));
});

it(
  'a start on a port that is taken ends with a sentence, and sends nothing of what waits',
  async () => {
    const taken = await listening(0, () => undefined);
    const number = String((taken.address() as AddressInfo).port);
    const { code, err } = await failingStart('--port', number);
    expect(code).toBe(1);
    expect(err).toContain(`port ${number} of 127.0.0.1 already`);
    expect(err).toContain('--port');
    expect(arrived).toBe(0);
  },
  BOUND,
);

it.each([
  ['of the participants', ['--dataspace-participants', '/nowhere/participants.json']],
  [
    'with the keys of tokens',
    [
      ...['--token-issuer', 'https://idp.example', '--token-audience', 'x'],
      ...['--token-keys', '/nowhere/keys.json'],
    ],
  ],
])(
  'a start without the file %s ends with its name, and sends nothing of what waits',
  async (_which, flags) => {
    const { code, err } = await failingStart('--port', String(await freePort()), ...flags);
    expect(code).toBe(1);
    expect(err).toContain(flags.at(-1));
    expect(arrived).toBe(0);
  },
  BOUND,
);

it('a start whose port is taken meanwhile closes all that it began', async () => {
  const free = await freePort();
  let taker: Server | undefined;
  const config = readConfig({
    flags: {
      port: free,
      dataDirectory: directory,
      baseUrl: `http://localhost:${String(port)}`,
      spare: false,
    },
  });
  const now = (): Date => {
    if (!taker) {
      taker = createServer().listen(free, '127.0.0.1');
      servers.push(taker);
    }
    return new Date();
  };
  await expect(startService(config, { now })).rejects.toThrow(`port ${String(free)} of 127.0.0.1 already`);
  // Where the store were open still, this would be refused.
  const store = await openRecordDirectory(directory);
  await store.close();
});

it('what waited is sent by the start that succeeds', async () => {
  const service = await startServiceProcess({ directory, port, flags: deliveryFlags() });
  await vi.waitFor(
    () => {
      expect(arrived).toBe(1);
    },
    { timeout: 60_000 },
  );
  await service.stop();
});

it('a new data directory stays unmade where the port is taken, so that another port may begin it', async () => {
  const fresh = join(folder, 'fresh');
  const taken = await listening(0, () => undefined);
  const number = (taken.address() as AddressInfo).port;
  const first = await runProgram(['serve', '--port', String(number), '--data-directory', fresh]);
  expect(first.code).toBe(1);
  expect(existsSync(fresh)).toBe(false);
  const service = await startServiceProcess({ directory: fresh, port: await freePort() });
  expect((await post(service.url, benchReport('on another port'))).status).toBe(201);
  await service.stop();
});

it('a transfer that follows into the register of a setting does not keep the service from starting', async () => {
  const followed = join(folder, 'followed');
  const url = 'http://127.0.0.1:9/ldes/cabinets';
  const transfer = {
    ...{ kind: 'transfer', pid: 'urn:uuid:1', role: 'consumer', state: 'STARTED', register: 'cabinets' },
    ...{ participant: 'https://partner.example', address: 'https://partner.example/dsp', steps: [] },
    ...{ agreement: 'urn:uuid:2', format: 'HttpData-PULL' },
    dataAddress: { '@type': 'DataAddress', endpointType: 'https', endpoint: 'https://partner.example/ldes' },
  };
  const store = await openRecordDirectory(followed);
  const keep = [
    { table: 'dataspace', key: `transfer ${transfer.pid}`, value: JSON.stringify(transfer) } as const,
  ];
  await store.commit({ agent: 'urn:test', reason: 'test', keep });
  await store.close();
  const config = readConfig({
    flags: {
      ...{ port: await freePort(), dataDirectory: followed, demo: false, spare: false, logLevel: 'silent' },
      follows: `cabinets=${url}`,
    },
  });
  const running = await startService(config);
  onTestFinished(() => running.close());
  expect((await fetch(`${running.url}/health`)).status).toBe(200);
  expect(running.engine.following.list()).toMatchObject([{ name: 'cabinets', url }]);
});
