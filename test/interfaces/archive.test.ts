import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { createTurns, readLifeTable } from '#wegwijzer/reports/index.js';
import { startArchive } from '#wegwijzer/reports/archive.js';
import { keepKnowledge } from '#wegwijzer/responsibility/knowledge.js';
import { checkJournal } from '#wegwijzer/store/embedded/check.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const GROEN = `${BASE}/id/organisation/gent-groendienst`;
const DAY = 24 * 60 * 60 * 1000;
const ARCHIVED = 'https://w3id.org/wegwijzer#archived';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-archive-'));
let service: TestService;
let time = Date.parse('2026-03-02T09:00:00Z');
let manager: Record<string, string> = {};
let administrator: Record<string, string> = {};

beforeAll(async () => {
  service = await startTestService(
    { archiveAfterDays: 100, dataDirectory: folder },
    { now: () => new Date(time) },
  );
  const key = async (request: Parameters<typeof createKey>[1]): Promise<Record<string, string>> => {
    const made = await createKey(service.engine.store, request, {
      agent: `${BASE}/id/agent/test`,
      now: new Date(time),
    });
    return { authorization: `Bearer ${made.key}` };
  };
  manager = await key({ name: 'groen', roles: ['manager'], organisation: GROEN });
  administrator = await key({ name: 'admin', roles: ['administrator'] });
});

interface Filed {
  readonly iri: string;
  readonly decision: string;
  readonly follow: string;
}

async function filed(changes: Record<string, unknown> = {}): Promise<Filed> {
  const body = await json(await file(service, benchReport(changes)));
  const { id } = body.decision as { readonly id: string };
  return { iri: String(body.id), decision: id, follow: String(body.follow) };
}

async function done(iri: string, name: string, body: object = {}, headers = manager): Promise<void> {
  const response = await service.get(
    `${iri}/${name}`,
    { 'content-type': 'application/json', ...headers },
    { method: 'POST', body: JSON.stringify(body) },
  );
  expect(response.status, `${name}: ${await response.text()}`).toBe(200);
}

async function finished(changes: Record<string, unknown> = {}): Promise<Filed> {
  const report = await filed(changes);
  await done(report.iri, 'accept');
  await done(report.iri, 'resolve', { text: 'Hersteld.' });
  await done(report.follow, 'rate', { rating: 5 }, {});
  return report;
}

/** How many triples queries see of a report's graph. */
async function queried({ iri }: Filed): Promise<number> {
  const graph = iri.replace('/id/', '/doc/');
  const query = `SELECT (COUNT(*) AS ?n) WHERE { GRAPH <${graph}> { ?s ?p ?o } }`;
  const answer = await json(await service.get(`/sparql?query=${encodeURIComponent(query)}`));
  const { bindings } = answer.results as { bindings: { n: { value: string } }[] };
  return Number(bindings[0]?.n.value);
}

