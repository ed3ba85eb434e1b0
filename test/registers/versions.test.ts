import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  readRegisterVersions,
  readVersionDifference,
  undoRegister,
  type DescribedRegister,
  type RegisterDifference,
  type RegisterVersion,
} from '#wegwijzer/registers/index.js';
import { BASE_URL, bench, openRegisters, type Registers } from './support.js';

let registers: Registers;
beforeEach(async () => {
  registers = await openRegisters();
});
afterEach(async () => {
  await registers.close();
});

const GRAPH = `${BASE_URL}/id/register/assets`;
const versions = (): readonly RegisterVersion[] =>
  readRegisterVersions(registers.store, BASE_URL).find(({ name }) => name === 'assets')?.versions ?? [];
const counts = ({ added, removed, changed, managersChanged }: RegisterDifference): number[] => [
  added,
  removed,
  changed,
  managersChanged,
];
const iri = (key: string): string => `${BASE_URL}/id/bench/${key}`;
const organisation = (key: string): string => `${BASE_URL}/id/org/${key}`;

describe('all versions', () => {
  it('are read again only where something of registers has changed', async () => {
    const read = (): readonly DescribedRegister[] => readRegisterVersions(registers.store, BASE_URL);
    expect(read()).toEqual([]);
    await registers.load(bench('1'));
    const first = read();
    expect(first.map((register) => register.versions.length)).toEqual([1]);
    const insert = ['<urn:a> <urn:b> <urn:c> <urn:graph> .'];
    await registers.store.commit({ agent: 'urn:agent', reason: 'something else', insert });
    expect(read()).toBe(first);
    await registers.load(bench('2'));
    expect(read().map((register) => register.versions.length)).toEqual([2]);
  });
});

describe('a new version', () => {
  it('is compared with the one before, thing by thing', async () => {
    const seen: RegisterDifference[] = [];
    const confirm = (difference: RegisterDifference): boolean => seen.push(difference) > 0;
    await registers.load(bench('1') + bench('2') + bench('3') + bench('4'), { confirm });
    await registers.load(
      bench('1') + bench('2', { manager: '2' }) + bench('3', { wkt: 'POINT (3.8 51)' }) + bench('5'),
      {
        confirm,
      },
    );
    expect(seen.map(counts)).toEqual([
      [4, 0, 0, 0],
      [1, 1, 2, 1],
    ]);
    expect(seen[1]?.listed).toEqual([
      { feature: iri('2'), from: [organisation('1')], to: [organisation('2')] },
    ]);
    expect(seen[1]?.pairs).toEqual([{ from: [organisation('1')], to: [organisation('2')], count: 1 }]);
    expect([...(seen[1]?.touched.features ?? [])].sort()).toEqual(['2', '3', '4', '5'].map(iri));
  });

  it('is compared alike where the register is too large to be held', async () => {
    const many = (change: (i: number) => string): string =>
      Array.from({ length: 9000 }, (_, i) => change(i)).join('');
    await registers.load(many((i) => bench(String(i))));
    const { difference } = await registers.load(
      many((i) => (i < 100 ? '' : bench(String(i), { manager: i < 150 ? '2' : '1' }))) + bench('new'),
    );
    expect(counts(difference)).toEqual([1, 100, 50, 50]);
    expect(difference.pairs).toEqual([{ from: [organisation('1')], to: [organisation('2')], count: 50 }]);
    expect(versions().at(-1)).toMatchObject({ added: 1, removed: 100, changed: 50, managersChanged: 50 });
  });

  it('is not made where it is declined', async () => {
    await registers.load(bench('1'));
    const { sequence } = registers.store;
    const summary = await registers.load(bench('2'), { confirm: () => false });
    expect(summary).toMatchObject({ switched: false, version: 1, difference: { added: 1, removed: 1 } });
    expect(registers.store.sequence).toBe(sequence);
    expect(registers.rows().join()).toContain('bench/1');
  });

  it('stays described after others came, with its files, its day and who loaded it', async () => {
    await registers.load(bench('1'), { asOf: '2026-01-31' });
    await registers.load(bench('2'), { asOf: '2026-06-30' });
    expect(versions()).toMatchObject([
      {
        version: 1,
        asOf: '2026-01-31',
        kind: 'full',
        files: ['register.ttl'],
        records: 1,
        agent: `${BASE_URL}/id/agent/test`,
      },
      { version: 2, asOf: '2026-06-30', added: 1, removed: 1, iri: `${GRAPH}/version/2` },
    ]);
    const lines = (registers.store.readGraph(`${BASE_URL}/id/registers`) ?? []).join('\n');
    expect(lines).toMatch(/checksumValue> "[0-9a-f]{64}"/);
    expect(lines).toContain(
      `<${GRAPH}/version/2> <http://www.w3.org/ns/dcat#previousVersion> <${GRAPH}/version/1>`,
    );
    expect(
      versions().map(({ sequence }) => [...registers.store.log((sequence ?? 0) - 1)][0]?.reason),
    ).toEqual(['Register assets loaded', 'Register assets loaded']);
  });
});

