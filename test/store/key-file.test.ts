import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KeyFile } from '#wegwijzer/store/embedded/key-file.js';
import { startChild, temporaryFolder } from './support.js';

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it('gives the keys for which there is room on the disk, and goes on when there is more', async ({ skip }) => {
  if (!has('prlimit')) skip('prlimit is not here to make a disk look full');
  const directory = join(temporaryFolder(), 'data');
  const child = startChild('takeKeys', directory);
  await child.hears('ready');
  const limit = (bytes: string): void => {
    execFileSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:`]);
  };
  // A limit on the size of files is to them what a full disk is: what fits is written, and a part of a key with it.
  limit(String(10 * 32 + 16));
  child.tell('20');
  expect(await child.hears('line 1')).toBe('line 1: 10, then storage-unavailable');
  child.tell('1');
  expect(await child.hears('line 2')).toBe('line 2: 0, then storage-unavailable');
  limit('unlimited');
  child.tell('2000');
  expect(await child.hears('line 3')).toBe('line 3: 2000');
  const keys = new KeyFile(directory, { readOnly: true });
  const all = Array.from({ length: 2010 }, (_, slot) => keys.read(`slot:${String(slot)}`)?.toString('hex'));
  keys.close();
  expect(all).not.toContain(undefined);
  expect(new Set(all).size).toBe(2010);
});
