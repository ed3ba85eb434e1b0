import { describe, expect, it, vi } from 'vitest';
import { Journal } from '#wegwijzer/store/embedded/journal.js';
import type { WorkerEvent } from '#wegwijzer/store/embedded/graph-workers.js';
import { GraphWorkers } from '#wegwijzer/store/embedded/graph-workers.js';
import {
  change,
  manyLines,
  openStore,
  select,
  temporaryFolder,
  textLine,
  until,
  workerGraphs,
  workerLines,
} from './support.js';

/** Exhausts the stack inside WebAssembly, which leaves that engine of no use. */
const TRAP = `SELECT * WHERE ${'{'.repeat(100_000)}${'}'.repeat(100_000)}`;
/** Runs for hours on some hundred quads. */
const ENDLESS = 'SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }';
/** Light queries that go before a heavier one at most, many times what fits in the time that it takes itself. */
const MOST_LIGHT = 20_000;
const INTEGER = '<http://www.w3.org/2001/XMLSchema#integer>';

describe.each(['public', 'operational'] as const)('a query of the %s kind', (scope) => {
  it.each([true, false])('that breaks the engine harms no other, with a spare: %s', async (spare) => {
    const store = await openStore(temporaryFolder(), { readers: 1, spare });
    const lines = manyLines(10).sort();
    await store.commit(change({ insert: lines }));
    await expect(store.query(TRAP, { scope })).rejects.toMatchObject({ type: 'query-too-complex' });
    expect(await workerLines(store, scope)).toEqual(lines);
    await store.commit(change({ insert: [textLine('z', 'after')] }));
    expect(await workerLines(store, scope)).toHaveLength(11);
  });

  it('is ended at its time limit, and what waited behind it is answered', async () => {
    const store = await openStore(temporaryFolder(), { readers: 1 });
    await store.commit(change({ insert: manyLines(300) }));
    const endless = store.query(ENDLESS, { scope, timeout: 200 });
    const behind = [1, 2, 3].map(() => store.query('ASK { ?s ?p ?o }', { scope, timeout: 60_000 }));
    await expect(endless).rejects.toMatchObject({ type: 'query-timeout', extra: { limitMilliseconds: 200 } });
    for (const answer of await Promise.all(behind))
      expect(JSON.parse(answer)).toMatchObject({ boolean: true });
  });

  it('that waits for its turn does not use up its time limit', async () => {
    const store = await openStore(temporaryFolder(), { readers: 1, spare: false });
    await store.commit(change({ insert: manyLines(300) }));
    const slow = store.query(ENDLESS, { scope, timeout: 1500 });
    const quick = store.query('ASK { ?s ?p ?o }', { scope, timeout: 1000 });
    await expect(slow).rejects.toMatchObject({ type: 'query-timeout' });
    expect(JSON.parse(await quick)).toMatchObject({ boolean: true });
  });

  it('that cannot be read is refused with the words of the engine, and one of our own is a fault of ours', async () => {
    const store = await openStore(temporaryFolder(), { readers: 1 });
    const refused = scope === 'public' ? { type: 'malformed-query' } : { name: 'EngineError' };
    await expect(store.query('SELECT nonsense', { scope })).rejects.toMatchObject(refused);
  });
});

it('a query that took longer before has its turn, however many light ones of its client keep coming', async () => {
  const store = await openStore(temporaryFolder(), { readers: 1, spare: false });
  await store.commit(change({ insert: manyLines(300) }));
  const ask = (sparql: string): Promise<unknown> =>
    store.answer({
      sparql,
      client: 'one',
      accept: 'application/sparql-results+json',
      timeout: 60_000,
      maximumBytes: 10_000,
    });
  const light = 'ASK { ?s ?p ?o }';
  const heavier = 'SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f }';
  await ask(light);
  await ask(heavier);
  let answered = false;
  let lightOnes = 0;
  const keepAsking = async (): Promise<void> => {
    while (!answered && lightOnes < MOST_LIGHT) {
      lightOnes += 1;
      await ask(light);
    }
  };
  const others = [1, 2, 3, 4].map(keepAsking);
  await ask(heavier);
  answered = true;
  await Promise.all(others);
  expect(lightOnes).toBeLessThan(MOST_LIGHT);
});

