import { expect, it } from 'vitest';
import type { Knowledge } from '#wegwijzer/responsibility/knowledge.js';
import { inOneKnowledge } from '#wegwijzer/responsibility/one-knowledge.js';

/** Knowledge of which only the number matters here. */
const known = (asOf: number): Knowledge => ({ asOf }) as Knowledge;

it('what was worked out while registers or rules changed is worked out anew, also where it failed', async () => {
  let now = known(1);
  const seen: number[] = [];
  const answer = await inOneKnowledge(
    () => Promise.resolve(now),
    ({ asOf }) => {
      seen.push(asOf);
      if (asOf < 3) now = known(asOf + 1);
      return asOf === 2 ? Promise.reject(new Error('Half of it was replaced.')) : Promise.resolve(asOf);
    },
  );
  expect({ answer, seen }).toEqual({ answer: 3, seen: [1, 2, 3] });
});

it('where they change without pause, the third time stands', async () => {
  let times = 0;
  const answer = inOneKnowledge(
    () => Promise.resolve(known(0)),
    () => Promise.resolve((times += 1)),
  );
  expect(await answer).toBe(3);
});

it('a failure is told at once where nothing changed', async () => {
  const now = known(1);
  let times = 0;
  const answer = inOneKnowledge(
    () => Promise.resolve(now),
    () => Promise.reject(new Error(`Attempt ${String((times += 1))}`)),
  );
  await expect(answer).rejects.toThrow('Attempt 1');
});
