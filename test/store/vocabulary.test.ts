import { describe, expect, it } from 'vitest';
import { speaksOf } from '#wegwijzer/store/vocabulary.js';
import type { Committed } from '#wegwijzer/store/graph-store.js';
import { change, openStore, manyLines, temporaryFolder } from './support.js';

/** A replacement of so many lines is staged, and its lines are not listed. */
const MANY = 51_000;
const EX = 'https://example.org/';
const GRAPH = `<${EX}g>`;
const TYPED = `<${EX}s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <${EX}Thing> ${GRAPH} .`;
const NAMED = `<${EX}s> <${EX}name> "a name with <${EX}size> in it" ${GRAPH} .`;

/** What a follower of the store hears of some IRIs, commit by commit. */
async function heard(iris: readonly string[]): Promise<boolean[]> {
  const store = await openStore(temporaryFolder());
  const found: boolean[] = [];
  const speaks = speaksOf(iris);
  store.subscribe((committed: Committed) => found.push(speaks(committed)));
  await store.commit(change({ insert: [TYPED] }));
  await store.commit(change({ insert: [NAMED] }));
  await store.commit(change({ remove: [TYPED] }));
  const replacement = await store.replaceGraph({ graph: 'urn:g', agent: EX, reason: 'test' });
  await replacement.add(manyLines(MANY));
  await replacement.commit();
  return found;
}

describe('what a commit speaks of', () => {
  it('tells of a property that is used, added or removed, and of a graph replaced as a whole', async () => {
    expect(await heard([`${EX}name`])).toEqual([false, true, false, true]);
  });

  it('tells of a class that something becomes or stops being', async () => {
    expect(await heard([`${EX}Thing`])).toEqual([true, false, true, true]);
  });

  it('tells of nothing that only a text mentions', async () => {
    expect(await heard([`${EX}size`])).toEqual([false, false, false, true]);
  });
});
