import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { amount, count, counts, json, readOptions, requiredTexts, text } from '../../bench/options.js';

class Ended extends Error {}

let printed = '';
let exitCode: number | undefined;
beforeEach(() => {
  printed = '';
  exitCode = undefined;
  const print = (chunk: string | Uint8Array): boolean => {
    printed += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(print);
  vi.spyOn(process.stderr, 'write').mockImplementation(print);
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    exitCode = Number(code);
    throw new Ended();
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const program = {
  command: 'npm run bench:thing',
  about: 'How fast a thing is.',
  options: {
    json,
    things: count(2000, 'things in the graph'),
    sizes: counts([10, 20], 'sizes of each run'),
    accuracy: amount('metres of accuracy'),
    folder: text('path', '../shared', 'folder of the files'),
  },
};

describe('a program that measures', () => {
  it('has its defaults where nothing is given, and what is given otherwise', () => {
    const preset = { json: false, things: 2000, sizes: [10, 20], accuracy: undefined, folder: '../shared' };
    expect(readOptions(program, [])).toEqual(preset);
    const given = ['--json', '--things', '5', '--sizes', '1,2,3', '--accuracy', '2.5', '--folder', 'here'];
    expect(readOptions(program, given)).toEqual({
      json: true,
      things: 5,
      sizes: [1, 2, 3],
      accuracy: 2.5,
      folder: 'here',
    });
  });

  it('says what it measures and each option with its default, and ends well', () => {
    expect(() => readOptions(program, ['--help'])).toThrow(Ended);
    expect(exitCode).toBe(0);
    for (const said of ['How fast a thing is.', 'things in the graph', '2000', '10,20', '../shared'])
      expect(printed).toContain(said);
  });

  it.each([
    [['--thing', '5'], "unknown option '--thing'"],
    [['more'], 'too many arguments'],
    [['--things', 'many'], 'Give a whole number from 1 on.'],
    [['--things', '0'], 'Give a whole number from 1 on.'],
    [['--sizes', '1,,2'], 'Give a whole number from 1 on.'],
    [['--accuracy', '-1'], 'Give a number from 0 on.'],
  ])('refuses %j in one line, with 2', (given, reason) => {
    expect(() => readOptions(program, given)).toThrow(Ended);
    expect(exitCode).toBe(2);
    expect(printed).toContain(reason);
    expect(printed).toMatch(/^[^\n]+\. See npm run bench:thing -- --help\.\n$|^[^\n]+\) See [^\n]+\n$/);
  });

  it('takes several texts, and asks for those that it needs', () => {
    const needing = { ...program, options: { registers: requiredTexts('files', 'files of registers') } };
    expect(readOptions(needing, ['--registers', 'a', 'b', '--registers', 'c'])).toEqual({
      registers: ['a', 'b', 'c'],
    });
    expect(() => readOptions(needing, [])).toThrow(Ended);
    expect(exitCode).toBe(2);
  });
});
