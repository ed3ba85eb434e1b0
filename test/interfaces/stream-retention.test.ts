import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser, Store } from 'n3';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBodies } from '#wegwijzer/interfaces/ldes/bodies.js';
import { BASE, startTestService, type TestService } from './service.js';

const DAY = 24 * 60 * 60 * 1000;
const LDES = 'https://w3id.org/ldes#';
const TREE = 'https://w3id.org/tree#';
const STREAM = '/ldes/register/benches';
let time = Date.parse('2026-05-01T10:00:00Z');
let service: TestService;

/** Loads a register of benches, each at a place of its own. */
async function load(count: number, lon: number, name = 'benches'): Promise<void> {
  const path = join(tmpdir(), `wegwijzer-retention-${String(process.pid)}.ttl`);
  const rows = Array.from(
    { length: count },
    (
      _,
      index,
    ) => `<https://example.org/bench/${String(index)}> a <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank> ;
      <http://www.w3.org/ns/locn#geometry> [ <http://www.opengis.net/ont/geosparql#asWKT> "POINT (${String(lon + index / 1e4)} 51)"^^<http://www.opengis.net/ont/geosparql#wktLiteral> ] .`,
  );
  writeFileSync(path, rows.join('\n'));
  await service.engine.loadRegister({ name, files: [{ path }] });
  await service.engine.streams.caughtUp();
}

async function triples(path: string): Promise<Store> {
  const response = await service.get(path, { accept: 'text/turtle' });
  expect(response.status).toBe(200);
  return new Store(new Parser({ baseIRI: BASE + path }).parse(await response.text()));
}

const status = async (path: string): Promise<number> => (await service.get(path)).status;
const nodes = (store: Store): string[] =>
  [
    ...new Set(store.getObjects(null, `${TREE}node`, null).map(({ value }) => value.replace(BASE, ''))),
  ].sort();

beforeAll(async () => {
  service = await startTestService({ demo: false, streamRetentionDays: 30 }, { now: () => new Date(time) });
});

describe('A stream that keeps its members for thirty days', () => {
  it('says so, leads no more to what is older, and answers 410 for it', async () => {
    await load(300, 3.1);
    await load(300, 3.2);
    // Asked for twice, so that it is kept ready.
    await service.get(`${STREAM}/by-time/0/0`);
    const old = await service.get(`${STREAM}/by-time/0/0`);
    expect(old.headers.get('cache-control')).toContain('immutable');
    const policy = await triples(`${STREAM}/by-time`);
    expect(policy.getObjects(null, `${LDES}fullLogDuration`, null).map(({ value }) => value)).toEqual([
      'P30D',
    ]);
    expect(policy.getObjects(null, `${LDES}startingFrom`, null)).toEqual([]);

    time += 31 * DAY;
    await load(300, 3.3);
    const leaf = (number: number): string => `${STREAM}/by-time/0/${String(number)}`;
    await expect
      .poll(async () => nodes(await triples(`${STREAM}/by-time/0`)), { timeout: 20_000 })
      .toEqual([leaf(2), leaf(3)]);
    expect([await status(leaf(0)), await status(leaf(1)), await status(leaf(2))]).toEqual([410, 410, 200]);
    // Of the members on those pages, the first is past retention, and is not the last about its thing.
    expect(await status(`${STREAM}/version/1`)).toBe(410);
    expect(await status(`${STREAM}/version/900`)).toBe(200);
    expect(await status(`${STREAM}/version/901`)).toBe(404);
  });

  it('goes on telling what changed from what was there before', async () => {
    await load(299, 3.3);
    const { members = 0 } = service.engine.streams.stream('register/benches') ?? {};
    expect(members).toBe(901);
    const gone = await triples(`${STREAM}/version/901`);
    expect(gone.countQuads(null, null, 'https://www.w3.org/ns/activitystreams#Delete', null)).toBe(1);
  });
});