it('as many spares are kept as are asked for, and one after the other steps in', async () => {
  const events: WorkerEvent[] = [];
  const store = await openStore(temporaryFolder(), {
    readers: 1,
    spare: 2,
    onEvent: (event) => events.push(event),
  });
  await store.commit(change({ insert: manyLines(10) }));
  await until(() => events.filter(({ kind, role }) => kind === 'renewed' && role === 'spare').length === 2);
  for (let n = 0; n < 2; n += 1)
    await expect(store.query(TRAP, { scope: 'public' })).rejects.toMatchObject({ type: 'query-too-complex' });
  expect(await workerLines(store, 'public')).toHaveLength(10);
  const stepped = events.filter((event) => event.kind === 'renewed' && event.role === 'reader');
  expect(stepped.slice(-2).map((event) => 'milliseconds' in event && event.milliseconds)).toEqual([0, 0]);
});

describe('an internal graph', () => {
  it('is in no reader, however it came and whichever worker stands in', async () => {
    const directory = temporaryFolder();
    const open = await openStore(directory, { readers: 1 });
    await open.commit(
      change({
        create: [{ graph: 'urn:secret', access: 'internal' }],
        insert: [textLine(1, 'secret', 'urn:secret'), textLine(1, 'open', 'urn:open')],
      }),
    );
    const replacement = await open.replaceGraph({
      graph: 'urn:secret2',
      access: 'internal',
      agent: 'urn:a',
      reason: 'r',
    });
    await replacement.add([textLine(2, 'secret', 'urn:secret2')]);
    await replacement.commit();
    expect(await workerLines(open, 'public')).toEqual([textLine(1, 'open', 'urn:open')]);
    await open.close();

    const events: WorkerEvent[] = [];
    const store = await openStore(directory, {
      readers: 1,
      spare: true,
      onEvent: (event) => events.push(event),
    });
    await until(() => events.some(({ kind, role }) => kind === 'renewed' && role === 'spare'));
    await expect(store.query(TRAP, { scope: 'operational' })).rejects.toThrow();
    expect(await workerLines(store)).toHaveLength(3);
    await until(() => events.filter(({ kind, role }) => kind === 'renewed' && role === 'spare').length === 2);
    await expect(store.query(TRAP, { scope: 'public' })).rejects.toThrow();
    await store.commit(change({ insert: [textLine(3, 'secret', 'urn:secret')] }));
    expect(await workerLines(store, 'public')).toEqual([textLine(1, 'open', 'urn:open')]);
    expect(await workerGraphs(store, 'public')).toEqual(['urn:open']);
    expect(await workerLines(store)).toHaveLength(4);
  });

  it('leaves the readers when a public graph becomes internal', async () => {
    const store = await openStore(temporaryFolder(), { readers: 1 });
    await store.commit(change({ insert: [textLine(1, 'open')] }));
    const replacement = await store.replaceGraph({
      graph: 'urn:g',
      access: 'internal',
      agent: 'urn:a',
      reason: 'r',
    });
    await replacement.add([textLine(1, 'hidden')]);
    await replacement.commit();
    expect(await workerLines(store, 'public')).toEqual([]);
    const again = await store.replaceGraph({ graph: 'urn:g', agent: 'urn:a', reason: 'r' });
    await again.add([textLine(1, 'hidden still')]);
    await again.commit();
    expect(await workerLines(store, 'public')).toEqual([]);
    expect(await workerLines(store)).toEqual([textLine(1, 'hidden still')]);
  });

  it('is not shown by a store without readers: it refuses public queries', async () => {
    const store = await openStore(temporaryFolder(), { readers: 0, spare: false });
    await store.commit(change({ create: [{ graph: 'urn:secret', access: 'internal' }] }));
    await expect(store.query('ASK {}')).rejects.toMatchObject({ type: 'query-unavailable' });
    expect(await select(store, 'SELECT * {}')).toEqual([{}]);
  });
});

