import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { streamIri, type Member } from '#wegwijzer/streams/index.js';
import { BASE } from '../support/engine.js';

const folders: string[] = [];
const engines = new Set<Engine>();

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-streams-'));
  folders.push(folder);
  return folder;
}

async function open(directory: string, now?: () => Date): Promise<Engine> {
  const engine = await startEngine({
    directory,
    baseUrl: BASE,
    readers: 1,
    spare: false,
    ...(now ? { now } : {}),
  });
  engines.add(engine);
  return engine;
}

async function close(engine: Engine): Promise<void> {
  engines.delete(engine);
  await engine.close();
}

afterEach(async () => {
  for (const engine of engines) await close(engine);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A register of benches; each is [number or name, longitude]. */
async function loadBenches(
  engine: Engine,
  folder: string,
  benches: readonly (readonly [number | string, number])[],
) {
  const path = join(folder, 'benches.ttl');
  const rows = benches.map(
    ([number, lon]) =>
      `<http://example.org/bench/${String(number)}> a infra:Zitbank ; locn:geometry [ a locn:Geometry ; geo:asWKT "POINT (${String(lon)} 51)"^^geo:wktLiteral ] .`,
  );
  writeFileSync(
    path,
    `@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
@prefix locn: <http://www.w3.org/ns/locn#> .
${rows.join('\n')}`,
  );
  await engine.loadRegister({ name: 'benches', files: [{ path }] });
  await engine.streams.caughtUp();
}

function members(engine: Engine, stream = 'register/benches'): Member[] {
  const { members: count = 0 } = engine.streams.stream(stream) ?? {};
  return Array.from({ length: count }, (_, index) => engine.streams.member(stream, index + 1)).flatMap(
    (member) => member ?? [],
  );
}

describe('Who waits until all is published', () => {
  it('finds it in the stream, also who asks while it is being written down', async () => {
    const engine = await open(freshFolder());
    await engine.streams.caughtUp();
    const { store, streams } = engine;
    const graph = `${BASE}/doc/report/one`;
    // Publishing begins 20 ms after a change; a timer that is set right after that one comes in the middle of it.
    const found = new Promise<number | undefined>((resolve, reject) => {
      const end = store.subscribe(({ inserted }) => {
        if (inserted.length === 0) return;
        end();
        setTimeout(() => {
          streams.caughtUp().then(() => {
            resolve(streams.stream('reports')?.members);
          }, reject);
        }, 20);
      });
    });
    const report = `<${BASE}/id/report/one>`;
    const type = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';
    const insert = [`${report} ${type} <https://data.vlaanderen.be/ns/melding#Melding> <${graph}> .`];
    await store.commit({ agent: `${BASE}/id/agent/test`, reason: 'test', insert });
    expect(await found).toBe(1);
  });
});

describe('The stream of a register', () => {
  it('has a member for each thing that came, changed or went, and none for what stayed', async () => {
    const folder = freshFolder();
    const engine = await open(join(folder, 'data'));
    await loadBenches(engine, folder, [
      [1, 3.1],
      [2, 3.2],
      [3, 3.3],
    ]);
    await loadBenches(engine, folder, [
      [1, 3.1],
      [2, 3.25],
      [4, 3.4],
    ]);
    const told = members(engine).map(({ record }) => [record.kind, record.thing.split('/').at(-1)]);
    expect(told).toEqual([
      ['create', '1'],
      ['create', '2'],
      ['create', '3'],
      ['update', '2'],
      ['delete', '3'],
      ['create', '4'],
    ]);
  });

  it('gives each member whole, with its geometry, and without the cells that only we use', async () => {
    const folder = freshFolder();
    const engine = await open(join(folder, 'data'));
    await loadBenches(engine, folder, [[1, 3.1]]);
    const [bench] = members(engine);
    const version = `<${streamIri(BASE, 'register/benches')}/version/1>`;
    expect(bench?.triples.join('\n')).toContain(`${version} <http://www.w3.org/ns/locn#geometry> _:m1n1`);
    expect(bench?.triples.join('\n')).toContain('_:m1n1 <http://www.opengis.net/ont/geosparql#asWKT>');
    expect(bench?.triples.join('\n')).not.toContain('wegwijzer#cell');
    expect(bench?.triples.every((one) => one.startsWith(version) || one.startsWith('_:'))).toBe(true);
  });

  it('is the same whether a load is held in memory or staged, as a large one is', async () => {
    const folder = freshFolder();
    const engine = await open(join(folder, 'data'));
    const many = Array.from({ length: 9000 }, (_, index) => [index, 3 + index / 1e5] as const);
    await loadBenches(engine, folder, many);
    const all = members(engine);
    expect(all).toHaveLength(9000);
    expect(new Set(all.map(({ record }) => record.thing)).size).toBe(9000);
    expect(all.filter(({ record }) => record.triples.length !== 4)).toEqual([]);
    expect([...engine.store.readRecords('stream-pending')]).toEqual([]);
  });

  it('has a member for each thing of a large load, however much alike their long names begin', async () => {
    const folder = freshFolder();
    const engine = await open(join(folder, 'data'));
    const name = (index: number): string => `${'x'.repeat(700)}/${String(index)}`;
    await loadBenches(
      engine,
      folder,
      Array.from({ length: 1000 }, (_, index) => [name(index), 3 + index / 1e5] as const),
    );
    const things = members(engine).map(({ record }) => record.thing);
    expect(new Set(things)).toEqual(
      new Set(Array.from({ length: 1000 }, (_, index) => `http://example.org/bench/${name(index)}`)),
    );
    expect(things).toHaveLength(1000);
  });

  it('never goes back in time, also where the clock does', async () => {
    const folder = freshFolder();
    let time = '2026-05-02T10:00:00.000Z';
    const engine = await open(join(folder, 'data'), () => new Date(time));
    await loadBenches(engine, folder, [[1, 3.1]]);
    time = '2026-05-01T10:00:00.000Z';
    await loadBenches(engine, folder, [
      [1, 3.1],
      [2, 3.2],
    ]);
    expect(members(engine).map(({ record }) => record.time)).toEqual([
      '2026-05-02T10:00:00.000Z',
      '2026-05-02T10:00:00.000Z',
    ]);
  });

  it('tells the same of the same log, whenever it is read and wherever it was left', async () => {
    const folder = freshFolder();
    const first = await open(join(folder, 'data'));
    await loadBenches(first, folder, [
      [1, 3.1],
      [2, 3.2],
    ]);
    await loadBenches(first, folder, [[2, 3.3]]);
    const before = members(first);
    await close(first);
    const second = await open(join(folder, 'data'));
    expect(members(second)).toEqual(before);
    await loadBenches(second, folder, [[2, 3.4]]);
    expect(members(second).slice(0, before.length)).toEqual(before);
    expect(members(second)).toHaveLength(before.length + 1);
  });
});
