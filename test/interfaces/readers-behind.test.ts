/** What is told of a graph while it is replaced as a whole, and readers still have the one before. */
import { beforeAll, expect, it, vi } from 'vitest';
import { createFigures } from '#wegwijzer/interfaces/void/figures.js';
import type { GraphStore } from '#wegwijzer/store/graph-store.js';
import { openStore, temporaryFolder } from '../store/support.js';
import { BASE, startTestService, type TestService } from './service.js';

vi.setConfig({ testTimeout: 180_000 });

const GRAPH = `${BASE}/id/register/large`;
/** So many that the graph is replaced as a whole. */
const LINES = 51_000;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ queriesPerMinute: 100_000, readerTimePerMinute: 600_000 });
});

/** Replaces the graph by lines with a word in each. */
async function replaceWith(store: GraphStore, word: string, count = LINES): Promise<void> {
  const replacement = await store.replaceGraph({ graph: GRAPH, agent: 'urn:agent', reason: 'load' });
  await replacement.add(
    Array.from({ length: count }, (_, i) => `<urn:s:${String(i)}> <urn:p> "${word}" <${GRAPH}> .`),
  );
  await replacement.commit();
}

const PATHS = [`/data?graph=${encodeURIComponent(GRAPH)}`, '/doc/register/large'];

/** What a client gets of the graph: the tag, and the word in it. */
async function read(
  path: string,
): Promise<{ readonly tag: string | null; readonly word: string | undefined }> {
  const response = await service.get(path, { accept: 'application/n-triples' });
  return {
    tag: response.headers.get('etag'),
    word: /before|after/.exec(await response.text())?.[0],
  };
}

it('A tag names one state of a graph, also while readers still have the one before', async () => {
  const { store } = service.engine;
  await replaceWith(store, 'before');
  let early: ReturnType<typeof read>[] | undefined;
  const stop = store.subscribe(({ replaced }) => {
    if (replaced === GRAPH) early ??= PATHS.map(read);
  });
  await replaceWith(store, 'after');
  stop();
  const last = await Promise.all(PATHS.map(read));
  expect(last.map(({ word }) => word)).toEqual(['after', 'after']);
  const soon = await Promise.all(early ?? []);
  expect(soon).toHaveLength(2);
  const underTag = soon.filter(({ tag }, index) => tag === last[index]?.tag);
  expect(underTag.filter(({ word }) => word !== 'after')).toEqual([]);
  for (const [index, path] of PATHS.entries()) {
    const known = { accept: 'application/n-triples', 'if-none-match': last[index]?.tag ?? '' };
    expect((await service.get(path, known)).status).toBe(304);
  }
});

it('Figures that were counted on readers of before are counted again after a minute', async () => {
  const store = await openStore(temporaryFolder(), { readers: 1 });
  let now = Date.parse('2026-11-28T09:00:00Z');
  const figures = createFigures(store, BASE, () => new Date(now));
  await replaceWith(store, 'before');
  const size = async (): Promise<number | undefined> =>
    (await figures()).graphs.find(({ iri }) => iri === GRAPH)?.count;
  let early: Promise<number | undefined> | undefined;
  const stop = store.subscribe(() => {
    early ??= size();
  });
  await replaceWith(store, 'after', LINES + 1000);
  stop();
  await early;
  now += 120_000;
  expect(await size()).toBe(LINES + 1000);
});
