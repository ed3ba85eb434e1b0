import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { readConfig } from '#wegwijzer/config.js';
import { startService } from '#wegwijzer/main.js';
import { openRecordDirectory } from '#wegwijzer/store/embedded/record-directory.js';
import { endsWithTests, PROGRAM } from '../support/program.js';
import { freePort, startServiceProcess } from './process.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-stop-'));
const directory = join(folder, 'data');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('a service that is told to stop while it starts, stops in order', async () => {
  const settings = ['--port', String(await freePort()), '--data-directory', directory, '--spare', 'false'];
  const child = endsWithTests(spawn(process.execPath, [PROGRAM, 'serve', ...settings], { stdio: 'ignore' }));
  const ended = once(child, 'exit');
  await vi.waitFor(
    () => {
      expect(existsSync(join(directory, 'writer.lock'))).toBe(true);
    },
    { timeout: 170_000 },
  );
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(existsSync(join(directory, 'writer.lock'))).toBe(false);
});

it('a second signal ends a service at once that still waits for a request, and says so', async () => {
  const service = await startServiceProcess({ directory: join(folder, 'second'), port: await freePort() });
  const { port } = new URL(service.url);
  let told = '';
  service.process.stderr?.on('data', (bytes) => (told += String(bytes)));
  const client = connect(Number(port), 'localhost');
  client.on('error', () => undefined);
  client.write('POST /reports HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\nexpect: 100-continue\r\n\r\n');
  await once(client, 'data');
  const ended = once(service.process, 'close');
  service.process.kill('SIGTERM');
  await vi.waitFor(() => expect(fetch(`${service.url}/health`)).rejects.toThrow(), { timeout: 9000 });
  // One that follows the first at once is taken for the same.
  const again = setInterval(() => service.process.kill('SIGTERM'), 500);
  expect(await ended).toEqual([1, null]);
  clearInterval(again);
  expect(told).toContain('Ended at once by a second signal');
  client.destroy();
});

it('the same signal from the terminal and from npm is one, and stops in order', async () => {
  const service = await startServiceProcess({ directory: join(folder, 'echo'), port: await freePort() });
  let told = '';
  service.process.stderr?.on('data', (bytes) => (told += String(bytes)));
  const ended = once(service.process, 'close');
  service.process.kill('SIGINT');
  service.process.kill('SIGINT');
  service.process.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(told).not.toContain('Ended at once');
  expect(existsSync(join(folder, 'echo', 'writer.lock'))).toBe(false);
});

it('a part that cannot be closed keeps no other open, and is told of', async () => {
  const flags = { port: await freePort(), dataDirectory: join(folder, 'parts'), demo: false, spare: false };
  const running = await startService(readConfig({ flags: { ...flags, logLevel: 'silent' } }));
  const close = running.deliveries.close.bind(running.deliveries);
  running.deliveries.close = async () => {
    await close();
    throw new Error('The deliveries hang.');
  };
  await expect(running.close()).rejects.toThrow('The deliveries hang.');
  // Where the store were open still, this would be refused.
  await (await openRecordDirectory(flags.dataDirectory)).close();
  await expect(fetch(running.url)).rejects.toThrow();
});
