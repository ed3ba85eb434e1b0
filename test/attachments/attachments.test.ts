import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { cleanAttachment } from '#wegwijzer/attachments/index.js';
import { backup, restore } from '#wegwijzer/store/embedded/backup.js';
import { checkJournal } from '#wegwijzer/store/embedded/check.js';
import { openEmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from '../interfaces/service.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-attachments-'));
const directory = join(folder, 'data');
let service: TestService;
let administrator: Record<string, string>;
let photo: Buffer;

/** What a telephone writes into a picture. */
const EXIF = {
  IFD0: { Copyright: 'Geheime Maker' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 2/1 3/1' },
};
const picture = (): ReturnType<typeof sharp> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#386' } });

beforeAll(async () => {
  service = await startTestService({ dataDirectory: directory, attachmentLimit: '200 KiB' });
  const about = { agent: `${BASE}/id/agent/test`, now: new Date() };
  const made = await createKey(service.engine.store, { name: 'a', roles: ['administrator'] }, about);
  administrator = { authorization: `Bearer ${made.key}` };
  photo = await picture().withExif(EXIF).jpeg().toBuffer();
  expect(photo.toString('latin1')).toContain('Geheime Maker');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function form(...files: Buffer[]): FormData {
  const data = new FormData();
  for (const bytes of files) data.append('file', new Blob([new Uint8Array(bytes)]), 'foto.jpg');
  return data;
}

function send(path: string, body: FormData, headers: Record<string, string> = {}): Promise<Response> {
  return service.get(path, headers, { method: 'POST', body });
}

async function sent(...files: Buffer[]): Promise<{ id: string; mediaType: string; thumbnail?: string }[]> {
  const answer = await send('/attachments', form(...files));
  expect(answer.status).toBe(201);
  return (await json(answer)).attachments as { id: string; mediaType: string }[];
}

async function fileWith(...addresses: string[]): Promise<Response> {
  const body = { ...(JSON.parse(benchReport()) as { body: object }).body, attachment: addresses };
  return file(service, benchReport({ body }));
}

/** Names of the files on disk. */
function filesIn(data: string): string[] {
  return readdirSync(join(data, 'files'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.length > 60)
    .sort();
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

const u32 = (value: number): number[] => [...Buffer.from(value.toString(16).padStart(8, '0'), 'hex')];

function many(count: number, bytes: number[]): number[][] {
  return Array.from({ length: count }, () => bytes);
}

/** A box of an HEIC file. */
function box(type: string, ...content: (number[] | Buffer)[]): Buffer {
  const bytes = Buffer.concat([Buffer.from(`----${type}`), ...content.map((part) => Buffer.from(part))]);
  bytes.writeUInt32BE(bytes.length);
  return bytes;
}

/**
 * An HEIC picture of five million bytes with one item of metadata, number 1.
 * @param sizes of the numbers in `iloc`
 * @param items of which `iloc` says where they are, as bytes; in version 1 the first, with its extents after it
 */
function heicWith(sizes: number[], items: number[][], version = 0): Buffer {
  const item = box('infe', [2, 0, 0, 0, 0, 1, 0, 0], Buffer.from('Exif'), [0]);
  const count = version === 0 ? items.length : 1;
  const places = box('iloc', [version, 0, 0, 0], sizes, [count >> 8, count & 255], Buffer.from(items.flat()));
  const meta = box('meta', u32(0), box('iinf', [0, 0, 0, 0, 0, 1], item), places);
  return Buffer.concat([
    box('ftyp', Buffer.from('heic'), u32(0), Buffer.from('heicmif1')),
    meta,
    box('mdat', Buffer.alloc(5e6)),
  ]);
}

describe('a file that someone adds', () => {
  it('in one form with a report makes it another request than the same report with other files', async () => {
    const send = async (colour: string): Promise<Response> => {
      const bytes = await sharp({ create: { width: 20, height: 20, channels: 3, background: colour } })
        .png()
        .toBuffer();
      const body = form(bytes);
      body.append('report', new Blob([benchReport()], { type: 'application/ld+json' }));
      return service.get('/reports', { 'idempotency-key': 'with-files' }, { method: 'POST', body });
    };
    const first = await send('red');
    expect(first.status).toBe(201);
    expect((await send('red')).headers.get('location')).toBe(first.headers.get('location'));
    expect((await send('blue')).status).toBe(409);
  });

  it('is not found under a name that only the index has', async () => {
    const { id } = (await sent(photo))[0] ?? { id: '' };
    const filed = await fileWith(`${BASE}/attachments/${id}`);
    const report = (filed.headers.get('location') ?? '').split('/').at(-1) ?? '';
    for (const name of [`of ${report} ${id}`, `of ${report}`])
      expect((await service.get(`/attachments/${encodeURIComponent(name)}`, administrator)).status).toBe(404);
  });

  it('is kept upright and without where and with what it was taken, with a thumbnail', async () => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const turned = await picture()
        .withExif(EXIF)
        .withMetadata({ orientation: 6 })
        .toFormat(format)
        .toBuffer();
      const { bytes, mediaType, thumbnail } = await cleanAttachment(turned);
      expect(mediaType).toBe(`image/${format}`);
      const { exif, xmp, iptc, width, height } = await sharp(bytes).metadata();
      expect({ exif, xmp, iptc, width, height }).toEqual({ width: 480, height: 640 });
      expect(Math.max((await sharp(thumbnail).metadata()).width, 0)).toBeLessThanOrEqual(320);
    }
  });

  it('may be HEIC: what it says beside the picture is blank, the picture is not touched', async () => {
    const heic = await picture().withExif(EXIF).avif({ effort: 0 }).toBuffer();
    heic.write('heic', 8, 'latin1');
    expect(heic.toString('latin1')).toContain('Geheime Maker');
    const { bytes, mediaType, thumbnail } = await cleanAttachment(heic);
    expect([mediaType, thumbnail, bytes.length]).toEqual(['image/heic', undefined, heic.length]);
    expect(bytes.toString('latin1')).not.toContain('Geheime Maker');
    bytes.write('avif', 8, 'latin1');
    const drawn = await sharp(bytes).raw().toBuffer();
    heic.write('avif', 8, 'latin1');
    expect(drawn).toEqual(await sharp(heic).raw().toBuffer());
  });

  it('may be HEIC with a video, a track and texts beside the picture: only the picture is kept', async () => {
    const heic = await picture().avif({ effort: 0 }).toBuffer();
    heic.write('heic', 8, 'latin1');
    const told = Buffer.from('Geheime Plaats 51.05,3.72');
    const xml = box('xml ', u32(0), told);
    const moving = Buffer.concat([heic, box('mpvd', told), box('sefd', told), box('meta', u32(0), xml)]);
    expect((await cleanAttachment(moving)).bytes.subarray(0, heic.length)).toEqual(
      (await cleanAttachment(heic)).bytes,
    );
    const small = (...more: Buffer[]): Buffer => {
      const item = box('infe', [2, 0, 0, 0, 0, 1, 0, 0], Buffer.from('av01'), [0]);
      const length = 16;
      const place = (start: number): Buffer =>
        box('iloc', u32(0), [0x44, 0, 0, 1, 0, 1, 0, 0, 0, 1], u32(start), u32(length));
      const properties = box('iprp', box('ipco', box('udes', u32(0), told)));
      const inMeta = (start: number): Buffer =>
        box('meta', u32(0), box('iinf', [0, 0, 0, 0, 0, 1], item), place(start), properties, ...more);
      const head = box('ftyp', Buffer.from('heic'), u32(0), Buffer.from('heicmif1'));
      const start = head.length + inMeta(0).length + 8;
      return Buffer.concat([head, inMeta(start), box('mdat', Buffer.alloc(length, 'P'), told)]);
    };
    const { bytes } = await cleanAttachment(small(xml, box('bxml', told), box('uuid', told)));
    expect(bytes.includes('Geheime')).toBe(false);
    expect(bytes.includes('P'.repeat(16))).toBe(true);
  });

  it('is refused with why where it is something else, damaged, too large inside, or two things at once', async () => {
    const png = await picture().png().toBuffer();
    const bomb = Buffer.from(png);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    const deep = Buffer.from(png);
    deep.writeUInt32BE(6000, 16);
    deep.writeUInt32BE(5000, 20);
    deep.writeUInt8(16, 24);
    deep.writeUInt32BE(crc32(deep.subarray(12, 29)), 29);
    const pdf = '%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n';
    const refused: [Buffer, RegExp][] = [
      [Buffer.from('#!/bin/sh\n'), /no JPEG, PNG, WebP, HEIC or PDF/],
      [Buffer.alloc(0), /no JPEG/],
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /no JPEG/],
      [photo.subarray(0, photo.length / 2), /damaged or not whole/],
      [photo.subarray(0, 20), /damaged or not whole/],
      [bomb, /more than 50 million pixels/],
      [deep, /more than 25 million pixels of 16 bits/],
      [Buffer.concat([photo, Buffer.from('PK\x05\x06'), Buffer.alloc(18)]), /an archive too/],
      [Buffer.from(`${pdf}<html><script>%%EOF`), /a web page too/],
      [Buffer.from(pdf), /end is missing/],
      [Buffer.from(`${pdf}<</S /JavaScript>>%%EOF`), /does something when it is opened/],
      ...[
        '/S /J#61vaScript',
        '/#4a#53 (app.alert(1))',
        '/JS 7 0 R',
        '/S/SubmitForm',
        '/S/ImportData',
        '/XFA[1 0 R]',
      ].map((name): [Buffer, RegExp] => [
        Buffer.from(`${pdf}<<${name}>>%%EOF`),
        /does something when it is opened/,
      ]),
      [Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1\0\0\xFF\xFFmeta', 'latin1'), /damaged or not whole/],
    ];
    for (const [bytes, why] of refused) await expect(cleanAttachment(bytes)).rejects.toThrow(why);
    await expect(
      cleanAttachment(Buffer.from(`${pdf}<</JSmith /A#20Launcher>>%%EOF\n`)),
    ).resolves.toMatchObject({
      mediaType: 'application/pdf',
    });
  });

  it('is refused at once where an HEIC has its parts written down over and over', async () => {
    const every: [string, Buffer][] = [
      ['parts that take no bytes', heicWith([0x00, 0x00], many(20_000, [0, 1, 0, 0, 0xff, 0xff]))],
      [
        'an index alone',
        heicWith([0x00, 0x04], [[0, 1, 0, 0, 0, 0, 0x4e, 0x20], ...many(20_000, u32(0))], 1),
      ],
      [
        'the whole file each time',
        heicWith([0x44, 0x00], many(9000, [0, 1, 0, 0, 0, 1, ...u32(1e6), ...u32(4e6)])),
      ],
    ];
    for (const [what, heic] of every)
      await expect(
        cleanAttachment(heic).then(() => 'taken'),
        what,
      ).rejects.toMatchObject({ type: 'attachment-refused' });
  });

  it('never brings the service down, whatever is in it', async () => {
    const heads = ['\xFF\xD8\xFF', '\x89PNG\r\n\x1A\n', 'RIFF\0\0\0\0WEBP', '\0\0\0\x18ftypheic', '%PDF-'];
    const bytes = fc.tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }));
    await fc.assert(
      fc.asyncProperty(bytes, async ([head, rest]) => {
        const input = Buffer.concat([Buffer.from(head, 'latin1'), rest]);
        await cleanAttachment(input).catch((error: unknown) => {
          expect((error as Error).name).toBe('ProblemError');
        });
      }),
      { numRuns: 60 },
    );
  });

  it('may have so many bytes: more is 413', async () => {
    const answer = await send('/attachments', form(Buffer.alloc(300 * 1024)));
    expect(answer.status).toBe(413);
    expect((await json(answer)).type).toBe(`${BASE}/problem/body-too-large`);
  });

  it('leaves nothing where the report in its form is refused, or another file', async () => {
    const before = filesIn(directory);
    const refused = form(photo);
    const report = benchReport({ body: {} });
    refused.append('report', new Blob([report], { type: 'application/ld+json' }));
    expect((await send('/reports', refused)).status).toBe(422);
    const other = form(photo, Buffer.from('no picture'));
    other.append('report', new Blob([benchReport()], { type: 'application/ld+json' }));
    expect((await send('/reports', other)).status).toBe(422);
    expect((await send('/attachments', form(photo, Buffer.from('no picture')))).status).toBe(422);
    expect(filesIn(directory)).toEqual(before);
  });

  it('is named by a report, once; what was not sent here is not fetched', async () => {
    const [one] = await sent(photo);
    const filed = await fileWith(one?.id ?? '');
    expect(filed.status).toBe(201);
    expect(JSON.stringify(await json(filed))).toContain(one?.id);
    for (const address of [
      one?.id ?? '',
      `${BASE}/attachments/none`,
      'https://elsewhere.example/photo.jpg',
    ]) {
      const answer = await fileWith(address);
      expect([address, answer.status]).toEqual([address, 422]);
      expect(await json(answer)).toMatchObject({
        type: `${BASE}/problem/attachment-refused`,
        attachment: address,
      });
    }
  });

  it('may come in one form with the report', async () => {
    const data = form(photo, photo);
    data.append('report', new Blob([benchReport()], { type: 'application/ld+json' }));
    const answer = await send('/reports', data);
    expect(answer.status).toBe(201);
    const { body } = (await json(answer)) as { body: { attachment: string[] } };
    expect(body.attachment).toHaveLength(2);
  });
});

