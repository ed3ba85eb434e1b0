import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPolicies, readLifeTable, type Policies } from '#wegwijzer/reports/index.js';
import { startExpiry, type DueErasure, type Expiry } from '#wegwijzer/reports/privacy/expiry.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const DAY = 24 * 60 * 60 * 1000;
const JSON_BODY = { 'content-type': 'application/json' };
const directory = join(mkdtempSync(join(tmpdir(), 'wegwijzer-expiry-')), 'data');
const person = { name: 'An Voorbeeld', email: 'an@voorbeeld.example' };

let service: TestService;
let policies: Policies;
let time = Date.parse('2026-03-02T09:00:00Z');
let photo: Buffer;
let failed: unknown[] = [];
let expired: DueErasure[] = [];

beforeAll(async () => {
  service = await startTestService(
    {
      archiveAfterDays: 100,
      dataDirectory: directory,
      smtpUrl: 'smtp://127.0.0.1:9',
      mailFrom: 'meldingen@gent.example',
    },
    { now: () => new Date(time) },
  );
  policies = createPolicies(service.engine.store, service.engine.responsibility);
  photo = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#386' } })
    .jpeg()
    .toBuffer();
});
beforeEach(() => {
  failed = [];
  expired = [];
});

/** Looks for what is over in the data of the service, when it is told to. */
function expiry(onExpired: (due: DueErasure) => void = (due) => expired.push(due)): Expiry {
  const { store, attachments, erase } = service.engine;
  const client = { id: `${BASE}/id/agent/service` };
  return startExpiry({
    store,
    baseUrl: BASE,
    table: readLifeTable(),
    policies,
    erase: (report) => erase(report, { client, ground: 'expired' }),
    eraseUnused: () => attachments.eraseUnused(client.id),
    now: () => new Date(time),
    interval: 0,
    onExpired,
    onError: (error) => failed.push(error),
  });
}

interface Filed {
  readonly iri: string;
  readonly id: string;
  readonly follow: string;
}

async function filed(changes: Record<string, unknown> = {}): Promise<Filed> {
  const answer = await file(service, benchReport(changes));
  expect(answer.status).toBe(201);
  const body = await json(answer);
  const iri = String(body.id);
  return { iri, id: iri.slice(iri.lastIndexOf('/') + 1), follow: String(body.follow) };
}

/** Sends a picture. @returns its address */
async function sentPhoto(): Promise<string> {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(photo)]), 'foto.jpg');
  const answer = await json(await service.get('/attachments', {}, { method: 'POST', body }));
  return (answer.attachments as { id: string }[])[0]?.id ?? '';
}

/** Makes it impossible to remove the file of an attachment. @returns what makes it possible again */
function blocked(attachment: string): () => void {
  const name = service.engine.attachments.find(attachment)?.file ?? '';
  const path = join(directory, 'files', name.slice(0, 2), name);
  rmSync(path);
  mkdirSync(path);
  return () => {
    rmSync(path, { recursive: true });
  };
}

const isKept = (table: 'personal' | 'attachment' | 'follow', key: string): boolean =>
  service.engine.store.readRecord(table, key) !== undefined;

it('files go when they were kept as long as they may be, also where nobody is known who sent them', async () => {
  const attachment = await sentPhoto();
  const { body } = JSON.parse(benchReport()) as { body: object };
  const { iri, id } = await filed({ body: { ...body, attachment: [attachment] } });
  expect(isKept('personal', id)).toBe(false);
  const look = expiry();
  expect(await look.expire()).toBe(0);
  time += 3 * 366 * DAY;
  await look.expire();
  expect(expired).toContainEqual(expect.objectContaining({ report: iri, ground: 'too-old' }));
  expect(service.engine.attachments.find(attachment)).toBeUndefined();
  await look.expire();
  expect(failed).toEqual([]);
});

describe('personal data of an archived report', () => {
  it('goes when it was kept as long as it may be', async () => {
    const { iri, id, follow } = await filed();
    const withdrawn = await service.get(`${follow}/withdraw`, JSON_BODY, { method: 'POST', body: '{}' });
    expect(withdrawn.status).toBe(200);
    time += 101 * DAY;
    expect(await service.engine.archive.run()).toBe(1);
    const choice = { notify: 'email', email: person.email };
    const chosen = await service.get(`${follow}/notices`, JSON_BODY, {
      method: 'PUT',
      body: JSON.stringify(choice),
    });
    expect(chosen.status, await chosen.text()).toBeLessThan(300);
    const graph = iri.replace('/id/', '/doc/');
    expect(service.engine.store.graphAccess(graph)).toBe('archived');
    expect(isKept('personal', id)).toBe(true);
    const look = expiry();
    // 180 days after the end.
    time += 78 * DAY;
    expect(await look.expire()).toBe(0);
    time += 2 * DAY;
    expect(await look.expire()).toBe(1);
    expect(expired).toMatchObject([{ report: iri, ground: 'ended', days: 180 }]);
    expect(isKept('personal', id)).toBe(false);
    expect(service.engine.store.readGraph(graph)?.join('\n')).toContain(`${iri}#erasure`);
  });
});

describe('personal data that is over', () => {
  it('goes also where that of others cannot be removed, which is told and tried again', async () => {
    const body = { ...(JSON.parse(benchReport()) as { body: object }).body, attachment: [await sentPhoto()] };
    const first = await filed({ reporter: person, body });
    const loose = [await sentPhoto(), await sentPhoto()];
    const release = [...body.attachment, ...loose.slice(0, 1)].map(blocked);
    // They are looked at in the order of their ids, so some come behind the one that cannot be removed.
    const others: Filed[] = [];
    do others.push(await filed({ reporter: person }));
    while (others.every(({ id }) => id < first.id));
    time += 731 * DAY;
    const look = expiry();
    expect(await look.expire()).toBe(others.length);
    expect(expired.map(({ report }) => report).sort()).toEqual(others.map(({ iri }) => iri).sort());
    expect(failed).toHaveLength(2);
    const idOf = (address: string | undefined): string => address?.split('/').at(-1) ?? '';
    expect(loose.map((address) => isKept('attachment', idOf(address)))).toEqual([true, false]);
    for (const unblock of release) unblock();
    expect(await look.expire()).toBe(1);
    expect(failed).toHaveLength(2);
    expect(isKept('personal', first.id)).toBe(false);
    expect(loose.map((address) => isKept('attachment', idOf(address)))).toEqual([false, false]);
  });

  it('waits for the next time where the service stops', async () => {
    for (let count = 0; count < 3; count += 1) await filed({ reporter: person });
    time += 731 * DAY;
    let closed: Promise<void> | undefined;
    const look: Expiry = expiry(() => {
      closed = look.close();
    });
    expect(await look.expire()).toBe(1);
    await closed;
    expect(await expiry().expire()).toBe(2);
  });
});
