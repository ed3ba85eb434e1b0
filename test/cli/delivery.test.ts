import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createKey, type KeyRequest } from '#wegwijzer/access/index.js';
import { GROEN, startDeliveringService, type DeliveringService } from '../delivery/service.js';
import { BASE, benchReport, file, json } from '../interfaces/service.js';
import { testServer } from '../outgoing/server.js';
import { runProgram, type Ended } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-cli-delivery-'));
let service: DeliveringService;
beforeAll(async () => {
  service = await startDeliveringService({ deliveryAttempts: 2 });
  await keyFile('green', { roles: ['manager'], organisation: GROEN });
  await keyFile('admin', { roles: ['administrator'] });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function keyFile(name: string, request: Omit<KeyRequest, 'name'>): Promise<void> {
  const by = { agent: `${BASE}/id/agent/test`, now: new Date() };
  const { key } = await createKey(service.engine.store, { name, ...request }, by);
  writeFileSync(join(folder, `${name}.key`), key);
}

/** Runs `wegwijzer delivery …` against the service, with the key of someone. */
function deliveryAs(who: string, ...args: string[]): Promise<Ended> {
  const where = ['--url', service.url, '--key-file', `${who}.key`];
  return runProgram(['delivery', ...args, ...where], { cwd: folder });
}

function delivery(...args: string[]): Promise<Ended> {
  return deliveryAs('green', ...args);
}

it('sets a channel, shows what was given up, and tries it again', async () => {
  let status = 500;
  const receiver = await testServer((response) => response.writeHead(status).end());
  const set = await delivery('set', 'main', '--webhook', `${receiver.url}/hook`);
  expect(set.out).toMatch(/^whsec_/);
  const report = await service.fileReport();
  await vi.waitFor(async () => {
    expect((await delivery('dead', 'main')).out).toContain(`report.file\t${report}\tIt answers 500.`);
  }, 30_000);
  expect((await delivery('channels')).out).toContain('main\twebhook');
  expect((await delivery('channels')).out).toContain('1 waiting\t1 dead');
  status = 200;
  expect((await delivery('replay', 'main')).err).toContain('1 of those given up');
  await vi.waitFor(async () => {
    expect((await delivery('channels')).out).toContain('0 waiting\t0 dead');
  }, 30_000);
});

it('pauses, resumes and removes a channel, and says what is wrong', async () => {
  writeFileSync(
    join(folder, 'ldn.json'),
    JSON.stringify({ kind: 'ldn', inbox: 'https://green.example.org/in' }),
  );
  expect((await delivery('set', 'second', '--file', 'ldn.json')).code).toBe(0);
  expect((await delivery('pause', 'second', '--reason', 'Moving house')).err).toContain(
    'paused: Moving house',
  );
  expect((await delivery('resume', 'second')).err).toContain('in force');
  expect((await delivery('remove', 'second')).code).toBe(0);
  const gone = await delivery('pause', 'second');
  expect(gone.code).toBe(1);
  expect(gone.err).toContain('has no channel "second"');
});

it('lists the notices to reporters that were given up, without saying to whom, and tries them again', async () => {
  let status = 500;
  const receiver = await testServer((response) => response.writeHead(status).end());
  const reporter = {
    notify: 'webhook',
    webhook: `${receiver.url}/mine`,
    webhookSecret: `whsec_${Buffer.alloc(32, 5).toString('base64')}`,
  };
  const report = String((await json(await file(service, benchReport({ reporter })))).id);
  const dead = await vi.waitFor(async () => {
    const { out } = await deliveryAs('admin', 'notices', 'dead');
    expect(out).toContain(`2\twebhook\treport.file\t${report}\tIt answers 500.`);
    return out;
  }, 60_000);
  expect(dead).not.toContain(String(receiver.port));
  expect((await deliveryAs('admin', 'notices', 'list')).out).toContain('webhook\t1 waiting\t1 dead');
  status = 204;
  const other = `${BASE}/id/report/other`;
  expect((await deliveryAs('admin', 'notices', 'replay', '--report', other)).err).toContain('0 tried again');
  expect((await deliveryAs('admin', 'notices', 'replay')).err).toContain('1 tried again');
  await vi.waitFor(() => {
    expect(receiver.taken).toHaveLength(3);
  }, 30_000);
  const refused = await delivery('notices', 'dead');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('administrator');
}, 120_000);
