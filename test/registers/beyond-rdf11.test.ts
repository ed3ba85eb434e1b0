import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoadFailure } from '#wegwijzer/registers/index.js';
import { bench, openRegisters, type Registers } from './support.js';

let registers: Registers;
beforeEach(async () => {
  registers = await openRegisters();
});
afterEach(async () => {
  await registers.close();
});

describe('what RDF 1.2 adds', () => {
  it.each([
    [
      'a triple term',
      '<id/bench/1> skos:note <<( <urn:s> <urn:p> <urn:o> )>> .',
      /triple term.*leave it out/,
    ],
    [
      'a reified triple',
      '<id/bench/1> skos:note << <urn:s> <urn:p> <urn:o> >> .',
      /triple term.*leave it out/,
    ],
    ['a direction', '<id/bench/1> skos:note "x"@ar--rtl .', /Write "x"@ar\./],
  ])('is refused with how to mend it: %s', async (_, statement, message) => {
    const failures: LoadFailure[] = [];
    const onFailure = (failure: LoadFailure): number => failures.push(failure);
    const summary = await registers.load(bench('1') + bench('2') + statement, {
      failureLimit: { count: 1 },
      onFailure,
    });
    expect(summary).toMatchObject({ failures: 1, switched: true });
    expect(failures).toMatchObject([{ message: { en: expect.stringMatching(message) as string } }]);
    expect(failures[0]?.message.nl).toMatch(/wordt niet bewaard/);
  });
});
