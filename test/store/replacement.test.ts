import { describe, expect, it } from 'vitest';
import type { Line } from '#wegwijzer/rdf/nquads.js';
import { checkJournal } from '#wegwijzer/store/embedded/check.js';
import type { EmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';
import { Journal } from '#wegwijzer/store/embedded/journal.js';
import type { Committed } from '#wegwijzer/store/graph-store.js';
import {
  change,
  digest,
  manyLines,
  openStore,
  replay,
  select,
  startChild,
  temporaryFolder,
  textLine,
  until,
} from './support.js';

async function replaceWith(store: EmbeddedStore, graph: string, lines: readonly Line[]): Promise<void> {
  const replacement = await store.replaceGraph({ graph, agent: 'urn:agent', reason: 'load' });
  for (let at = 0; at < lines.length; at += 7000) await replacement.add(lines.slice(at, at + 7000));
  expect(await replacement.commit()).toMatchObject({ quads: new Set(lines).size });
}

async function count(store: EmbeddedStore, graph: string, scope: 'public' | 'operational'): Promise<number> {
  const [solution] = await select(
    store,
    `SELECT (COUNT(*) AS ?n) WHERE { GRAPH <${graph}> { ?s ?p ?o } }`,
    scope,
  );
  return Number(solution?.n?.value);
}

describe.each([
  ['small, which is held', 300],
  ['large, which is staged', 51_000],
])('a graph that is %s', (_, size) => {
  it('replaces the one before it: in the journal, the workers and the log alike', async () => {
    const directory = temporaryFolder();
    const store = await openStore(directory, { readers: 1 });
    const other = textLine(1, 'other', 'urn:other');
    await store.commit(change({ insert: [other] }));
    const first = manyLines(size);
    await replaceWith(store, 'urn:g', [...first, ...first.slice(0, 10)]);
    const second = [...manyLines(size / 2), ...manyLines(size / 2, 'urn:g', 'changed')];
    await replaceWith(store, 'urn:g', second);
    expect(digest(store.readGraph('urn:g') ?? [])).toBe(digest(second));
    for (const scope of ['public', 'operational'] as const) {
      expect(await count(store, 'urn:g', scope)).toBe(second.length);
      expect(await count(store, 'urn:other', scope)).toBe(1);
    }
    const graphs = replay(store.log(0));
    expect(digest(graphs.get('urn:g') ?? [])).toBe(digest(second));
    const [last] = [...store.log(store.sequence - 1)];
    const rows = [...(last?.patch() ?? [])].join('').split('\n');
    expect(rows.filter((row) => row.startsWith('A ')).length).toBe(size / 2);
    expect(rows.filter((row) => row.startsWith('D ')).length).toBe(size / 2);
    await store.close();
    expect(await checkJournal(directory)).toMatchObject({ ok: true, problems: [], quads: second.length + 1 });
  });

  it('is switched together with the change beside it', async () => {
    const store = await openStore(temporaryFolder(), { readers: 1 });
    const told: Committed[] = [];
    store.subscribe((committed) => told.push(committed));
    const replacement = await store.replaceGraph({ graph: 'urn:g', agent: 'urn:agent', reason: 'load' });
    await replacement.add(manyLines(size));
    expect(store.readGraph('urn:g')).toBeUndefined();
    await replacement.commit({
      insert: [textLine(1, 'loaded', 'urn:notes')],
      keep: [{ table: 'outbox', key: 'load', value: 'done' }],
    });
    expect(store.readGraph('urn:notes')).toEqual([textLine(1, 'loaded', 'urn:notes')]);
    expect(store.readRecord('outbox', 'load')).toBe('done');
    expect(await count(store, 'urn:notes', 'public')).toBe(1);
    expect(await count(store, 'urn:g', 'public')).toBe(size);
    expect(told).toHaveLength(1);
  });

  it('leaves nothing when it is aborted, and harms nothing when that comes too late', async () => {
    const directory = temporaryFolder();
    const store = await openStore(directory);
    const aborted = await store.replaceGraph({ graph: 'urn:g', agent: 'urn:agent', reason: 'load' });
    await aborted.add(manyLines(size));
    await aborted.abort();
    await expect(aborted.commit()).rejects.toThrow(/has ended/);
    expect(store.readGraph('urn:g')).toBeUndefined();
    const finished = await store.replaceGraph({ graph: 'urn:g', agent: 'urn:agent', reason: 'load' });
    await finished.add(manyLines(size));
    await finished.commit();
    await finished.abort();
    await store.close();
    const again = await openStore(directory);
    expect(again.readGraph('urn:g')).toHaveLength(size);
  });

  it('takes in no half of another that replaces the same graph', async () => {
    const directory = temporaryFolder();
    const store = await openStore(directory);
    await replaceWith(store, 'urn:g', manyLines(size, 'urn:g', 'old'));
    await Promise.all(
      ['one', 'two'].map((text) => replaceWith(store, 'urn:g', manyLines(size, 'urn:g', text))),
    );
    const lines = store.readGraph('urn:g') ?? [];
    expect(lines).toHaveLength(size);
    expect(new Set(lines.map((line) => /"(\w+) /.exec(line)?.[1])).size).toBe(1);
    await store.close();
    expect(await checkJournal(directory, { engine: false })).toMatchObject({ ok: true, problems: [] });
  });
});

describe('a graph being replaced', () => {
  it('may be changed meanwhile: the log still gives what there is', async () => {
    const directory = temporaryFolder();
    const store = await openStore(directory);
    await replaceWith(store, 'urn:g', manyLines(51_000, 'urn:g', 'old'));
    const replacement = await store.replaceGraph({ graph: 'urn:g', agent: 'urn:agent', reason: 'load' });
    await replacement.add(manyLines(51_000, 'urn:g', 'new'));
    const committed = replacement.commit();
    const state = { ended: false };
    void committed.finally(() => (state.ended = true));
    for (let n = 0; !state.ended; n += 1) {
      await store.commit(
        change({ insert: [textLine('meanwhile', String(n)), textLine(n, 'meanwhile', 'urn:other')] }),
      );
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await committed;
    await store.close();
    expect(await checkJournal(directory)).toMatchObject({ ok: true, problems: [] });
  });

  it('is refused before harm where it would not fit', async () => {
    const directory = temporaryFolder();
    const store = await openStore(directory, { readers: 1, memoryCeiling: 35_000_000 });
    const old = manyLines(1000);
    await replaceWith(store, 'urn:g', old);
    const replacement = await store.replaceGraph({ graph: 'urn:g', agent: 'urn:agent', reason: 'load' });
    await expect(replacement.add(manyLines(120_000))).rejects.toMatchObject({
      type: 'capacity-exceeded',
      status: 507,
    });
    await expect(replacement.commit()).rejects.toThrow(/has ended/);
    expect(await count(store, 'urn:g', 'public')).toBe(1000);
    await store.close();
    const again = await openStore(directory, { memoryCeiling: 35_000_000 });
    expect(again.readGraph('urn:g')?.sort()).toEqual([...old].sort());
  });
});

describe('a load that is killed', () => {
  it('leaves the old graph whole and nothing of the new one', async () => {
    const directory = temporaryFolder();
    const before = await openStore(directory);
    const old = manyLines(100);
    await replaceWith(before, 'urn:g', old);
    await before.close();
    const child = startChild('stage', directory, 'urn:g');
    await child.hears('staged');
    await child.kill();
    const look = Journal.open(directory, { readOnly: true });
    expect([...look.tables.segments.getRange()]).toHaveLength(1);
    expect(look.tables.quads.getKeysCount()).toBeGreaterThan(1000);
    await look.close();
    const store = await openStore(directory);
    expect(store.readGraph('urn:g')?.sort()).toEqual([...old].sort());
    expect(await count(store, 'urn:g', 'operational')).toBe(100);
    const journal = Journal.open(directory, { readOnly: true });
    await until(() => [...journal.tables.segments.getRange()].length === 0);
    expect(journal.tables.quads.getKeysCount()).toBe(1);
    expect(journal.tables.logParts.getKeysCount()).toBe(0);
    await journal.close();
    await store.close();
    expect(await checkJournal(directory)).toMatchObject({ ok: true, problems: [] });
  });
});
