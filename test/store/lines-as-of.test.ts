import { describe, expect, it } from 'vitest';
import { change, digest, manyLines, openStore, temporaryFolder, textLine } from './support.js';

describe('the lines of a moment in the past', () => {
  it('are of that moment, whatever has changed since, and while they are read', async () => {
    const store = await openStore(temporaryFolder());
    const before = [...manyLines(12_000), textLine('x', 'kept', 'urn:other')];
    const { sequence } = await store.commit(change({ insert: before }));
    await store.commit(
      change({ insert: [textLine('new', 'later')], remove: before.slice(0, 100), drop: ['urn:other'] }),
    );
    await store.commit(change({ insert: before.slice(0, 50) }));
    const read: string[] = [];
    let portions = 0;
    for await (const portion of store.linesAsOf(sequence, () => true)) {
      read.push(...portion);
      portions += 1;
      const at = before.length - 100 * portions;
      await store.commit(
        change({ remove: before.slice(at, at + 50), insert: [textLine(`during-${String(portions)}`, 'x')] }),
      );
    }
    expect(portions).toBeGreaterThan(1);
    expect(digest(new Set(read))).toBe(digest(before));
  });

  it('are those of the graphs that are wanted', async () => {
    const store = await openStore(temporaryFolder());
    const { sequence } = await store.commit(
      change({ insert: [textLine(1, 'a', 'urn:wanted'), textLine(1, 'a', 'urn:other')] }),
    );
    const read: string[] = [];
    for await (const portion of store.linesAsOf(sequence, (graph) => graph === 'urn:wanted'))
      read.push(...portion);
    expect(read).toEqual([textLine(1, 'a', 'urn:wanted')]);
  });
});
