import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, type Role } from '#wegwijzer/access/index.js';
import { readPersonal } from '#wegwijzer/reports/index.js';
import { backup } from '#wegwijzer/store/embedded/backup.js';
import type { RecordTable } from '#wegwijzer/store/graph-store.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-privacy-'));
const directory = join(folder, 'data');
const keys = new Map<string, string>();
let service: TestService;

beforeAll(async () => {
  service = await startTestService({ dataDirectory: directory, idempotencyHours: 24 });
  for (const role of ['administrator', 'auditor', 'steward', 'manager'] as const) await keyFor(role);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function keyFor(role: Role): Promise<void> {
  const about = { agent: `${BASE}/id/agent/test`, now: new Date() };
  const made = await createKey(
    service.engine.store,
    { name: role, roles: [role], ...organisationOf(role) },
    about,
  );
  keys.set(role, made.key);
}

function organisationOf(role: Role): { organisation?: string } {
  return role === 'manager' ? { organisation: 'https://example.org/another' } : {};
}

const person = {
  name: 'Wilhelmina Verborgen',
  email: 'wilhelmina@verborgen.example',
  phone: '+32 470 98 76 54',
};
const SECRETS = ['Wilhelmina', 'Verborgen', 'verborgen.example', '470 98 76 54', '470987654'];

interface Filed {
  readonly iri: string;
  readonly id: string;
  readonly follow: string;
}

async function fileFor(reporter: object, headers: Record<string, string> = {}): Promise<Filed> {
  const answer = await file(service, benchReport({ reporter }), headers);
  expect(answer.status).toBe(201);
  const body = await json(answer);
  const iri = String(body.id);
  return { iri, id: iri.slice(iri.lastIndexOf('/') + 1), follow: String(body.follow) };
}

function as(role: string): Record<string, string> {
  return { authorization: `Bearer ${keys.get(role) ?? ''}` };
}

/** Every file below a folder, as bytes; compressed ones also as what is in them. */
function bytesBelow(path: string): string {
  if (statSync(path).isSocket()) return '';
  if (!statSync(path).isDirectory()) {
    const bytes = readFileSync(path);
    return bytes.toString('latin1') + (path.endsWith('.gz') ? gunzipSync(bytes).toString('latin1') : '');
  }
  return readdirSync(path)
    .map((name) => bytesBelow(join(path, name)))
    .join('\n');
}

/** Every table beside the graph; the type sees to it that none is forgotten. */
const TABLES: Record<RecordTable, true> = {
  ...{ outbox: true, channel: true, delivery: true, inbox: true, 'mail-link': true, idempotency: true },
  ...{ personal: true, 'personal-key': true, attachment: true, 'api-key': true, follow: true, audit: true },
  ...{ 'rule-version': true, 'stream-page': true, 'stream-member': true, 'stream-subject': true },
  ...{ 'stream-pending': true, dataspace: true, following: true, open311: true },
};

/** Everything that the service says to everyone and to those who keep it: streams, answers, log, change log, backup. */
async function everythingSaid(name: string): Promise<string> {
  const sparql = encodeURIComponent(
    'SELECT * { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "/doc/report/")) }',
  );
  const streams = ['reports', 'decisions'].flatMap((stream) =>
    ['', '/by-time/0/0'].map((page) => `/ldes/${stream}${page}`),
  );
  const addresses = [...streams, '/kpi', '/audit', `/sparql?query=${sparql}`];
  const answers = await Promise.all(
    addresses.map(async (path) => (await service.get(path, as('administrator'))).text()),
  );
  const patches = [...service.engine.store.log(0)].flatMap(({ patch, reason, agent }) => [
    ...patch(),
    reason,
    agent,
  ]);
  // What is on disk is compressed in part, so that it is read through the store as well.
  const { store } = service.engine;
  const graphs = [...store.publicGraphs()].flatMap((graph) => store.readGraph(graph) ?? []);
  const records = (Object.keys(TABLES) as RecordTable[]).flatMap((table) =>
    [...store.readRecords(table)].flatMap(({ key, value }) => [key, value]),
  );
  await backup(directory, join(folder, name));
  return [
    ...answers,
    ...patches,
    ...graphs,
    ...records,
    service.log.join(''),
    bytesBelow(join(folder, name)),
  ].join('\n');
}

describe('who reported something', () => {
  it('is on disk only encrypted, and its key only in the file of keys', async () => {
    const { id } = await fileFor(person, { 'idempotency-key': 'before' });
    const { store } = service.engine;
    expect(readPersonal(store, id)?.join('\n')).toContain(person.email);
    const key = store.secrets.read(store.readRecord('personal-key', id) ?? '');
    expect(key).toHaveLength(32);
    const journal = bytesBelow(join(directory, 'journal'));
    for (const secret of SECRETS) expect(journal).not.toContain(secret);
    for (const form of ['latin1', 'base64', 'hex'] as const)
      expect(journal).not.toContain(key?.toString(form));
    const said = await everythingSaid('before');
    for (const secret of [...SECRETS, key?.toString('base64') ?? '']) expect(said).not.toContain(secret);
  });

  it('is erased by the person everywhere, the past and the key included; the report stays', async () => {
    const { iri, id, follow } = await fileFor(person, { 'idempotency-key': 'erase' });
    const { store } = service.engine;
    const key = store.secrets.read(store.readRecord('personal-key', id) ?? '') ?? Buffer.alloc(0);
    const graph = iri.replace('/id/', '/doc/');
    const before = store.readGraph(graph) ?? [];
    const answer = await service.get(`${follow}/personal`, {}, { method: 'DELETE' });
    expect(await json(answer)).toMatchObject({ report: iri, ground: 'person' });
    expect(readPersonal(store, id)).toBeUndefined();
    for (const form of ['latin1', 'base64', 'hex'] as const)
      expect(bytesBelow(directory)).not.toContain(key.toString(form));
    const everything = (await everythingSaid('after')) + bytesBelow(directory);
    for (const secret of SECRETS) expect(everything).not.toContain(secret);
    const after = store.readGraph(graph) ?? [];
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after.filter((line) => !before.includes(line)).join('\n')).toContain(`${iri}#erasure`);
    expect((await service.get(follow)).status).toBe(404);
    expect((await service.get(graph)).status).toBe(200);
  });

  it('is erased by an administrator, by nobody else, and once is enough', async () => {
    const { iri } = await fileFor(person);
    const address = `${iri.replace('/id/', '/doc/')}/personal`;
    const remove = { method: 'DELETE' };
    expect((await service.get(address, {}, remove)).status).toBe(401);
    for (const role of ['auditor', 'steward', 'manager'])
      expect((await service.get(address, as(role), remove)).status).toBe(403);
    const first = await json(await service.get(address, as('administrator'), remove));
    expect(first.ground).toBe('administrator');
    expect(await json(await service.get(address, as('administrator'), remove))).toEqual(first);
    expect((await service.get(address, as('administrator'))).status).toBe(404);
  });

  it('may see the data with all about the report, and who else saw it', async () => {
    const { iri, follow } = await fileFor(person);
    const address = `${iri.replace('/id/', '/doc/')}/personal`;
    expect((await service.get(address, as('steward'))).status).toBe(403);
    expect((await service.get(address, as('manager'))).status).toBe(403);
    const seen = await service.get(address, as('administrator'));
    expect(await seen.text()).toContain(person.email);
    const mine = await (await service.get(`${follow}/personal`, { accept: 'application/ld+json' })).text();
    for (const word of [
      person.name,
      person.email,
      'zitbank-beschadigd',
      'PersonalDataRead',
      'agent/administrator',
    ])
      expect(mine).toContain(word);
    const known = (await json(await service.get(`${follow}/personal/readers`))).readers as object[];
    expect(known.map((each) => Object.keys(each).sort())).toEqual([
      ['by', 'time'],
      ['by', 'time'],
    ]);
    const audited = (await json(await service.get(`${address}/readers`, as('auditor')))).readers as object[];
    expect(audited[0]).toHaveProperty('client');
    expect((await service.get(`${address}/readers`, as('steward'))).status).toBe(403);
  });

  it('may be unknown: then there is nothing to see, and the link can still be erased', async () => {
    const answer = await json(await file(service, benchReport()));
    const follow = String(answer.follow);
    expect((await service.get(`${follow}/personal`)).status).toBe(200);
    expect((await service.get(`${follow}/personal`, {}, { method: 'DELETE' })).status).toBe(200);
    expect((await service.get(follow)).status).toBe(404);
  });
});

describe('personal data in free text', () => {
  const description =
    'Bel Wilhelmina Verborgen op 0470 98 76 54 of mail wilhelmina@verborgen.example, 85.07.30-033.28.';
  const hidden = /Wilhelmina|98 76 54|verborgen\.example|033\.28/;

  it('is hidden from everyone and kept for those who may know', async () => {
    const body = { ...(JSON.parse(benchReport()) as { body: object }).body, description };
    const answer = await file(
      service,
      benchReport({ reporter: person, body, source: 'https://app.example/?by=wilhelmina@verborgen.example' }),
    );
    const text = await answer.text();
    expect(text).toContain('Bel [naam] op [telefoonnummer] of mail [e-mailadres], [rijksregisternummer].');
    expect(text).not.toMatch(hidden);
    const { id, follow } = JSON.parse(text) as { id: string; follow: string };
    const graph = id.replace('/id/', '/doc/');
    for (const accept of ['text/html', 'text/turtle'])
      expect(await (await service.get(graph, { accept })).text()).not.toMatch(hidden);
    expect(await everythingSaid('masked')).not.toMatch(hidden);
    expect(bytesBelow(directory)).not.toMatch(hidden);
    const mine = await (await service.get(`${follow}/personal`)).text();
    expect(mine).toContain(description);
  });

  it('is hidden in what is written later too, and shown to the reporter', async () => {
    const { iri, follow } = await fileFor(person);
    const text = 'Ik ben bereikbaar op 0470 98 76 54.';
    const init = { method: 'POST', body: JSON.stringify({ text }) };
    const told = await service.get(`${follow}/addition`, { 'content-type': 'application/json' }, init);
    expect(await told.text()).toContain('bereikbaar op [telefoonnummer].');
    const timeline = await service.get(`${iri.replace('/id/', '/doc/')}/timeline`);
    expect(await timeline.text()).not.toMatch(hidden);
    expect(await everythingSaid('added')).not.toMatch(hidden);
    expect(await (await service.get(follow)).text()).toContain(text);
    await service.get(`${follow}/personal`, {}, { method: 'DELETE' });
    expect(bytesBelow(directory)).not.toMatch(hidden);
  });

  it('is hidden in what is written about a part, kept with the whole, and erased with it', async () => {
    const { iri, id, follow } = await fileFor(person);
    const give = (report: string, command: string, body: object): Promise<Response> =>
      service.get(
        `${report}/${command}`,
        { ...as('administrator'), 'content-type': 'application/json' },
        { method: 'POST', body: JSON.stringify(body) },
      );
    const divided = await json(await give(iri, 'split', { parts: [{ description: 'De leuning.' }, {}] }));
    const [part = ''] = divided.parts as string[];
    expect((await give(part, 'accept', {})).status).toBe(200);
    const text = 'Wilhelmina Verborgen belde op 0470 98 76 54.';
    expect((await give(part, 'resolve', { text })).status).toBe(200);
    const timeline = await (await service.get(`${part.replace('/id/', '/doc/')}/timeline`)).text();
    expect(timeline).toContain('[naam] belde op [telefoonnummer].');
    expect(await everythingSaid('part')).not.toMatch(hidden);
    const { store } = service.engine;
    expect(readPersonal(store, id)?.join('')).toContain(text);
    expect(await (await service.get(`${follow}/personal`)).text()).toContain(text);
    await service.get(`${follow}/personal`, {}, { method: 'DELETE' });
    for (const table of ['personal', 'personal-key'] as const)
      for (const of of [id, part.slice(part.lastIndexOf('/') + 1)])
        expect(store.readRecord(table, of)).toBeUndefined();
  });
});

describe('what holds for a category', () => {
  const policy = (text: string): Promise<Response> =>
    service.get(
      '/data?graph=https://gent.example/privacy',
      { ...as('administrator'), 'content-type': 'text/turtle' },
      {
        method: 'PUT',
        body: `@prefix ww: <https://w3id.org/wegwijzer#> . @prefix cat: <https://w3id.org/wegwijzer/category/> .
          <https://gent.example/privacy/1> a ww:PersonalDataPolicy ; ${text} .`,
      },
    );

  it('is that a reporter may be unknown, unless an administrator says otherwise', async () => {
    expect((await policy('ww:category cat:defect-openbaar-domein ; ww:anonymous false')).status).toBeLessThan(
      300,
    );
    const refused = await file(service, benchReport());
    expect(refused.status).toBe(422);
    expect(await json(refused)).toMatchObject({ type: `${BASE}/problem/reporter-required` });
    expect((await file(service, benchReport({ reporter: { name: 'Wilhelmina Verborgen' } }))).status).toBe(
      422,
    );
    expect((await file(service, benchReport({ reporter: person }))).status).toBe(201);
    await policy('ww:category cat:zitbank-beschadigd ; ww:anonymous true');
    expect((await file(service, benchReport())).status).toBe(201);
  });

  it('is how long data is kept: what is over is erased, and logged without the data', async () => {
    const { store, expiry } = service.engine;
    const { id, iri, follow } = await fileFor(person);
    const open = await fileFor(person);
    await service.get(
      `${follow}/withdraw`,
      { 'content-type': 'application/json' },
      { method: 'POST', body: '{}' },
    );
    expect(await expiry.expire()).toBe(0);
    await policy('ww:category cat:zitbank-beschadigd ; ww:purpose "Testen"@nl ; ww:keepAfterEnd 0');
    expect(await (await service.get(`${open.follow}/personal`)).text()).toContain('Testen');
    expect(await expiry.expire()).toBeGreaterThan(0);
    expect(readPersonal(store, id)).toBeUndefined();
    expect(readPersonal(store, open.id)).toBeDefined();
    const logged = service.log.filter(
      (line) => line.includes('kept as long as it may be') && line.includes(iri),
    );
    expect(logged).toHaveLength(1);
    expect(logged.join('')).toContain('"ground":"ended"');
    await policy('ww:keepAtMost 0');
    expect([...store.readRecords('personal')]).not.toHaveLength(0);
    await expiry.expire();
    expect([...store.readRecords('personal')]).toHaveLength(0);
    for (const secret of SECRETS) expect(service.log.join('')).not.toContain(secret);
  });
});
