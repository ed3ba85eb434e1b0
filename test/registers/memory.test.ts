import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { dct, rdf, ww } from '#wegwijzer/rdf/namespaces.js';
import { iriToString, literalToString, type Line } from '#wegwijzer/rdf/nquads.js';
import { Comparison } from '#wegwijzer/registers/comparison.js';
import { SuccessionWatch } from '#wegwijzer/registers/succession-watch.js';
import { splitBlock } from '#wegwijzer/store/embedded/line-blocks.js';
import { BASE_URL } from './support.js';

const REGISTER = `${BASE_URL}/id/register/assets`;
const MEGABYTE = 1e6;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are held once some work is done, what it gives included. */
function heldAfter<T>(work: () => T): { readonly bytes: number; readonly result: T } {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const result = work();
  collectGarbage();
  return { bytes: process.memoryUsage().heapUsed - before, result };
}

function line(thing: string, property: string, object: string): Line {
  return `<${thing}> ${iriToString(property)} ${object} <${REGISTER}> .`;
}

/** The lines of a thing as the journal gives them: cut out of one block. */
function linesOf(number: number, more: (thing: string) => Line): Line[] {
  const thing = `${BASE_URL}/id/bench/${String(number)}`;
  const lines = [
    line(thing, rdf('type'), iriToString(`${BASE_URL}/Bench`)),
    more(thing),
    line(thing, ww('cell'), literalToString(String(120_200_000_000_000_000n + BigInt(number)))),
  ];
  return splitBlock(`${lines.join('\n')}\n`);
}

describe('what is held while a register is loaded', () => {
  it('are the names and tiles of what changed, and not all that is said of it', () => {
    const described = literalToString('x'.repeat(20_000));
    const { bytes, result } = heldAfter(() => {
      const comparison = new Comparison(`${BASE_URL}/.well-known/genid/`);
      for (let number = 0; number < 2000; number += 1)
        comparison.add(
          [],
          linesOf(number, (thing) => line(thing, dct('description'), described)),
        );
      return comparison;
    });
    expect(result.difference.touched.features.size).toBe(2000);
    expect(result.difference.touched.cells?.size).toBe(2000);
    expect(bytes).toBeLessThan(2 * MEGABYTE);
  });

  it('is nothing of things that have a date and a place, which no succession is about', () => {
    const watch = new SuccessionWatch(REGISTER);
    const { bytes } = heldAfter(() => {
      for (let number = 0; number < 20_000; number += 1)
        watch.take(linesOf(number, (thing) => line(thing, dct('date'), literalToString('2026-01-31'))));
    });
    expect(bytes).toBeLessThan(MEGABYTE);
    expect(watch).toBeInstanceOf(SuccessionWatch);
  });
});
