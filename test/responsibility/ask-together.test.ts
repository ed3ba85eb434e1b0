import { describe, expect, it } from 'vitest';
import { ProblemError } from '#wegwijzer/problem.js';
import { askTogether } from '#wegwijzer/responsibility/ask-together.js';

describe('what several decisions want to know', () => {
  it('is asked in one query for all of one turn, about each thing once', async () => {
    const asked: (readonly string[])[] = [];
    const ask = askTogether((keys) => {
      asked.push([...keys]);
      return Promise.resolve(
        new Map(keys.filter((key) => key !== 'nothing').map((key) => [key, `the ${key}`])),
      );
    });
    expect(await Promise.all(['bench', 'bin', 'bench', 'nothing'].map(ask))).toEqual([
      'the bench',
      'the bin',
      'the bench',
      undefined,
    ]);
    expect(await ask('bench')).toBe('the bench');
    expect(asked).toEqual([['bench', 'bin', 'nothing'], ['bench']]);
  });

  it('is asked again after a failure, of which everyone who waited is told', async () => {
    let fails = true;
    const ask = askTogether(() =>
      fails ? Promise.reject(new Error('no worker')) : Promise.resolve(new Map()),
    );
    const both = await Promise.allSettled([ask('a'), ask('b')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await ask('a')).toBeUndefined();
  });

  it('fails only for whoever asked what cannot be asked', async () => {
    const ask = askTogether((keys) =>
      keys.includes('odd')
        ? Promise.reject(new Error('The engine cannot read this.'))
        : Promise.resolve(new Map(keys.map((key) => [key, `the ${key}`]))),
    );
    const all = await Promise.allSettled(['bench', 'odd', 'bin'].map(ask));
    expect(all).toMatchObject([{ value: 'the bench' }, { status: 'rejected' }, { value: 'the bin' }]);
  });

  it('is not asked again one by one where no worker answers', async () => {
    let asked = 0;
    const ask = askTogether(() => {
      asked += 1;
      return Promise.reject(new ProblemError('query-unavailable', 'There is no worker.'));
    });
    await Promise.allSettled(['bench', 'bin'].map(ask));
    expect(asked).toBe(1);
  });
});
