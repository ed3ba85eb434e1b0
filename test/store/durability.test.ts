import { describe, expect, it } from 'vitest';
import { DataFactory } from 'n3';
import { quadToLine } from '#wegwijzer/rdf/nquads.js';
import { checkJournal } from '#wegwijzer/store/embedded/check.js';
import { Journal } from '#wegwijzer/store/embedded/journal.js';
import {
  change,
  manyLines,
  openStore,
  replay,
  startChild,
  temporaryFolder,
  textLine,
  workerGraphs,
  workerLines,
} from './support.js';

describe('what was committed', () => {
  it('is there after the store was closed and opened again', async () => {
    const directory = temporaryFolder();
    const first = await openStore(directory);
    const lines = manyLines(20);
    await first.commit(change({ insert: lines, keep: [{ table: 'outbox', key: 'a', value: 'b' }] }));
    await first.close();
    const second = await openStore(directory);
    expect(await workerLines(second)).toEqual([...lines].sort());
    expect(second.readGraph('urn:g')?.sort()).toEqual([...lines].sort());
    expect(second.readRecord('outbox', 'a')).toBe('b');
    expect(second.sequence).toBe(1);
  });

  it('can be queried as soon as the commit is acknowledged, from a reader too', async () => {
    const store = await openStore(temporaryFolder(), { readers: 2 });
    for (let n = 0; n < 50; n += 1) {
      await store.commit(change({ insert: [textLine(n, 'new')] }));
      const answer = await store.query(`ASK { GRAPH ?g { <urn:s:${String(n)}> ?p ?o } }`);
      expect(JSON.parse(answer)).toMatchObject({ boolean: true });
    }
  });

  it('holds all that one change did, in every graph', async () => {
    const store = await openStore(temporaryFolder());
    await store.commit(change({ insert: [textLine(1, 'old', 'urn:a'), textLine(1, 'old', 'urn:b')] }));
    const committed = await store.commit(
      change({
        drop: ['urn:b'],
        remove: [textLine(1, 'old', 'urn:a')],
        insert: [textLine(1, 'new', 'urn:a'), textLine(1, 'new', 'urn:c')],
        keep: [{ table: 'idempotency', key: 'k', value: 'v' }],
      }),
    );
    expect(committed.removed).toHaveLength(2);
    expect(await workerLines(store)).toEqual([textLine(1, 'new', 'urn:a'), textLine(1, 'new', 'urn:c')]);
    expect(store.readGraph('urn:b')).toBeUndefined();
    expect(store.readRecord('idempotency', 'k')).toBe('v');
  });

  it('is nothing where one part of the change is refused, and the others of the same moment go through', async () => {
    const directory = temporaryFolder();
    const store = await openStore(directory);
    const results = await Promise.allSettled([
      store.commit(change({ insert: [textLine(1, 'good')] })),
      store.commit({ ...change({ insert: [textLine(2, 'bad agent')] }), agent: 'no iri' }),
      store.commit(change({ insert: [textLine(3, 'long', `urn:${'x'.repeat(3000)}`)] })),
      store.commit(
        change({
          insert: [textLine(4, 'bad')],
          keep: [{ table: 'outbox', key: 'k'.repeat(3000), value: 'v' }],
        }),
      ),
      store.commit(change({ insert: [textLine(5, 'good')] })),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(results[2]).toMatchObject({ reason: { type: 'invalid-parameter' } });
    expect(await workerLines(store)).toEqual([textLine(1, 'good'), textLine(5, 'good')]);
    await store.close();
    expect(await checkJournal(directory)).toMatchObject({ ok: true, problems: [], sequence: 2 });
  });

  it('is not counted as a change where nothing changes', async () => {
    const store = await openStore(temporaryFolder());
    await store.commit(change({ insert: [textLine(1, 'a')] }));
    const again = await store.commit(
      change({ insert: [textLine(1, 'a')], remove: [textLine(9, 'none', 'urn:none')] }),
    );
    expect(again).toMatchObject({ sequence: 1, inserted: [], removed: [] });
    expect(store.readGraph('urn:none')).toBeUndefined();
  });

  it('is flushed once for all changes that arrive together', async () => {
    const directory = temporaryFolder();
    const journal = Journal.open(directory);
    const transactions = (): number => journal.tables.environment.getWriteTxnId();
    const before = journal.tables.environment.transactionSync(transactions);
    await Promise.all(manyLines(100).map((line) => journal.commit(change({ insert: [line] }))));
    expect(before).toBeGreaterThan(0);
    expect(journal.state.sequence).toBe(100);
    // One for the hundred commits, one for looking.
    expect(journal.tables.environment.transactionSync(transactions) - before).toBeLessThanOrEqual(2);
    await journal.close();
  });
});

describe('an empty graph', () => {
  it('stays over a restart, and goes only when it is dropped', async () => {
    const directory = temporaryFolder();
    const first = await openStore(directory);
    await first.commit(change({ create: [{ graph: 'urn:empty', access: 'public' }] }));
    await first.commit(change({ insert: [textLine(1, 'a', 'urn:emptied')] }));
    await first.commit(change({ remove: [textLine(1, 'a', 'urn:emptied')] }));
    await first.close();
    const second = await openStore(directory);
    expect(await workerGraphs(second)).toEqual(['urn:emptied', 'urn:empty']);
    expect(second.readGraph('urn:empty')).toEqual([]);
    await second.commit(change({ drop: ['urn:empty'] }));
    expect(await workerGraphs(second)).toEqual(['urn:emptied']);
    expect([...replay(second.log(0)).keys()]).toEqual(['urn:emptied']);
  });
});

describe('a blank node', () => {
  it('is refused with a message that says why', () => {
    const predicate = DataFactory.namedNode('urn:p');
    const graph = DataFactory.namedNode('urn:g');
    const blank = DataFactory.quad(DataFactory.blankNode('b'), predicate, predicate, graph);
    expect(() => quadToLine(blank)).toThrow(/BlankNode cannot be stored/);
    const object = DataFactory.quad(predicate, predicate, DataFactory.blankNode('b'), graph);
    expect(() => quadToLine(object)).toThrow(/only IRIs and literals/);
  });
});

describe('a killed process', () => {
  it('loses no acknowledged commit, ten times over', async () => {
    const directory = temporaryFolder();
    const acknowledged = new Set<number>();
    for (let round = 0; round < 10; round += 1) {
      const child = startChild('commitOn', directory, String(round * 1_000_000));
      await child.hears(`committed ${String(round * 1_000_000 + 50 + round * 37)}`);
      await child.kill();
      for (const line of child.said)
        if (line.startsWith('committed ')) acknowledged.add(Number(line.slice(10)));
    }
    expect(await checkJournal(directory)).toMatchObject({ ok: true, problems: [] });
    const store = await openStore(directory);
    for (const graph of ['urn:graph:child', 'urn:graph:second']) {
      const there = new Set(
        (store.readGraph(graph) ?? []).map((line) => Number(/urn:s:(\d+)/.exec(line)?.[1])),
      );
      expect([...acknowledged].filter((n) => !there.has(n))).toEqual([]);
    }
  });
});
