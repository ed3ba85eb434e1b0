import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '#wegwijzer/problem.js';
import type { LoadFailure } from '#wegwijzer/registers/index.js';
import { BASE_URL, openRegisters, type Registers } from './support.js';

let registers: Registers;
beforeEach(async () => {
  registers = await openRegisters();
});
afterEach(async () => {
  await registers.close();
});

const BENCHES = `
iri: id/bench/{nr}
class: infra:Zitbank
properties:
  - property: obd:beheerder
    iri: id/org/{manager}
`;
async function refusal(loading: Promise<unknown>): Promise<ProblemError> {
  const error: unknown = await loading.catch((reason: unknown) => reason);
  if (error instanceof ProblemError) return error;
  throw new Error(`No problem, but ${String(error)}.`);
}

describe('a table of lookups', () => {
  const LOOKUP = `${BENCHES}geometry: { lon: a, lat: b }
lookups:
  t: { file: t.csv, key: name, value: code }
columns:
  manager: { key: '{who}', lookup: t }
`;

  it.each([
    ['a comma within a field', 'name;code\nA, b;7\n', ''],
    ['bars between fields', 'name|code\nA, b|7\n', ''],
    ['Windows-1252', Buffer.from('name;code\nA, b;7\n\xe9;8\n', 'latin1'), ', encoding: windows-1252'],
    ['a delimiter that is told', 'name/code\nA, b/7\n', ', delimiter: /'],
  ])('with %s is read', async (_, table, more) => {
    registers.file('t.csv', table);
    const data = registers.file('b.csv', 'nr;who;a;b\n1;A, b;3.7;51.05\n');
    const mapping = registers.file('m.yaml', LOOKUP.replace('value: code', `value: code${more}`));
    await registers.load([data], { mapping });
    expect(registers.rows().join('\n')).toContain(`<${BASE_URL}/id/org/7>`);
  });

  it.each([
    ['characters of another encoding', Buffer.from('name;code\n\xe9;7\n', 'latin1'), /t\.csv.*encoding/],
    ['a quote that is left open', 'name;code\n"A;7\n', /t\.csv.*[Qq]uote/],
    ['a field too many', 'name;code\nA;7;8\n', /t\.csv.*line 2/],
    ['a column too few', 'name;number\nA;7\n', /t\.csv.*no column "code"/],
  ])('with %s is refused, with the line of the mapping', async (_, table, message) => {
    registers.file('t.csv', table);
    const data = registers.file('b.csv', 'nr;who;a;b\n1;A;3.7;51.05\n');
    const problem = await refusal(registers.load([data], { mapping: registers.file('m.yaml', LOOKUP) }));
    expect(problem).toMatchObject({ type: 'invalid-register' });
    expect(problem.message).toMatch(/line 9: lookups\.t/);
    expect(problem.message).toMatch(message);
  });
});

describe('rows of a CSV file', () => {
  const mapping = `${BENCHES}geometry: { lon: a, lat: b }\n`;

  it.each([
    ['two values that are none', '1,1,here,there\n2,1,3.7,51.05\n', 2],
    ['several quotes out of place', '1,1,3"7,5"1,0"5\n2,1,3.7,51.05\n', 1],
  ])('with %s count once', async (_, rows, faults) => {
    const failures: LoadFailure[] = [];
    const summary = await registers.load([registers.file('b.csv', `nr,manager,a,b\n${rows}`)], {
      mapping: registers.file('m.yaml', mapping),
      failureLimit: { count: 1 },
      onFailure: (failure) => failures.push(failure),
    });
    expect(summary).toMatchObject({ records: 2, failures: 1, switched: true });
    expect(failures.map(({ line }) => line)).toEqual(Array<number>(faults).fill(2));
  });

  const many = Array.from({ length: 900 }, (_, i) => `${String(i)},1,3.7,51.05\n`);
  it.each([
    ['left open', [...many.slice(0, 10), '10,"1,3.7,51.05\n', ...many.slice(11)]],
    [
      'left open before others',
      [...many.slice(0, 10), '10,"1,3.7,51.05\n', ...many.slice(11), 'x,"1",3,51\n'],
    ],
    ['not doubled', [...many.slice(0, 10), '10,"1" or 2,3.7,51.05\n', ...many.slice(11)]],
  ])('with a quote %s refuse the file, whatever may fail: nobody knows what follows', async (_, rows) => {
    const problem = await refusal(
      registers.load([registers.file('b.csv', `nr,manager,a,b\n${rows.join('')}`)], {
        mapping: registers.file('m.yaml', mapping),
        failureLimit: { count: 100 },
      }),
    );
    expect(problem).toMatchObject({ type: 'invalid-register', extra: { line: 12 } });
    expect(problem.message).toMatch(/b\.csv: .*line 12 .*quote.*twice/s);
  });
});