it('a report in a form may have as many bytes as one that comes alone', async () => {
  const other = await startTestService({ bodyLimit: '10 KiB' });
  for (const [length, status] of [
    [5000, 201],
    [11_000, 413],
  ] as const) {
    const report = benchReport().padEnd(length);
    const data = form(photo);
    data.append('report', new Blob([report], { type: 'application/ld+json' }));
    const inForm = await other.get('/reports', {}, { method: 'POST', body: data });
    const alone = await file(other, report);
    expect([inForm.status, alone.status]).toEqual([status, status]);
    if (status === 413) expect(await json(inForm)).toMatchObject({ limitBytes: 10 * 1024 });
  }
});

describe('the file of a report', () => {
  async function filed(): Promise<{ attachment: string; follow: string; report: string }> {
    const [one] = await sent(photo);
    const answer = await json(await fileWith(one?.id ?? ''));
    return { attachment: one?.id ?? '', follow: String(answer.follow), report: String(answer.id) };
  }

  it('is public only when who handles the report has released it, until then for the reporter', async () => {
    const { attachment, follow, report } = await filed();
    const own = `${follow}/attachments/${attachment.split('/').at(-1) ?? ''}`;
    expect((await service.get(attachment)).status).toBe(401);
    expect((await service.get(`${attachment}/release`, {}, { method: 'POST' })).status).toBe(401);
    expect((await service.get(own)).headers.get('content-type')).toBe('image/jpeg');
    expect((await service.get(`${own}/thumbnail`)).headers.get('content-type')).toBe('image/webp');
    expect((await service.get(attachment, administrator)).status).toBe(200);
    const readers = await json(await service.get(`${follow}/personal/readers`));
    expect(readers.readers).toHaveLength(1);
    expect((await service.get(`${attachment}/release`, administrator, { method: 'POST' })).status).toBe(200);
    const shown = await service.get(attachment);
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    expect((await sharp(await bytesOf(shown)).metadata()).exif).toBeUndefined();
    const graph = service.engine.store.readGraph(report.replace('/id/', '/doc/')) ?? [];
    expect(graph.join('\n')).toContain('wegwijzer#released');
    expect((await service.get(`${attachment}/hold`, administrator, { method: 'POST' })).status).toBe(200);
    expect((await service.get(attachment)).status).toBe(401);
  });

  it('is added later by the reporter, and by nobody else', async () => {
    const { follow, report } = await filed();
    expect((await send(`${follow}/attachments`, form(photo))).status).toBe(201);
    expect((await send(`${report}/attachments`, form(photo))).status).toBe(401);
    expect((await send(`${report}/attachments`, form(photo), administrator)).status).toBe(201);
  });

  it('is on disk only encrypted, in backups, and erased with its reporter', async () => {
    const { attachment, follow, report } = await filed();
    const files = (): string[] => filesIn(directory);
    const before = files();
    for (const name of before) {
      const bytes = readFileSync(join(directory, 'files', name));
      expect([bytes.indexOf('JFIF'), bytes.indexOf('WEBP')]).toEqual([-1, -1]);
    }
    const withKeys = join(folder, 'keys.gz');
    await backup(directory, join(folder, 'backup'), { withKeys });
    await restore(join(folder, 'backup'), join(folder, 'restored'), { keys: withKeys });
    expect(await checkJournal(join(folder, 'restored'), { engine: false })).toMatchObject({ ok: true });
    const store = await openEmbeddedStore({ directory: join(folder, 'restored'), readers: 0, spare: false });
    const kept = JSON.parse(store.readRecord('attachment', attachment.split('/').at(-1) ?? '') ?? '{}') as {
      file: string;
    };
    expect(await store.blobs.get(kept.file)).toBeDefined();
    await store.close();
    writeFileSync(join(folder, 'restored', 'files', kept.file.slice(0, 2), kept.file), 'damaged');
    expect((await checkJournal(join(folder, 'restored'), { engine: false })).problems.join('')).toContain(
      kept.file,
    );
    expect((await service.get(`${follow}/personal`, {}, { method: 'DELETE' })).status).toBe(200);
    expect(files()).toHaveLength(before.length - 2);
    expect((await service.get(attachment, administrator)).status).toBe(404);
    const graph = service.engine.store.readGraph(report.replace('/id/', '/doc/')) ?? [];
    expect(graph.join('\n')).not.toContain(attachment);
  });
});

it('a released file is seen by its reporter where what is public is for nobody without a key', async () => {
  const closed = await startTestService({ anonymousRead: false });
  const about = { agent: `${BASE}/id/agent/test`, now: new Date() };
  const made = await createKey(closed.engine.store, { name: 'a', roles: ['administrator'] }, about);
  const key = { authorization: `Bearer ${made.key}` };
  const data = form(photo);
  data.append('report', new Blob([benchReport()], { type: 'application/ld+json' }));
  const filed = await json(await closed.get('/reports', {}, { method: 'POST', body: data }));
  const [attachment = ''] = [(filed.body as { attachment: string | string[] }).attachment].flat();
  expect((await closed.get(`${attachment}/release`, key, { method: 'POST' })).status).toBe(200);
  const own = `${String(filed.follow)}/attachments/${attachment.split('/').at(-1) ?? ''}`;
  expect((await closed.get(own)).status).toBe(200);
  expect((await closed.get(`${own}/thumbnail`)).status).toBe(200);
  expect((await closed.get(attachment)).status).toBe(401);
});
