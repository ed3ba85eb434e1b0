import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { PROJECT } from '../support/engine.js';

/** A package whose packages npm has installed without those of development, so that there is no compiler. */
function halfInstalled(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-prepare-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  cpSync(join(PROJECT, 'scripts', 'prepare.mjs'), join(folder, 'scripts', 'prepare.mjs'));
  for (const name of ['src', 'node_modules', 'bin']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), '{}');
  return folder;
}

/** What `npm start` does first. */
function prepare(folder: string): { readonly status: number | null; readonly stderr: string } {
  const work = `import { prepare } from ${JSON.stringify(join(folder, 'scripts', 'prepare.mjs'))}; prepare();`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', work], {
    encoding: 'utf8',
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, NODE_ENV: 'production' },
  });
}

function program(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

it('packages without the compiler are completed, also where NODE_ENV says production', () => {
  const folder = halfInstalled();
  const asked = join(folder, 'asked');
  program(join(folder, 'compiler'), 'mkdir -p dist');
  program(
    join(folder, 'bin', 'npm'),
    `echo "$@" > ${asked}; mkdir -p node_modules/.bin; cp compiler node_modules/.bin/tsc`,
  );
  expect(prepare(folder)).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(asked, 'utf8')).toContain('--include=dev');
});

it('a program that cannot be run is told with the reason', () => {
  const folder = halfInstalled();
  program(join(folder, 'bin', 'npm'), 'exit 0');
  const { status, stderr } = prepare(folder);
  expect(status).toBe(1);
  expect(stderr).toMatch(/tsc could not be run: .*ENOENT/);
  expect(stderr).toContain('This step failed: build');
});
