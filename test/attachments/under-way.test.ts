import { request } from 'node:http';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createWaiting } from '#wegwijzer/attachments/waiting.js';
import { createUploads } from '#wegwijzer/interfaces/attachments-api/uploads.js';
import type { Client } from '#wegwijzer/access/index.js';
import type { HttpRequest } from '#wegwijzer/interfaces/http/reply.js';
import { BASE, json, startTestService } from '../interfaces/service.js';

const anonymous = { id: 'anonymous', name: 'anonymous', anonymous: true, roles: new Set<never>() };

function requestFrom(address: string, ...pieces: string[]): HttpRequest {
  return {
    method: 'POST',
    path: '/attachments',
    params: {},
    query: new URLSearchParams(),
    headers: {},
    address,
    body: () => Promise.resolve(Buffer.from(pieces.join(''))),
    async *pieces() {
      for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
    },
  };
}

describe('files that are under way', () => {
  it('are so many of one client: more is 429 with when to try again, and room again when one has ended', async () => {
    const service = await startTestService();
    const photo = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#386' } })
      .png()
      .toBuffer();
    const send = (): Promise<Response> =>
      service.get('/attachments', {}, { method: 'POST', body: new Uint8Array(photo) });
    const slow = Array.from({ length: 6 }, () => {
      const sent = request(`${service.url}/attachments`, { method: 'POST' }).on('error', () => undefined);
      sent.write(photo.subarray(0, 20));
      return sent;
    });
    let answer = await send();
    while (answer.status === 201) answer = await send();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await json(answer)).toMatchObject({
      type: `${BASE}/problem/too-many-requests`,
      uploadsAtOnce: 6,
    });
    for (const sent of slow) sent.destroy();
    while (answer.status === 429) answer = await send();
    expect(answer.status).toBe(201);
  });

  it('are so many in all, and hold so many bytes: more is 503, whoever sends it', async () => {
    const uploads = createUploads({ atOnce: 2, perNetwork: 1, perKey: 2, bytes: 10, bytesPerClient: 10 });
    const read = (address: string, ...pieces: string[]): Promise<string> =>
      uploads.take(requestFrom(address, ...pieces), anonymous, async (body) => {
        let text = '';
        for await (const piece of body.pieces(100)) text += piece.toString();
        return text;
      });
    await expect(read('192.0.2.1', '12345', '67890')).resolves.toBe('1234567890');
    await expect(read('192.0.2.1', '12345', '678901')).rejects.toMatchObject({ type: 'uploads-full' });
    await uploads.take(requestFrom('192.0.2.1'), anonymous, async () => {
      await expect(read('192.0.2.1', 'a')).rejects.toMatchObject({ type: 'too-many-requests' });
      await uploads.take(requestFrom('192.0.2.2'), anonymous, async () => {
        await expect(read('192.0.2.3', 'a')).rejects.toMatchObject({ type: 'uploads-full', status: 503 });
      });
    });
    await expect(read('192.0.2.3', 'a')).resolves.toBe('a');
  });

  it('are a share of all for one client, and more requests for one that shows who it is', async () => {
    const limits = { atOnce: 9, perNetwork: 1, perKey: 2, bytes: 20, bytesPerClient: 5 };
    const uploads = createUploads(limits);
    const app = { id: 'https://example.org/id/app', name: 'app', anonymous: false, roles: new Set<never>() };
    const read = (client: Client, ...pieces: string[]): Promise<string> =>
      uploads.take(requestFrom('192.0.2.1', ...pieces), client, async (body) => {
        let text = '';
        for await (const piece of body.pieces(100)) text += piece.toString();
        return text;
      });
    const tooMany = { type: 'too-many-requests', status: 429 };
    await expect(read(anonymous, '123', '456')).rejects.toMatchObject(tooMany);
    await uploads.take(requestFrom('192.0.2.1'), app, async () => {
      await expect(read(app, '12345')).resolves.toBe('12345');
      await uploads.take(requestFrom('192.0.2.1'), app, async () => {
        await expect(read(app, '1')).rejects.toMatchObject(tooMany);
        await expect(read(anonymous, '12345')).resolves.toBe('12345');
      });
    });
  });
});

it('files that no report names have so much room, of one stranger and of all, until one names them', () => {
  const waiting = createWaiting({ all: 100_000, ofStranger: 50_000 });
  waiting.add('one', 60_000, 'stranger');
  expect(() => {
    waiting.check('stranger');
  }).toThrow(/wait for a report/);
  waiting.check('another');
  waiting.check(undefined);
  waiting.add('two', 60_000, undefined);
  expect(() => {
    waiting.check('another');
  }).toThrow(/As many files wait/);
  waiting.remove('one');
  waiting.check('stranger');
});