describe('overwritten quads', () => {
  it('do not pile up: a fresh generation takes over, and no value is lost', async () => {
    const events: WorkerEvent[] = [];
    const store = await openStore(temporaryFolder(), { readers: 1, onEvent: (event) => events.push(event) });
    const rewrites = 150_000;
    const batch = 200;
    let most = 0;
    for (let n = 0; n < rewrites; n += batch) {
      await Promise.all(
        Array.from({ length: batch }, (_, i) =>
          store.commit(
            change({ remove: [textLine('x', String(n + i - 1))], insert: [textLine('x', String(n + i))] }),
          ),
        ),
      );
      for (const { deadQuads } of store.figures().workers) most = Math.max(most, deadQuads);
      // Waiting for an answer paces the commits by the worker, as clients that read do.
      if (n % 2000 === 0) expect(await workerLines(store)).toEqual([textLine('x', String(n + batch - 1))]);
    }
    expect(await workerLines(store)).toEqual([textLine('x', String(rewrites - 1))]);
    expect(await workerLines(store, 'public')).toEqual([textLine('x', String(rewrites - 1))]);
    const renewals = events.filter(({ kind, role }) => kind === 'renewed' && role === 'operational');
    expect(renewals.length).toBeGreaterThan(5);
    expect(most).toBeLessThan(rewrites / 3);
    expect(store.sequence).toBe(rewrites);
  }, 300_000);

  it('keep empty graphs and internal graphs as they were', async () => {
    const events: WorkerEvent[] = [];
    const store = await openStore(temporaryFolder(), { readers: 1, onEvent: (event) => events.push(event) });
    await store.commit(
      change({
        create: [
          { graph: 'urn:empty', access: 'public' },
          { graph: 'urn:secret', access: 'internal' },
        ],
      }),
    );
    for (let round = 0; round < 4; round += 1) {
      const gone = round === 0 ? [] : manyLines(4000, 'urn:g', `round ${String(round - 1)}`);
      await store.commit(
        change({ remove: gone, insert: manyLines(4000, 'urn:g', `round ${String(round)}`) }),
      );
    }
    await until(() => events.filter(({ role, kind }) => kind === 'renewed' && role !== 'spare').length >= 4);
    expect(await workerGraphs(store)).toEqual(['urn:empty', 'urn:g', 'urn:secret']);
    expect(await workerGraphs(store, 'public')).toEqual(['urn:empty', 'urn:g']);
    expect(await workerLines(store, 'public')).toEqual(manyLines(4000, 'urn:g', 'round 3').sort());
  });
});

describe('a number written in two ways', () => {
  it('stays in the workers when one of the two is removed', async () => {
    const store = await openStore(temporaryFolder(), { readers: 1 });
    const written = (value: string): string => `<urn:s:1> <urn:p> "${value}"^^${INTEGER} <urn:g> .`;
    await store.commit(change({ insert: [written('01'), written('1'), written('2')] }));
    await store.commit(change({ remove: [written('01')] }));
    expect(await workerLines(store)).toEqual([written('1'), written('2')]);
    expect(await workerLines(store, 'public')).toEqual([written('1'), written('2')]);
  });
});

describe('memory', () => {
  it('raises an alarm at three quarters of the ceiling, for each worker once', async () => {
    const events: WorkerEvent[] = [];
    const memoryCeiling = 64 * 1024 * 1024;
    const store = await openStore(temporaryFolder(), {
      readers: 1,
      memoryCeiling,
      onEvent: (event) => events.push(event),
    });
    const alarms = (): WorkerEvent[] => events.filter(({ kind }) => kind === 'memory-alarm');
    for (let n = 0; n < 150 && alarms().length < 2; n += 1) {
      const lines = Array.from({ length: 1000 }, (_, i) =>
        textLine(n * 1000 + i, `${String(n)} ${String(i)} ${'x'.repeat(60)}`),
      );
      await store.commit(change({ insert: lines }));
      await select(store, 'SELECT * {}');
      await select(store, 'SELECT * {}', 'public');
    }
    expect(
      alarms()
        .map(({ role }) => role)
        .sort(),
    ).toEqual(expect.arrayContaining(['operational', 'reader']));
    expect(alarms()[0]).toMatchObject({ ceiling: memoryCeiling });
  });

  it('is reckoned from what the graph was seen to take, as long names that come again take none', async () => {
    const store = await openStore(temporaryFolder(), { memoryCeiling: 60_000_000 });
    const graph = `urn:${'long-name'.repeat(200)}`;
    for (let from = 0; from < 20_000; from += 500) {
      const lines = Array.from({ length: 500 }, (_, n) => textLine(from + n, 'x', graph));
      // By its text, the graph would take half as much again as there is.
      await store.commit(change({ insert: lines }));
      await select(store, 'SELECT * {}');
    }
    expect(store.figures().quads).toBe(20_000);
  });

  it('is not given to a change that would not fit, and one that makes room still goes through', async () => {
    const directory = temporaryFolder();
    const store = await openStore(directory, { memoryCeiling: 30_000_000 });
    await store.commit(change({ insert: manyLines(20_000) }));
    const refused = store.commit(change({ insert: manyLines(100_000, 'urn:more') }));
    await expect(refused).rejects.toMatchObject({ type: 'capacity-exceeded' });
    const longText = store.commit(change({ insert: [textLine('long', 'x'.repeat(20_000_000))] }));
    await expect(longText).rejects.toMatchObject({ type: 'capacity-exceeded' });
    expect(await workerGraphs(store)).toEqual(['urn:g']);
    const [old = ''] = manyLines(1);
    await store.commit(change({ remove: [old], insert: [textLine(0, 'new')] }));
    await store.close();
    const lines = (await openStore(directory)).readGraph('urn:g');
    expect(lines).toHaveLength(20_000);
  });
});

