import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { benchReport, freePort, post, startServiceProcess } from './process.js';

let directory: string;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'wegwijzer-disk-')), 'data');
});
afterEach(() => {
  rmSync(join(directory, '..'), { recursive: true, force: true });
});

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Files reports until one is refused: where those that were taken in are, and the refusal. */
async function postUntilRefused(url: string): Promise<{ kept: string[]; refused: Response | undefined }> {
  const kept: string[] = [];
  for (let index = 0; index < 5000; index += 1) {
    const answer = await post(url, benchReport(`before ${String(index)}`));
    if (answer.status !== 201) return { kept, refused: answer };
    kept.push(answer.headers.get('location') ?? '');
  }
  return { kept, refused: undefined };
}

it(
  'answers 503 while the disk is full, loses nothing, and goes on when space returns',
  async ({ skip }) => {
    if (!has('prlimit')) skip('prlimit is not here to make a disk look full');
    const port = await freePort();
    const first = await startServiceProcess({ directory, port });
    await first.stop();
    // A limit on the size of files, in blocks of 1 KiB, is to the journal what a full disk is.
    const { size } = statSync(join(directory, 'journal', 'data.mdb'));
    const blocks = String(Math.ceil(size / 1024) + 256);
    const service = await startServiceProcess({
      directory,
      port,
      wrap: (command) => ['bash', '-c', `ulimit -S -f ${blocks} && exec "$@"`, 'service', ...command],
    });
    const { kept, refused } = await postUntilRefused(service.url);
    expect(refused?.status).toBe(503);
    expect(refused?.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused?.json()).toMatchObject({
      status: 503,
      type: expect.stringContaining('storage-unavailable') as string,
    });
    expect((await fetch(`${service.url}/health`)).status).toBe(200);

    execFileSync('prlimit', ['--pid', String(service.process.pid), '--fsize=unlimited:']);
    const after = await post(service.url, benchReport('after'));
    expect(after.status).toBe(201);
    kept.push(after.headers.get('location') ?? '');
    await service.kill();

    const again = await startServiceProcess({ directory, port });
    for (const location of kept)
      expect((await fetch(location, { headers: { accept: 'application/n-quads' } })).status).toBe(200);
    await again.stop();
  },
  5 * 60_000,
);

/** A small file system in memory, gone when the test ends; `undefined` where this user may not mount one. */
function mountSmallDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

it(
  'does the same on a file system that is really full',
  async ({ skip }) => {
    const disk = mountSmallDisk(128);
    if (disk === undefined) return skip('this user may not mount a file system');
    const port = await freePort();
    const settings = { directory: join(disk, 'data'), port };
    const service = await startServiceProcess(settings);
    const { bavail, bsize } = statfsSync(disk);
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 512 * 1024));
    const { kept, refused } = await postUntilRefused(service.url);
    expect(refused?.status).toBe(503);
    expect(await refused?.json()).toMatchObject({
      type: expect.stringContaining('storage-unavailable') as string,
    });
    rmSync(ballast);
    const after = await post(service.url, benchReport('after'));
    expect(after.status).toBe(201);
    kept.push(after.headers.get('location') ?? '');
    await service.kill();

    const again = await startServiceProcess(settings);
    for (const location of kept)
      expect((await fetch(location, { headers: { accept: 'application/n-quads' } })).status).toBe(200);
    await again.stop();
  },
  5 * 60_000,
);

it(
  'serves what it has from a data directory that cannot be written, and answers 503 to reports',
  async ({ skip }) => {
    const asRoot = process.getuid?.() === 0;
    const nobody = 65_534;
    const port = await freePort();
    const first = await startServiceProcess({ directory, port });
    const filed = await post(first.url, benchReport('while it could be written'));
    await first.stop();
    const paths = [
      directory,
      ...readdirSync(directory, { recursive: true }).map((name) => join(directory, String(name))),
    ];
    for (const path of paths) {
      const isFolder = statSync(path).isDirectory();
      if (asRoot) chownSync(path, nobody, nobody);
      chmodSync(path, isFolder ? 0o555 : 0o444);
    }
    chmodSync(join(directory, '..'), 0o755);
    if (asRoot && !readableBy(nobody)) skip('the project is not readable by an ordinary user here');
    const service = await startServiceProcess({
      directory,
      port,
      ...(asRoot ? { user: nobody } : {}),
    });
    const refused = await post(service.url, benchReport('while it cannot'));
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      type: expect.stringContaining('storage-unavailable') as string,
    });
    const location = filed.headers.get('location') ?? '';
    expect((await fetch(location, { headers: { accept: 'application/n-quads' } })).status).toBe(200);
    await service.stop();
    for (const path of paths) chmodSync(path, 0o755);
  },
  3 * 60_000,
);

function readableBy(user: number): boolean {
  try {
    execFileSync(
      process.execPath,
      ['-e', `require('fs').readFileSync(${JSON.stringify(join(process.cwd(), 'package.json'))})`],
      {
        uid: user,
        gid: user,
      },
    );
    return true;
  } catch {
    return false;
  }
}
