import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { supposeRegister } from '#wegwijzer/registers/index.js';
import { BASE_URL, bench, openRegisters, PREFIXES, registerShapes, type Registers } from './support.js';

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

  it('may be any day of the calendar where it is only looked at or supposed', async () => {
    const looked = await registers.load(bench('1'), { asOf: '2027-01-01', isLook: true });
    expect(looked).toMatchObject({ switched: false, difference: { added: 1 } });
    const suppose = (asOf: string): ReturnType<typeof supposeRegister> =>
      supposeRegister(registers.store, {
        name: 'assets',
        files: [{ path: registers.file('next.ttl', PREFIXES + bench('1')) }],
        baseUrl: BASE_URL,
        agent: `${BASE_URL}/id/agent/test`,
        shapes: registerShapes,
        now: () => new Date('2026-11-23T12:00:00Z'),
        asOf,
      });
    const lines: string[] = [];
    await suppose('2027-01-01').fill(async (portion) => {
      lines.push(...portion);
      return Promise.resolve();
    });
    expect(lines.join('\n')).toContain('"2027-01-01"');
    const noDay = { type: 'invalid-parameter' };
    expect(() => suppose('2027-02-30')).toThrow(expect.objectContaining(noDay));
    await expect(registers.load(bench('1'), { asOf: '2027-02-30', isLook: true })).rejects.toMatchObject(
      noDay,
    );
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