describe('closing', () => {
  it('may come while workers are being built, and twice', async () => {
    const store = await openStore(temporaryFolder(), { readers: 2 });
    await store.commit(change({ insert: manyLines(20_000) }));
    const replaced = await store.replaceGraph({ graph: 'urn:g', agent: 'urn:a', reason: 'r' });
    await replaced.add(manyLines(60_000));
    const going = Promise.allSettled([replaced.commit(), store.query('ASK {}', { scope: 'operational' })]);
    await Promise.all([store.close(), store.close()]);
    const [, asked] = await going;
    if (asked.status === 'rejected') expect(asked.reason).toMatchObject({ type: 'query-unavailable' });
    await expect(store.commit(change({ insert: manyLines(1) }))).rejects.toMatchObject({
      type: 'storage-unavailable',
    });
  });

  it('leaves no worker behind that was on its way', async () => {
    const journal = Journal.open(temporaryFolder());
    await journal.commit(change({ insert: manyLines(30_000) }));
    const workers = new GraphWorkers(journal, {
      readers: 1,
      spares: 1,
      memoryCeiling: 1e9,
      queryMemory: 1e9,
      onEvent: () => undefined,
    });
    const [started] = await Promise.allSettled([workers.start(), workers.close()]);
    expect(started).toMatchObject({ reason: { type: 'query-unavailable' } });
    await journal.close();
  });

  it('waits until no build reads the journal any more, which ends the process where that is closed', async () => {
    const journal = Journal.open(temporaryFolder());
    await journal.commit(change({ insert: manyLines(60_000) }));
    let reading = 0;
    const take = journal.snapshot.bind(journal);
    vi.spyOn(journal, 'snapshot').mockImplementation(() => {
      const snapshot = take();
      reading += 1;
      const release = (): void => {
        reading -= 1;
        snapshot.release();
      };
      return { ...snapshot, release };
    });
    const options = { readers: 0, spares: 0, memoryCeiling: 1e9, queryMemory: 1e9, onEvent: () => undefined };
    const workers = new GraphWorkers(journal, options);
    const started = Promise.allSettled([workers.start()]);
    await until(() => reading > 0);
    await workers.close();
    expect(reading).toBe(0);
    await started;
    await journal.close();
  });
});

describe('a graph apart', () => {
  const query = { accept: 'text/csv', client: 'someone', maximumBytes: 1000 };

  it('ends at the limits of who asks, and says which', async () => {
    const store = await openStore(temporaryFolder());
    const graph = await store.scratch([manyLines(300)]);
    const long = graph.answer({ ...query, sparql: 'SELECT * { ?s ?p ?o }', timeout: 10_000 });
    await expect(long).rejects.toMatchObject({ type: 'result-too-large' });
    const unread = graph.answer({ ...query, sparql: 'SELECT nonsense', timeout: 10_000 });
    await expect(unread).rejects.toMatchObject({ type: 'malformed-query' });
    const endless = graph.answer({ ...query, sparql: ENDLESS, timeout: 200 });
    await expect(endless).rejects.toMatchObject({ type: 'query-timeout', extra: { limitMilliseconds: 200 } });
  });

  it('ends with its client, however long it still might take', async () => {
    const store = await openStore(temporaryFolder());
    const graph = await store.scratch([manyLines(300)]);
    const gone = new AbortController();
    const uses: boolean[] = [];
    const endless = graph.answer({
      ...query,
      sparql: ENDLESS,
      timeout: 3_600_000,
      signal: gone.signal,
      onUsed: ({ endedReader }) => uses.push(endedReader),
    });
    gone.abort(new Error('The client has gone.'));
    await expect(endless).rejects.toThrow('The client has gone.');
    expect(uses).toEqual([true]);
  });

  it('is not filled for a client that has gone', async () => {
    const store = await openStore(temporaryFolder());
    const gone = AbortSignal.abort(new Error('The client has gone.'));
    await expect(store.scratch([manyLines(3)], gone)).rejects.toThrow('The client has gone.');
  });
});
