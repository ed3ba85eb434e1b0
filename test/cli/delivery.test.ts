import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { GROEN, startDeliveringService, type DeliveringService } from '../delivery/service.js';
import { BASE } from '../interfaces/service.js';
import { testServer } from '../outgoing/server.js';
import { runProgram, type Ended } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-cli-delivery-'));
let service: DeliveringService;
beforeAll(async () => {
  service = await startDeliveringService({ deliveryAttempts: 2 });
  const by = { agent: `${BASE}/id/agent/test`, now: new Date() };
  const request = { name: 'groen', roles: ['manager' as const], organisation: GROEN };
  writeFileSync(join(folder, 'green.key'), (await createKey(service.engine.store, request, by)).key);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `wegwijzer delivery …` against the service. */
function delivery(...args: string[]): Promise<Ended> {
  const where = ['--url', service.url, '--key-file', 'green.key'];
  return runProgram(['delivery', ...args, ...where], { cwd: folder });
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