async function page(iri: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await service.get(iri.replace('/id/', '/doc/'), {
    accept: 'application/n-quads',
    ...headers,
  });
  expect(response.status).toBe(200);
  return response.text();
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .sort();

describe('a report that is over for longer than the setting says', () => {
  let report: Filed;
  let open: Filed;
  let before: string[] = [];
  let decided: string[] = [];

  beforeAll(async () => {
    report = await finished();
    open = await filed();
    before = lines(await page(report.iri));
    decided = lines(await page(report.decision));
  });

  it('stays as it is until then', async () => {
    time += 99 * DAY;
    expect(await service.engine.archive.run()).toBe(0);
    expect(await queried(report)).toBe(before.length);
  });

  it('leaves what is queried, and the memory of the workers, but not its address', async () => {
    const { quads } = service.engine.store.figures();
    time += 2 * DAY;
    expect(await service.engine.archive.run()).toBe(1);
    expect(await queried(report)).toBe(0);
    expect(await queried(open)).toBeGreaterThan(0);
    // What stays behind of it: when it went, and that its decision was about it.
    expect(service.engine.store.figures().quads).toBe(quads - before.length + 2);
    const now = lines(await page(report.iri));
    expect(now.filter((line) => !line.includes(ARCHIVED))).toEqual(before);
    expect(now).toHaveLength(before.length + 1);
    expect(service.log.join('')).toContain('closed reports archived');
  });

  it('keeps the pages of its decision, its timeline and its place in the event stream', async () => {
    // A page from the graph writes numbers and times as the engine does, one from the archive as they were put down.
    const untyped = (line: string): string => line.replace(/".*"\^\^/, '');
    expect(lines(await page(report.decision)).map(untyped)).toEqual(decided.map(untyped));
    const life = await json(await service.get(`${report.iri.replace('/id/', '/doc/')}/timeline`));
    expect(life.timeline).toHaveLength(4);
    const html = await page(report.iri, { accept: 'text/html' });
    expect(html).toContain('Groendienst Stad Gent');
    expect((await service.get(report.iri, {})).status).toBe(303);
    const graph = await service.get(
      `/data?graph=${encodeURIComponent(report.iri.replace('/id/', '/doc/'))}`,
      { accept: 'application/n-triples' },
    );
    expect(graph.status).toBe(200);
    expect(lines(await graph.text())).toHaveLength(before.length);
    await service.engine.streams.caughtUp();
    const stream = service.engine.streams.stream('reports');
    expect(stream?.members).toBe(5);
  });

  it('can be replayed', async () => {
    const path = `${report.decision.replace('/id/', '/doc/')}/replay`;
    const replay = await service.get(path, administrator);
    expect(await json(replay)).toMatchObject({ same: true });
  });

  it('comes back whole when something happens to it', async () => {
    await done(report.follow, 'reopen', { text: 'De bank is alweer stuk.' }, {});
    const now = lines(await page(report.iri));
    expect(await queried(report)).toBe(now.length);
    expect(now.join()).not.toContain(ARCHIVED);
    expect(now.length).toBeGreaterThan(before.length);
    const archive = service.engine.store.readGraph(`${BASE}/graph/archive`);
    expect(archive).toEqual([]);
    time += 200 * DAY;
    // It is open again.
    expect(await service.engine.archive.run()).toBe(0);
  });

  it('leaves data that checks out', async () => {
    expect((await checkJournal(folder)).problems).toEqual([]);
  });
});

describe('a report of which someone is still known', () => {
  it('is not archived before that is erased', async () => {
    const report = await finished({ reporter: { name: 'An Voorbeeld', email: 'an@voorbeeld.example' } });
    time += 101 * DAY;
    expect(await service.engine.archive.run()).toBe(0);
    await service.engine.erase(report.iri, { client: { id: `${BASE}/id/agent/test` }, ground: 'expired' });
    expect(await service.engine.archive.run()).toBe(1);
    expect(await queried(report)).toBe(0);
  });
});

describe('an archived report to which something is written that is no step in its life', () => {
  it('comes back, and is archived again with the time of that', async () => {
    const report = await finished();
    time += 101 * DAY;
    await service.engine.archive.run();
    const { engine } = service;
    await engine.erase(report.iri, { client: { id: `${BASE}/id/agent/test` }, ground: 'administrator' });
    expect(await queried(report)).toBeGreaterThan(0);
    time += 200 * DAY;
    expect(await engine.archive.run()).toBe(1);
    expect(await queried(report)).toBe(0);
    const archived = lines(await page(report.iri)).filter((line) => line.includes(ARCHIVED));
    expect(archived).toEqual([expect.stringContaining(new Date(time).toISOString())]);
  });
});

describe('archiving', () => {
  const table = readLifeTable();
  const parts = (): Parameters<typeof startArchive>[0] => ({
    store: service.engine.store,
    baseUrl: BASE,
    table,
    turns: createTurns(),
    now: () => new Date(time),
    archiveAfterDays: 100,
    archiveInterval: 0,
    onError: () => undefined,
  });

  it('leaves a report to which something happened since it was found', async () => {
    const report = await finished();
    const other = await finished();
    time += 101 * DAY;
    // Before its turn it is opened once more, and solved.
    const take: ReturnType<typeof createTurns>['take'] = async (key, action) => {
      if (key === report.iri) {
        await done(report.follow, 'reopen', { text: 'Weer stuk.' }, {});
        await done(report.iri, 'accept');
        await done(report.iri, 'resolve', { text: 'Hersteld.' });
        await done(report.follow, 'rate', { rating: 4 }, {});
      }
      return action();
    };
    const archive = startArchive({ ...parts(), turns: { take } });
    expect(await archive.run()).toBe(1);
    await archive.close();
    expect(await queried(report)).toBeGreaterThan(0);
    expect(await queried(other)).toBe(0);
    time += 101 * DAY;
    expect(await service.engine.archive.run()).toBe(1);
  });

  it('ends without waiting for its search', async () => {
    const report = await finished();
    time += 101 * DAY;
    const { store } = service.engine;
    // The only reader is busy with what takes for ever, so that the search waits for its turn.
    const leaving = new AbortController();
    let busy = true;
    const asked = store
      .answer({
        sparql: 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c < ?l) }',
        accept: 'application/sparql-results+json',
        client: 'test',
        timeout: 120_000,
        maximumBytes: 1000,
        signal: leaving.signal,
      })
      .catch(() => undefined)
      .finally(() => (busy = false));
    const archive = startArchive(parts());
    const running = archive.run();
    await archive.close();
    expect(busy).toBe(true);
    expect(await running).toBe(0);
    leaving.abort();
    await asked;
    expect(await service.engine.archive.run()).toBe(1);
    expect(await queried(report)).toBe(0);
  });

  it('leaves what deciding remembers', async () => {
    const { store } = service.engine;
    await finished();
    time += 101 * DAY;
    const keeper = keepKnowledge(store, BASE);
    const known = await keeper.current();
    expect(await service.engine.archive.run()).toBe(1);
    expect((await keeper.current()) === known).toBe(true);
    keeper.close();
  });
});
