import { expect, it } from 'vitest';
import { FollowState } from '#wegwijzer/following/state.js';
import { openRegisters } from '../registers/support.js';

it('What was on a page is read where the page is, not where all pages are listed', async () => {
  const registers = await openRegisters();
  const { store } = registers;
  const state = new FollowState(store, 'assets');
  const page = {
    url: 'https://partner.example/1',
    from: 5,
    entityTag: '"a"',
    links: [{ node: 'https://partner.example/2' }],
    members: { a: 'x', b: 'y' },
  };
  const old = { ...page, url: 'https://partner.example/old', problem: 'It was gone.' };
  const key = state.writeOpen(old)[0]?.key ?? '';
  // As one record, which it was once.
  const keep = [...state.writeOpen(page), { table: 'following' as const, key, value: JSON.stringify(old) }];
  await store.commit({ agent: 'https://e.org/test', reason: 'test', keep });
  const listed = [...state.openPages()].sort((a, b) => (a.url < b.url ? -1 : 1));
  expect(listed).toEqual([
    { url: page.url, from: 5, held: 2 },
    { url: old.url, from: 5, held: 2, problem: 'It was gone.' },
  ]);
  expect([state.openPage(page.url), state.openPage(old.url)]).toMatchObject([page, old]);
  await store.commit({ agent: 'https://e.org/test', reason: 'test', keep: state.writeDone(page.url) });
  expect(state.openPage(page.url)).toBeUndefined();
  expect(state.isDone(page.url)).toBe(true);
  await registers.close();
});
