import { describe, expect, it } from 'vitest';
import { checkJournal } from '#wegwijzer/store/embedded/check.js';
import { exportQuads } from '#wegwijzer/store/embedded/export.js';
import {
  change,
  digest,
  manyLines,
  openStore,
  replay,
  temporaryFolder,
  textLine,
  workerLines,
} from './support.js';

describe('a graph that grows beyond one block', () => {
  it('keeps every line while it grows, is changed and shrinks again, here, in the log and in the workers', async () => {
    const directory = temporaryFolder();
    const store = await openStore(directory);
    const few = manyLines(50);
    await store.commit(change({ insert: few }));
    const many = manyLines(3000);
    const grown = await store.commit(change({ insert: many }));
    expect(grown.inserted).toHaveLength(2950);
    const second = textLine(7, 'said of a subject that is there');
    await store.commit(change({ insert: [second], remove: many.slice(0, 5) }));
    const expected = [...many.slice(5), second];
    expect(digest(store.readGraph('urn:g') ?? [])).toBe(digest(expected));
    await store.commit(change({ remove: many.slice(10) }));
    const left = [...many.slice(5, 10), second].sort();
    expect([...(store.readGraph('urn:g') ?? [])].sort()).toEqual(left);
    expect(await workerLines(store)).toEqual(left);
    expect([...(replay(store.log(0)).get('urn:g') ?? [])].sort()).toEqual(left);
    await store.close();
    expect((await checkJournal(directory)).problems).toEqual([]);
  });

  it('is exported as the same text as one that never was large', async () => {
    const texts = await Promise.all(
      [0, 3000].map(async (more) => {
        const directory = temporaryFolder();
        const store = await openStore(directory);
        await store.commit(change({ insert: manyLines(20) }));
        const extra = manyLines(more, 'urn:g', 'passing');
        await store.commit(change({ insert: extra }));
        await store.commit(change({ remove: extra }));
        await store.close();
        let text = '';
        await exportQuads(directory, (piece) => {
          text += piece;
        });
        return text;
      }),
    );
    expect(texts[1]).toBe(texts[0]);
  });

  it('may be replaced by a large one, with the difference in the log', async () => {
    const directory = temporaryFolder();
    const store = await openStore(directory);
    await store.commit(change({ insert: [...manyLines(10), textLine('gone', 'goes')] }));
    const replacement = await store.replaceGraph({ graph: 'urn:g', agent: 'urn:agent', reason: 'test' });
    const lines = manyLines(60_000);
    await replacement.add(lines);
    await replacement.commit();
    expect(digest(store.readGraph('urn:g') ?? [])).toBe(digest(lines));
    const [last] = [...store.log(1)];
    const rows = [...(last?.patch() ?? [])].join('').split('\n');
    expect(rows.filter((row) => row.startsWith('D '))).toEqual([`D ${textLine('gone', 'goes')}`]);
    expect(rows.filter((row) => row.startsWith('A '))).toHaveLength(59_990);
  });
});