describe('The last member about a thing', () => {
  it('is kept past retention until another one follows from it, and answers 410 then', async () => {
    time += 31 * DAY;
    await service.engine.store.commit({
      agent: `${BASE}/id/agent/test`,
      reason: 'Something else, after which streams look for what is past retention',
      insert: ['<https://example.org/a> <https://example.org/b> "c" <https://example.org/graph> .'],
    });
    await expect.poll(() => status(`${STREAM}/by-time/0/2`), { timeout: 20_000 }).toBe(410);
    expect(await status(`${STREAM}/version/650`)).toBe(200);
    await load(299, 3.4);
    expect([await status(`${STREAM}/version/650`), await status(`${STREAM}/version/1200`)]).toEqual([
      410, 200,
    ]);
  });
});

describe('A window that is open', () => {
  it('is there while all that it held is past retention, and when something comes after it', async () => {
    const group = '/ldes/register/few/by-time/0';
    await load(250, 3.1, 'few');
    expect(nodes(await triples(group))).toEqual([`${group}/0`]);
    time += 31 * DAY;
    await service.engine.store.commit({
      agent: `${BASE}/id/agent/test`,
      reason: 'Something else, after which streams look for what is past retention',
      insert: ['<https://example.org/a> <https://example.org/b> "d" <https://example.org/graph> .'],
    });
    await expect.poll(() => status(`${group}/0`), { timeout: 20_000 }).toBe(410);
    expect(nodes(await triples(group))).toEqual([]);
    expect(await status('/ldes/register/few/by-time/1')).toBe(404);
    await load(250, 3.2, 'few');
    expect(nodes(await triples(group))).toEqual([`${group}/1`]);
  });
});

describe('Pages', () => {
  it('answer 429 with Retry-After where more are being made than may be at a time', async () => {
    const bodies = createBodies({ mostUnderWay: 1 });
    const form = { coding: 'identity', mediaType: 'text/turtle' } as const;
    let finish = (): void => undefined;
    const first = bodies.get(
      'a',
      form,
      () =>
        new Promise((resolve) => {
          finish = (): void => {
            resolve('page');
          };
        }),
    );
    const second = bodies.get('b', form, () => Promise.resolve('page'));
    await expect(second).rejects.toMatchObject({ status: 429, extra: { retryAfterSeconds: 1 } });
    finish();
    expect((await first).bytes.toString()).toBe('page');
    await expect(bodies.get('b', form, () => Promise.resolve('page'))).resolves.toBeDefined();
  });
});

it('A road with a manager for each side is listed under both', async () => {
  const path = join(tmpdir(), `wegwijzer-sides-${String(process.pid)}.ttl`);
  const [left, right] = ['https://example.org/org/left', 'https://example.org/org/right'];
  writeFileSync(
    path,
    `<https://example.org/road/1> a <https://data.vlaanderen.be/ns/weg#Wegsegment> ;
      <https://data.vlaanderen.be/ns/weg#linkerwegbeheerder> <${left}> ; <https://data.vlaanderen.be/ns/weg#rechterwegbeheerder> <${right}> ;
      <http://www.w3.org/ns/locn#geometry> [ <http://www.opengis.net/ont/geosparql#asWKT> "LINESTRING (3.1 51, 3.2 51)"^^<http://www.opengis.net/ont/geosparql#wktLiteral> ] .`,
  );
  await service.engine.loadRegister({ name: 'roads', files: [{ path }] });
  await service.engine.streams.caughtUp();
  const root = await triples('/ldes/register/roads/by-manager');
  expect(
    root
      .getObjects(null, `${TREE}value`, null)
      .map(({ value }) => value)
      .sort(),
  ).toEqual([left, right]);
  const paths = root.getObjects(null, 'http://www.w3.org/ns/shacl#alternativePath', null);
  expect(paths).toHaveLength(2);
  const [first] = nodes(root);
  const part = await triples(nodes(await triples(first ?? ''))[0] ?? '');
  const leafOf =
    part.countQuads(null, `${TREE}member`, null, null) > 0 ? part : await triples(nodes(part)[0] ?? '');
  expect(leafOf.countQuads(null, `${TREE}member`, null, null)).toBe(1);
});
