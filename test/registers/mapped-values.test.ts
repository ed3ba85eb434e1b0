import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  - { property: obd:beheerder, iri: 'id/org/{manager}' }
`;
const CSV = `${BENCHES}geometry: { lon: a, lat: b }\n`;
const geojson = (...properties: readonly object[]): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: properties.map((each) => ({
      type: 'Feature',
      properties: each,
      geometry: { type: 'Point', coordinates: [3.7, 51.05] },
    })),
  });
const mapped = (data: string, mapping: string): ReturnType<Registers['load']> =>
  registers.load([data], { mapping: registers.file('m.yaml', mapping) });
const benches = (content: string, mapping = CSV): ReturnType<Registers['load']> =>
  mapped(registers.file('b.csv', content), mapping);
/** What is said of a bench with a property, without the base URL. */
const said = (nr: string, property: string): string[] =>
  registers
    .rows()
    .filter((row) => row.startsWith(`<${BASE_URL}/id/bench/${nr}> `) && row.includes(property))
    .map((row) => row.split(' ').slice(2).join(' ').replace(BASE_URL, ''));

describe('a list in GeoJSON', () => {
  const LISTS = `
iri: id/bench/{nr}
class: infra:Zitbank
only: { use: [bench, seat] }
lookups:
  teams: { values: { green: '7', grey: '8' } }
columns:
  code: { key: '{teams}', lookup: teams }
properties:
  - { property: obd:beheerder, iri: 'id/org/{manager}' }
  - { property: obd:eigenaar, iri: 'id/org/{code}' }
  - { property: skos:altLabel, value: 'bank {names}', if: teams }
`;

  it('is as many values, also where they are looked up', async () => {
    const data = registers.file(
      'b.geojson',
      geojson(
        {
          nr: 1,
          use: ['table', 'seat'],
          manager: ['5'],
          teams: ['green', 'grey'],
          names: ['a', 2, 'a', null],
        },
        { nr: 2, use: ['table', 'lamp'], manager: '5', teams: 'green', names: [] },
      ),
    );
    expect(await mapped(data, LISTS)).toMatchObject({ records: 1, warnings: 0 });
    expect(said('1', '#beheerder')).toEqual(['</id/org/5>']);
    expect(said('1', '#eigenaar')).toEqual(['</id/org/7>', '</id/org/8>']);
    expect(said('1', '#altLabel')).toEqual(['"bank 2"', '"bank a"']);
  });

  const faultsOf = async (properties: object, mapping: string): Promise<string[]> => {
    const data = registers.file('b.geojson', geojson({ nr: 1, manager: '5', ...properties }));
    const told: string[] = [];
    const loading = registers.load([data], {
      mapping: registers.file('m.yaml', mapping),
      onFailure: ({ message }) => told.push(message.en),
    });
    await expect(loading).rejects.toMatchObject({ type: 'invalid-register' });
    return told;
  };

  it('beside another in one template is a fault, since it is not known which values belong together', async () => {
    const address = `${BENCHES}  - { property: skos:altLabel, value: '{street} {number}' }\n`;
    const lists = { street: ['A', 'B'], number: ['1', '2'] };
    const [first, ...others] = await faultsOf(lists, address);
    expect(first).toMatch(/altLabel takes street and number together, and each is a list/);
    expect(others).toEqual([]);
    const code = `${BENCHES}only: { code: A }\nlookups: { t: { values: { A: A } } }
