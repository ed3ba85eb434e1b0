import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAttachments } from '#wegwijzer/attachments/index.js';
import {
  attachmentsApiRoutes,
  createUploads,
  uploadLimits,
} from '#wegwijzer/interfaces/attachments-api/index.js';
import { handlerOf, type HttpRequest, type RequestContext } from '#wegwijzer/interfaces/http/reply.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from '../interfaces/service.js';

const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-meanwhile-'));
const handler = {
  id: `${BASE}/id/agent/handler`,
  name: 'handler',
  anonymous: false,
  roles: new Set<never>(),
};
let service: TestService;
let photo: Buffer;

beforeAll(async () => {
  service = await startTestService({ dataDirectory: directory });
  photo = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#386' } })
    .jpeg()
    .toBuffer();
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

interface Filed {
  readonly report: string;
  readonly token: string;
  readonly attachment: string;
}

async function filed(): Promise<Filed> {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(photo)]), 'foto.jpg');
  const sent = await json(await service.get('/attachments', {}, { method: 'POST', body }));
  const attachment = (sent.attachments as { id: string }[])[0]?.id ?? '';
  const whole = JSON.parse(benchReport()) as { body: object };
  const answer = await file(service, benchReport({ body: { ...whole.body, attachment: [attachment] } }));
  const { id, follow } = await json(answer);
  return { report: String(id), token: String(follow).split('/').at(-1) ?? '', attachment };
}

const files = (): string[] =>
  readdirSync(join(directory, 'files'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.length > 60,
  );

/** Asks the service's own handler, and does something else when it has been told that the client may. */
async function ask(
  path: string,
  params: Record<string, string>,
  meanwhile: () => Promise<unknown>,
): Promise<unknown> {
  const limits = { attachmentLimit: 1e6, uploads: createUploads(uploadLimits(1e6)) };
  const routes = attachmentsApiRoutes({ ...service.engine, ...limits, baseUrl: BASE, now: () => new Date() });
  const request: HttpRequest = {
    ...{ method: 'POST', path, params, query: new URLSearchParams(), headers: {}, address: '192.0.2.1' },
    body: () => Promise.resolve(photo),
    async *pieces() {
      yield await Promise.resolve(photo);
    },
  };
  const context: RequestContext = {
    requestId: 'one',
    signal: new AbortController().signal,
    authorise: async () => {
      await meanwhile();
      return handler;
    },
    refused: () => Promise.resolve(),
  };
  return handlerOf(routes, path, 'POST')(request, context);
}

describe('a file', () => {
  it('that comes while its reporter is erased is not kept', async () => {
    const { report, token } = await filed();
    const erased = ask('/follow/:token/attachments', { token }, () =>
      service.engine.erase(report, { client: handler, ground: 'person' }),
    );
    await expect(erased).rejects.toMatchObject({ type: 'not-found' });
    expect(files()).toEqual([]);
    expect(service.engine.attachments.ofReport(report.split('/').at(-1) ?? '')).toEqual([]);
  });

  it('that is erased while someone releases it or holds it stays erased', async () => {
    for (const step of ['release', 'hold']) {
      const { report, attachment } = await filed();
      const id = attachment.split('/').at(-1) ?? '';
      const released = ask(`/attachments/:id/${step}`, { id }, () =>
        service.engine.erase(report, { client: handler, ground: 'person' }),
      );
      await expect(released).rejects.toMatchObject({ type: 'not-found' });
      expect(service.engine.attachments.find(id)).toBeUndefined();
      const graph = service.engine.store.readGraph(report.replace('/id/', '/doc/')) ?? [];
      expect(graph.join('\n')).not.toContain(attachment);
    }
  });

  it('whose record cannot be written leaves no file and no key', async () => {
    const before = files();
    const { store } = service.engine;
    const { reference, key } = store.secrets.take();
    // The store takes no key of a record that is so long.
    const parts = { store, blobs: store.blobs, baseUrl: BASE, now: () => new Date() };
    const failing = createAttachments({ ...parts, newId: () => 'x'.repeat(5000) });
    await expect(failing.add([photo], handler.id)).rejects.toThrow();
    expect(files()).toEqual(before);
    expect(store.secrets.read(reference)).toEqual(key);
    const next = `slot:${String(Number(reference.split(':')[1]) + 1)}`;
    expect(store.secrets.read(next)).toBeUndefined();
  });

  it('that a killed process left is removed after a day, whole or half written; others stay', async () => {
    const { attachment } = await filed();
    const before = files();
    const [name = ''] = before;
    const path = join(directory, 'files', name);
    const left = [`${path.slice(0, -64)}${'0'.repeat(64)}`, `${path}.${crypto.randomUUID()}`];
    for (const one of left) writeFileSync(one, readFileSync(path));
    const { store } = service.engine;
    const at = (time: number): ReturnType<typeof createAttachments> =>
      createAttachments({
        ...{ store, blobs: store.blobs, baseUrl: BASE, newId: () => crypto.randomUUID() },
        now: () => new Date(time),
      });
    await at(Date.now()).eraseUnused(handler.id);
    expect(files()).toHaveLength(before.length + 2);
    await at(Date.now() + 2 * 24 * 60 * 60 * 1000).eraseUnused(handler.id);
    expect(files()).toEqual(before);
    expect(service.engine.attachments.find(attachment)).toBeDefined();
  });
});
