import { describe, expect, it } from 'vitest';
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
});
