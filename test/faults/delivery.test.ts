import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import {
  administratorKey,
  benchReport,
  freePort,
  post,
  startServiceProcess,
  type ServiceProcess,
} from './process.js';

const ROUNDS = 6;
const REPORTS = 8;
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-deliver-'));
const directory = join(folder, 'data');
let receiver: Server | undefined;
afterAll(() => {
  receiver?.closeAllConnections();
  receiver?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Arrived {
  readonly id: string;
  readonly report: string;
  readonly kind: string;
}

/** What the receiver took, first arrivals alone, by report. */
const arrived = new Map<string, Arrived[]>();
const repeats: Arrived[] = [];

/** A receiver that fails, hangs and breaks in turn, and takes two of five. */
async function startReceiver(port: number): Promise<Server> {
  let count = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      count += 1;
      if (count % 5 === 1) response.writeHead(500).end();
      else if (count % 5 === 2) request.socket.destroy();
      else if (count % 50 === 3) return;
      else take(request.headers['webhook-id'], body, () => response.writeHead(204).end());
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function take(id: unknown, body: string, done: () => void): void {
  const { object, command } = JSON.parse(body) as { object: { id: string }; command: string };
  const one = { id: String(id), report: object.id, kind: command.slice(command.lastIndexOf('/') + 1) };
  const known = arrived.get(one.report) ?? [];
  if (known.some((each) => each.id === one.id)) repeats.push(one);
  else known.push(one);
  arrived.set(one.report, known);
  done();
}

it('loses nothing and delivers nothing out of order while service and receiver are killed in turn', async () => {
  const [port, receiverPort] = [await freePort(), await freePort()];
  const hook = `http://127.0.0.1:${String(receiverPort)}`;
  const flags = [
    ...['--delivery-targets', hook, '--unsafe-outgoing-to-private-addresses', 'true'],
    ...['--delivery-delay', '10ms', '--delivery-attempts', '100', '--delivery-timeout', '500ms'],
  ];
  const key = await administratorKey(directory, port);
  const start = (): Promise<ServiceProcess> => startServiceProcess({ directory, port, flags });
  let service = await start();
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const organisation = encodeURIComponent(`${service.url}/id/organisation/gent-groendienst`);
  const set = await fetch(`${service.url}/channels/main?organisation=${organisation}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ kind: 'webhook', url: hook }),
  });
  expect(set.status).toBe(201);
  const expected = new Map<string, string[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 2 === 0) receiver = await startReceiver(receiverPort);
    for (let number = 0; number < REPORTS; number += 1) {
      const filed = await post(service.url, benchReport(`round ${String(round)}, ${String(number)}`));
      const report = filed.headers.get('location') ?? '';
      expected.set(report, ['file']);
      for (const command of ['accept', 'start']) {
        const done = await fetch(`${report}/${command}`, { method: 'POST', headers, body: '{}' });
        if (done.ok) expected.get(report)?.push(command);
      }
    }
    // Amid deliveries under way, and with a receiver that is there or not.
    await service.kill();
    if (round % 2 === 1) {
      receiver?.closeAllConnections();
      receiver?.close();
    }
    service = await start();
  }
  receiver = await startReceiver(receiverPort);
  await vi.waitFor(
    () => {
      expect([...arrived.values()].flat()).toHaveLength(ROUNDS * REPORTS * 3);
    },
    { timeout: 90_000, interval: 100 },
  );
  for (const [report, kinds] of expected) expect(arrived.get(report)?.map(({ kind }) => kind)).toEqual(kinds);
  await service.stop();
}, 240_000);
