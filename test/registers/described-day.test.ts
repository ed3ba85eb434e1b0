import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BASE_URL, bench, openRegisters, type Registers } from './support.js';

let registers: Registers;
beforeEach(async () => {
  registers = await openRegisters();
});
afterEach(async () => {
  await registers.close();
});

describe('the day that files describe', () => {
  it('may be tomorrow, and no later', async () => {
    await registers.load(bench('1'), { asOf: '2026-11-24' });
    for (const asOf of ['2026-11-26', '2206-09-01'])
      await expect(registers.load(bench('1'), { asOf })).rejects.toMatchObject({
        type: 'invalid-parameter',
        message: expect.stringContaining(`${asOf} is yet to come`) as string,
      });
  });

  it('is told where it is earlier than that of the version in force', async () => {
    expect(await registers.load(bench('1'), { asOf: '2026-06-30' })).toMatchObject({ warnings: 0 });
    expect(await registers.load(bench('2'), { asOf: '2026-06-30' })).toMatchObject({ warnings: 0 });
    expect(await registers.load(bench('3'), { asOf: '2026-01-31' })).toMatchObject({
      switched: true,
      warnings: 1,
      listedWarnings: [
        {
          feature: `${BASE_URL}/id/register/assets`,
          message: { en: expect.stringMatching(/2026-01-31.*2026-06-30.*older/) as string },
        },
      ],
    });
  });
});
