import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const isKept = (table: 'personal' | 'attachment' | 'follow', key: string): boolean =>
  service.engine.store.readRecord(table, key) !== undefined;

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
