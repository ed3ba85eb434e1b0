import { Parser, Store } from 'n3';
import { beforeAll, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const M = 'https://data.vlaanderen.be/ns/melding#';
const GROEN = `${BASE}/id/organisation/gent-groendienst`;
const WEGEN = `${BASE}/id/organisation/gent-wegendienst`;
let service: TestService;
const keys = new Map<string, string>();

beforeAll(async () => {
  service = await startTestService();
  for (const organisation of [GROEN, WEGEN]) {
    const request = { name: organisation, roles: ['manager'] as const, organisation };
    const made = await createKey(service.engine.store, request, {
      agent: `${BASE}/id/agent/test`,
      now: new Date(),
    });
    keys.set(organisation, made.key);
  }
});

async function command(report: string, name: string, body: object, as: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${keys.get(as) ?? ''}` };
  const init = { method: 'POST', body: JSON.stringify(body) };
  expect((await service.get(`${report}/${name}`, headers, init)).status).toBe(200);
}

/** A version in the stream of reports. */
async function version(position: number): Promise<Store> {
  const response = await service.get(`/ldes/reports/version/${String(position)}`, { accept: 'text/turtle' });
  expect(response.status).toBe(200);
  return new Store(new Parser().parse(await response.text()));
}

const values = (store: Store, property: string): string[] =>
  store.getObjects(null, property, null).map(({ value }) => value);
const handler = async (position: number): Promise<string | undefined> =>
  values(await version(position), `${M}behandelaar`)[0];
const statuses = async (position: number): Promise<string[]> =>
  values(await version(position), `${M}statuswaarde`)
    .map((iri) => iri.slice(-3))
    .sort();

it('The stream of reports has a version for each step in a life, under whoever handles it by then', async () => {
  const { id } = await json(await file(service, benchReport()));
  const report = String(id);
  await command(report, 'transfer', { to: WEGEN, text: 'Staat op het voetpad.' }, GROEN);
  await command(report, 'accept', {}, WEGEN);
  await command(report, 'start', {}, WEGEN);
  await command(report, 'resolve', { text: 'Hersteld.' }, WEGEN);
  await service.engine.streams.caughtUp();
  const { members = 0 } = service.engine.streams.stream('reports') ?? {};
  expect(members).toBeGreaterThanOrEqual(5);
  expect(await handler(1)).toBe(GROEN);
  expect(await handler(members)).toBe(WEGEN);
  const known = await Promise.all(Array.from({ length: members }, (_, index) => statuses(index + 1)));
  // Each version has the statuses of the one before it, and one of them at least is new in all.
  for (const [index, now] of known.entries())
    expect(now).toEqual(expect.arrayContaining(known[index - 1] ?? []));
  expect(known.at(-1)).toEqual(expect.arrayContaining(['511', '557', '133']));

  const parts = new Store(
    new Parser({ baseIRI: `${BASE}/ldes/reports/by-manager` }).parse(
      await (await service.get('/ldes/reports/by-manager', { accept: 'text/turtle' })).text(),
    ),
  );
  expect(values(parts, 'https://w3id.org/tree#value').sort()).toEqual([GROEN, WEGEN]);
});

it('A report that is decided about again has a new decision in their stream, and a new version that names it', async () => {
  const { id } = await json(await file(service, benchReport()));
  const report = String(id);
  await service.engine.streams.caughtUp();
  const first = service.engine.streams.stream('decisions')?.members ?? 0;
  await command(report, 'refuse', { reason: 'not-our-asset', text: 'Niet van ons.' }, GROEN);
  await service.engine.streams.caughtUp();
  const { members } = service.engine.streams.stream('decisions') ?? {};
  expect(members).toBe(first + 1);
  const decision = await service.get(`/ldes/decisions/version/${String(members)}`, { accept: 'text/turtle' });
  const told = new Store(new Parser().parse(await decision.text()));
  expect(values(told, 'http://purl.org/dc/terms/isVersionOf')).toHaveLength(1);
  const [again = ''] = values(told, 'http://purl.org/dc/terms/isVersionOf');
  const last = await version(service.engine.streams.stream('reports')?.members ?? 0);
  expect(
    last
      .getQuads(null, null, null, null)
      .filter(({ subject, object }) => [subject.value, object.value].includes(again)),
  ).not.toEqual([]);
});
