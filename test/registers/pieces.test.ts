import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoadFailure } from '#wegwijzer/registers/index.js';
import { BASE_URL, bench, openRegisters, PREFIXES, type Registers } from './support.js';

let registers: Registers;
beforeEach(async () => {
  registers = await openRegisters();
});
afterEach(async () => {
  await registers.close();
});

const iri = (key: string): string => `${BASE_URL}/id/bench/${key}`;
const managersOf = (key: string): string[] =>
  registers.rows().filter((row) => row.startsWith(`<${iri(key)}> `) && row.includes('#beheerder>'));
const turtle = (name: string, content: string): string => registers.file(name, PREFIXES + content);

describe('a thing that comes twice', () => {
  it('in two files with another manager fails, and both places are named', async () => {
    const files = [
      turtle('a.ttl', bench('1') + bench('7')),
      turtle('b.ttl', bench('2') + bench('7', { manager: '2' })),
    ];
    await expect(registers.load(files)).rejects.toMatchObject({
      type: 'invalid-register',
      extra: { count: 1, records: 1 },
      message: expect.stringMatching(/b\.ttl, record 2 .*bench\/7.*beheerder.*a\.ttl, record 2/) as string,
    });
    const summary = await registers.load(files, { failureLimit: { count: 1 } });
    expect(summary).toMatchObject({ records: 4, failures: 1 });
    expect(managersOf('7')).toEqual([expect.stringContaining('/id/org/1>')]);
  });

  it('far apart in one file with another place fails', async () => {
    const path = join(registers.directory, 'large.ttl');
    const parts = [PREFIXES, bench('twice')];
    for (let i = 0; i < 21_000; i += 1) parts.push(bench(String(i)));
    writeFileSync(path, [...parts, bench('twice', { wkt: 'POINT (3.8 51)' })].join(''));
    await expect(registers.load([path])).rejects.toMatchObject({
      extra: { records: 1, errors: [{ feature: iri('twice') }] },
      message: expect.stringMatching(/locn#geometry.*large\.ttl, record 1\b/) as string,
    });
  });

  it('in two tables is told with the line of each', async () => {
    const mapping = registers.file(
      'm.yaml',
      'iri: id/bench/{nr}\nclass: infra:Zitbank\ngeometry: { lon: a, lat: b }\nproperties:\n  - { property: obd:beheerder, iri: "id/org/{org}" }\n',
    );
    const failures: LoadFailure[] = [];
    const files = ['1,1,3.7,51\n7,1,3.7,51\n', '7,2,3.7,51\n'].map((rows, index) =>
      registers.file(`${String(index)}.csv`, `nr,org,a,b\n${rows}`),
    );
    const onFailure = (failure: LoadFailure): number => failures.push(failure);
    await expect(registers.load(files, { mapping, onFailure })).rejects.toThrow();
    expect(failures).toMatchObject([
      {
        line: 2,
        message: {
          en: expect.stringMatching(/0\.csv, line 3/) as string,
          nl: expect.stringMatching(/0\.csv, regel 3/) as string,
        },
      },
    ]);
  });

  it('is one thing where the pieces agree', async () => {
    const label = `<id/bench/1> skos:prefLabel "Bank"@nl .`;
    await registers.load([
      turtle('a.ttl', bench('1')),
      turtle('b.ttl', bench('1') + bench('2')),
      turtle('c.ttl', label),
    ]);
    const inPieces = registers.rows();
    await registers.load(bench('1') + bench('2') + label, { name: 'whole' });
    expect(inPieces).toEqual(registers.rows('whole'));
  });

  it.each([
    ['first', ['a.ttl', 'b.ttl']],
    ['last', ['b.ttl', 'a.ttl']],
  ])('in a delta keeps what did not change, with the whole %s', async (_, names) => {
    const label = `<id/bench/7> skos:prefLabel "Bank"@nl .`;
    await registers.load(`${bench('7')} <id/bench/7> skos:altLabel "Oud"@nl .`);
    turtle('a.ttl', bench('7'));
    turtle('b.ttl', label);
    const files = names.map((name) => join(registers.directory, name));
    const { difference } = await registers.load(files, { delta: true });
    expect(difference).toMatchObject({ changed: 1, managersChanged: 0 });
    await registers.load(bench('7') + label, { name: 'whole' });
    expect(registers.rows()).toEqual(registers.rows('whole'));
  });
});