columns: { code: { key: ['{street}', '{number}'], lookup: t } }\n`;
    expect(await faultsOf(lists, code)).toEqual([expect.stringMatching(/^code takes street and number/)]);
  });

  it('is a fault where it is longer than what a record says', async () => {
    const names = Array.from({ length: 1001 }, (_, index) => `name ${String(index)}`);
    const mapping = `${BENCHES}  - { property: skos:altLabel, value: '{names}' }\n`;
    expect(await faultsOf({ names }, mapping)).toEqual([
      expect.stringContaining('names is a list of 1001 values'),
    ]);
  });

  it('of which each value lacks another column is told once', async () => {
    const mapping = `${BENCHES}  - { property: skos:altLabel, value: '{names} {other}', required: true }\n`;
    expect(await faultsOf({ names: ['a', 'b', 'c'], other: null }, mapping)).toEqual([
      expect.stringContaining('is required and has no value'),
    ]);
  });
});

describe('a column that no feature has', () => {
  it('is told, and one that is empty or rare is not', async () => {
    const mapping = `${BENCHES}  - { property: skos:altLabel, value: '{Naam}' }
  - { property: skos:note, value: '{address.street}' }\n`;
    const data = registers.file(
      'b.geojson',
      geojson({ nr: 1, manager: '1', naam: 'a', address: { street: null } }, { nr: 2, manager: '1' }),
    );
    const { warnings, listedWarnings } = await mapped(data, mapping);
    expect(warnings).toBe(1);
    expect(listedWarnings).toMatchObject([
      {
        feature: `${BASE_URL}/id/register/assets`,
        message: {
          nl: expect.stringMatching(/Geen enkele feature van .*b\.geojson heeft Naam\./) as string,
          en: expect.stringMatching(/No feature of .*b\.geojson has Naam\./) as string,
        },
      },
    ]);
  });
});

describe('codes that look like numbers', () => {
  it('are what is written in the mapping, with the zeros that they begin or end with', async () => {
    const mapping = `${CSV.replace('{manager}', '{code}')}
only: { version: [1.10, 010] }
removed: { gone: 0x1 }
lookups:
  nis: { values: { 01000: 007, 1000: '8' } }
columns:
  code: { key: '{nis}', lookup: nis, default: unknown }
`;
    await benches(
      'nr,nis,version,gone,a,b\n1,01000,1.10,1,3.7,51.05\n2,1000,010,0,3.7,51.05\n3,1000,1.1,0,3.7,51.05\n',
      mapping,
    );
    expect(said('1', '#beheerder')).toEqual(['</id/org/007>']);
    expect(said('2', '#beheerder')).toEqual(['</id/org/8>']);
    expect(said('3', '#beheerder')).toEqual([]);
  });
});

describe('a number of GeoJSON', () => {
  it('is what a mapping says in whatever way it is written there, and a text is not', async () => {
    const mapping = `${BENCHES}only: { status: [1.0, 2e3] }\nremoved: { gone: 1.0 }\n`;
    const numbers = registers.file(
      'b.geojson',
      geojson(
        { nr: 1, manager: '1', status: 1, gone: 0 },
        { nr: 2, manager: '2', status: [2000, 7], gone: 0 },
        { nr: 3, manager: '3', status: '1', gone: 0 },
        { nr: 4, manager: '4', status: 10, gone: 0 },
        { nr: 5, manager: '5', status: 1, gone: 1 },
      ),
    );
    await mapped(numbers, mapping);
    expect(['1', '2', '3', '4', '5'].flatMap((nr) => said(nr, '#beheerder'))).toEqual([
      '</id/org/1>',
      '</id/org/2>',
    ]);
  });
});

describe('two columns of one name', () => {
  it('are refused where the mapping uses them, and passed over where not', async () => {
    const row = '1,1,x,y,3.7,51.05,2\n';
    await expect(benches(`nr,manager,note,note,a,b,manager\n${row}`)).rejects.toMatchObject({
      type: 'invalid-register',
      message: expect.stringMatching(/b\.csv: the header has "manager" more than once/) as string,
    });
    await benches(`nr,manager,note,note,a,b,other\n${row}`);
    expect(said('1', '#beheerder')).toEqual(['</id/org/1>']);
  });

  it('are refused in a table of lookups', async () => {
    registers.file('t.csv', 'name,code,code\nA,7,8\n');
    const mapping = `${CSV}lookups:\n  t: { file: t.csv, key: name, value: code }\ncolumns:\n  manager: { key: '{who}', lookup: t }\n`;
    await expect(benches('nr,who,a,b\n1,A,3.7,51.05\n', mapping)).rejects.toThrow(
      /line \d+: lookups\.t: .*"code" more than once/,
    );
  });
});

describe('spaces around a value', () => {
  it('make no other thing of it', async () => {
    await benches('nr,manager,a,b\n7 , 1,3.7,51.05\n');
    expect(said('7', '#beheerder')).toEqual(['</id/org/1>']);
  });
});
