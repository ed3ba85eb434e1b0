import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { endsWithTests, PROGRAM } from '../support/program.js';
import { benchReport, freePort, post, startServiceProcess } from './process.js';

/** What is always full. */
const FULL = '/dev/full';
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-streams-'));
const directory = join(folder, 'data');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('a service whose log cannot be written goes on taking reports, and ends when it is told to', async ({
  skip,
}) => {
  if (!existsSync(FULL)) skip('there is no /dev/full here');
  const service = await startServiceProcess({
    directory,
    port: await freePort(),
    flags: ['--log-level', 'debug'],
    wrap: (command) => ['bash', '-c', `exec "$@" 2>${FULL}`, 'service', ...command],
  });
  // More lines than wait for each other.
  for (let index = 0; index < 40; index += 1) {
    const { status } = await post(service.url, benchReport(`without a log ${String(index)}`));
    expect(status).toBe(201);
  }
  await service.stop();
  expect(service.process.exitCode).toBe(0);
});

it('a command whose output cannot be written says so in one line', async ({ skip }) => {
  if (!existsSync(FULL)) skip('there is no /dev/full here');
  const command = ['-c', `exec "$@" >${FULL}`, 'export', process.execPath, PROGRAM, 'export'];
  const { code, err } = await new Promise<{ code: unknown; err: string }>((resolve) => {
    endsWithTests(
      execFile('bash', [...command, '--data-directory', directory], (error, _out, told) => {
        resolve({ code: error?.code, err: told });
      }),
    );
  });
  expect(code).toBe(1);
  expect(err).toMatch(/^wegwijzer: Standard output cannot be written: ENOSPC[^\n]*\n$/);
});
