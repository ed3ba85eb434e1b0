import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { startEngine } from '#wegwijzer/engine.js';
import { readPieces } from '#wegwijzer/interfaces/http/body.js';
import { clearUploads, withUpload } from '#wegwijzer/interfaces/registers-api/uploads.js';
import { BASE, startTestService } from './service.js';

const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-uploads-'));
const uploads = join(directory, 'uploads');
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('a register that is sent', () => {
  it('waits in the data directory, whole, and goes whatever comes of it', async () => {
    const read = await withUpload(directory, [Buffer.from('half '), Buffer.from('and half')], (path) => {
      expect(path.startsWith(uploads)).toBe(true);
      return Promise.resolve(readFileSync(path, 'utf8'));
    });
    expect(read).toBe('half and half');
    const fails = withUpload(directory, [], () => Promise.reject(new Error('wrong register')));
    await expect(fails).rejects.toThrow('wrong register');
    expect(readdirSync(uploads)).toEqual([]);
  });

  it.each(['ENOSPC', 'EDQUOT', 'EROFS'])('can be sent again later where the disk says %s', async (code) => {
    async function* content(): AsyncGenerator<Buffer> {
      yield Buffer.from('the beginning');
      await Promise.reject(Object.assign(new Error(code), { code }));
    }
    await expect(withUpload(directory, content(), () => Promise.resolve())).rejects.toMatchObject({
      type: 'storage-unavailable',
      status: 503,
    });
    expect(readdirSync(uploads)).toEqual([]);
  });

  it('is refused before any of it is read where it says that it is too large', async () => {
    const headers = { 'content-length': String(5 * 1024 ** 3) };
    const request = Object.assign(new PassThrough(), { headers }) as unknown as IncomingMessage;
    const limit = 4 * 1024 ** 3;
    await expect(readPieces(request, limit).next()).rejects.toMatchObject({
      type: 'body-too-large',
      extra: { limitBytes: limit },
    });
  });

  it('is cleared away at the next start where the service was killed', async () => {
    mkdirSync(join(uploads, 'register-left'));
    writeFileSync(join(uploads, 'register-left', 'body'), 'left behind');
    clearUploads(directory);
    expect(existsSync(uploads)).toBe(false);
    const dataDirectory = join(directory, 'data');
    await (await startEngine({ directory: dataDirectory, baseUrl: BASE, readers: 0, spare: false })).close();
    mkdirSync(join(dataDirectory, 'uploads', 'register-left'), { recursive: true });
    await startTestService({ dataDirectory, demo: false });
    expect(existsSync(join(dataDirectory, 'uploads'))).toBe(false);
  });
});
