import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { checkJournal } from '#wegwijzer/store/embedded/check.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from '../interfaces/service.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-bucket-'));
const directory = join(folder, 'data');
let bucket: S3rver;
let service: TestService;
let administrator: Record<string, string>;
let photo: Buffer;

beforeAll(async () => {
  bucket = new S3rver({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory: join(folder, 's3') },
    configureBuckets: [{ name: 'reports', configs: [] }],
  });
  const { port } = await bucket.run();
  service = await startTestService({
    dataDirectory: directory,
    attachmentBucket: `http://S3RVER:S3RVER@127.0.0.1:${String(port)}/reports`,
    attachmentRegion: 'us-east-1',
  });
  const about = { agent: `${BASE}/id/agent/test`, now: new Date() };
  const { key } = await createKey(service.engine.store, { name: 'a', roles: ['administrator'] }, about);
  administrator = { authorization: `Bearer ${key}` };
  photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#386' } })
    .jpeg()
    .toBuffer();
});
afterAll(async () => {
  // The last test has closed it, where it came so far.
  await bucket.close().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

/** What the bucket holds. */
function objects(): Buffer[] {
  const below = join(folder, 's3');
  return readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('_object'))
    .map((name) => readFileSync(join(below, name)));
}

function send(): Promise<Response> {
  return service.get('/attachments', { 'content-type': 'image/jpeg' }, { method: 'POST', body: photo });
}

it('keeps files in a bucket, encrypted, shows them, and takes them out when they are erased', async () => {
  const sent = await send();
  expect(sent.status, await sent.clone().text()).toBe(201);
  const [{ id } = { id: '' }] = (await json(sent)).attachments as { id: string }[];
  const body = { ...(JSON.parse(benchReport()) as { body: object }).body, attachment: [id] };
  expect((await file(service, benchReport({ body }))).status).toBe(201);
  expect(objects()).toHaveLength(2);
  for (const bytes of objects()) expect(bytes.subarray(0, 2).toString('hex')).not.toBe('ffd8');
  expect(readdirSync(directory)).not.toContain('files');
  const shown = await service.get(new URL(id).pathname, administrator);
  expect((await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).width).toBe(640);
  expect(await checkJournal(directory, { engine: false, files: false })).toMatchObject({
    ok: true,
    notes: [expect.stringContaining('bucket') as string],
  });
  const erased = await service.get(new URL(id).pathname, administrator, { method: 'DELETE' });
  expect(erased.status).toBe(204);
  expect(objects()).toEqual([]);
});

it('refuses a file while the bucket does not answer, and says nothing of its keys', async () => {
  await bucket.close();
  const refused = await send();
  expect(refused.status).toBe(503);
  const text = await refused.text();
  expect(text).toContain('storage-unavailable');
  expect(text + service.log.join('')).not.toContain('S3RVER');
});