describe('a delta', () => {
  it('replaces things with their parts, adds, removes, and lets the rest be', async () => {
    await registers.load(bench('1') + bench('2') + bench('3'));
    const ended = `<id/bench/3> prov:invalidatedAtTime "2026-02-28T00:00:00Z"^^xsd:dateTime .`;
    const summary = await registers.load(
      bench('2', { manager: '2', wkt: 'POINT (3.8 51)' }) + bench('4') + ended,
      {
        delta: true,
      },
    );
    expect(counts(summary.difference)).toEqual([1, 1, 1, 1]);
    const after = registers.rows();
    await registers.load(bench('1') + bench('2', { manager: '2', wkt: 'POINT (3.8 51)' }) + bench('4'), {
      name: 'whole',
    });
    expect(after).toEqual(registers.rows('whole'));
    expect(versions().at(-1)).toMatchObject({ kind: 'delta', version: 2 });
  });

  it('that ends a thing leaves the geometry that another thing has', async () => {
    const shared = (key: string): string =>
      `<id/bench/${key}> a infra:Zitbank ; obd:beheerder <id/org/1> ; locn:geometry <id/geometry/1> .`;
    const geometry = `<id/geometry/1> a locn:Geometry ; geo:asWKT "POINT (3.7 51.05)"^^geo:wktLiteral .`;
    const end = (key: string): string =>
      `<id/bench/${key}> prov:invalidatedAtTime "2026-02-28T00:00:00Z"^^xsd:dateTime .`;
    const isThere = (): boolean =>
      registers.rows().some((row) => row.startsWith(`<${BASE_URL}/id/geometry/1>`));
    await registers.load(shared('1') + shared('2') + shared('3') + geometry);
    await registers.load(end('1'), { delta: true });
    expect(isThere()).toBe(true);
    await registers.load(end('2') + shared('3') + geometry, { delta: true });
    expect(isThere()).toBe(true);
    await registers.load(end('3'), { delta: true });
    expect(isThere()).toBe(false);
    expect(registers.rows()).toEqual([]);
  });

  it('of a table marks what has ended in a column', async () => {
    await registers.load(bench('1') + bench('2'));
    const mapping = registers.file(
      'm.yaml',
      'iri: id/bench/{nr}\nclass: infra:Zitbank\ngeometry: { lon: lon, lat: lat }\nremoved: { state: gone }\nproperties:\n  - { property: obd:beheerder, iri: "id/org/{org}" }\n',
    );
    const data = registers.file('d.csv', 'nr,state,org,lon,lat\n1,gone,,,\n2,there,2,3.7,51.05\n');
    await registers.load([data], { delta: true, mapping });
    expect(registers.rows().filter((row) => row.includes('beheerder'))).toEqual([
      `<${iri('2')}> <https://data.vlaanderen.be/ns/openbaardomein#beheerder> <${organisation('2')}>`,
    ]);
    expect(registers.rows().join()).not.toContain('bench/1>');
  });

  it('of a register that is not there is refused', async () => {
    await expect(registers.load(bench('1'), { delta: true })).rejects.toMatchObject({
      type: 'invalid-register',
      message: expect.stringContaining('no register') as string,
    });
  });
});

describe('the version in force', () => {
  const undo = (): ReturnType<typeof undoRegister> =>
    undoRegister(registers.store, {
      name: 'assets',
      baseUrl: BASE_URL,
      agent: `${BASE_URL}/id/agent/test`,
      now: () => new Date('2026-11-24T12:00:00Z'),
    });

  it('can be taken back, as a new version, and that again', async () => {
    await registers.load(bench('1') + bench('2'), { asOf: '2026-01-31' });
    const first = registers.rows();
    await registers.load(bench('1', { manager: '2' }) + bench('3'), { asOf: '2026-06-30' });
    const second = registers.rows();
    expect(await undo()).toMatchObject({
      version: 3,
      difference: { added: 1, removed: 1, changed: 1, managersChanged: 1 },
    });
    expect(registers.rows()).toEqual(first);
    expect(versions().at(-1)).toMatchObject({ kind: 'undo', asOf: '2026-01-31' });
    await undo();
    expect(registers.rows()).toEqual(second);
  });

  it('can be told again what it changed', async () => {
    await registers.load(bench('1') + bench('2'));
    await registers.load(bench('1', { manager: '2' }) + bench('3'));
    const told = (number?: number): ReturnType<typeof readVersionDifference> =>
      readVersionDifference(registers.store, {
        baseUrl: BASE_URL,
        name: GRAPH.slice(GRAPH.lastIndexOf('/') + 1),
        ...(number === undefined ? {} : { number }),
      });
    const { version, difference } = await told();
    expect(version).toMatchObject({ version: 2 });
    expect(counts(difference)).toEqual([1, 1, 1, 1]);
    expect(counts((await told(1)).difference)).toEqual([2, 0, 0, 0]);
    await expect(told(3)).rejects.toMatchObject({ type: 'not-found' });
  });

  it('is kept where it is the first, or the register was changed otherwise since', async () => {
    await registers.load(bench('1'));
    await expect(undo()).rejects.toMatchObject({ type: 'not-found' });
    await registers.load(bench('2'));
    const insert = [`<${iri('2')}> <http://www.w3.org/2004/02/skos/core#prefLabel> "Bank" <${GRAPH}> .`];
    await registers.store.commit({ agent: 'urn:agent', reason: 'By hand', insert });
    await expect(undo()).rejects.toMatchObject({ type: 'invalid-register' });
  });
});
