import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '#wegwijzer/problem.js';
import { packageFile } from '#wegwijzer/rdf/package-files.js';
import { isSafeIri } from '#wegwijzer/rdf/nquads.js';
import { encodeForIri, parseTemplate } from '#wegwijzer/registers/mapping/template.js';
import type { LoadFailure } from '#wegwijzer/registers/index.js';
import { BASE_URL, bench, openRegisters, type Registers } from './support.js';

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
const feature = (properties: object, coordinates: unknown = [3.7, 51.05], type = 'Point'): object => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});
const collection = (features: readonly object[], more: object = {}): string =>
  JSON.stringify({ type: 'FeatureCollection', ...more, features });

async function refusal(loading: Promise<unknown>): Promise<ProblemError> {
  const error: unknown = await loading.catch((reason: unknown) => reason);
  if (error instanceof ProblemError) return error;
  throw new Error(`No problem, but ${String(error)}.`);
}

describe('a mapping', () => {
  it('makes of GeoJSON the very register that the Turtle makes', async () => {
    await registers.load(
      bench('1') + bench('2', { manager: '2', wkt: 'LINESTRING (3.7 51.05, 3.71 51.05)' }),
    );
    const data = registers.file(
      'benches.geojson',
      collection([
        feature({ nr: 1, manager: '1' }),
        feature(
          { nr: 2, manager: '2' },
          [
            [3.7, 51.05, 12],
            [3.71, 51.05, 12],
          ],
          'LineString',
        ),
      ]),
    );
    await registers.load([data], { name: 'mapped', mapping: registers.file('m.yaml', BENCHES) });
    expect(registers.rows('mapped')).toEqual(registers.rows());
  });

  it.each([
    ['comma, longitude and latitude', 'nr,manager,a,b\n1,1,3.7,51.05\n', 'geometry: {lon: a, lat: b}'],
    ['decimal commas', 'nr;manager;a;b\n1;1;3,7;51,05\n', 'geometry: {lon: a, lat: b}'],
    ['semicolon, quotes and WKT', '\ufeffnr;manager;w\r\n1;1;"POINT (3.7 51.05)"\r\n', 'geometry: {wkt: w}'],
  ])('makes of CSV (%s) the very register that the Turtle makes', async (_, table, geometry) => {
    await registers.load(bench('1'));
    const mapping = registers.file('m.yaml', `${BENCHES}${geometry}\n`);
    await registers.load([registers.file('b.csv', table)], { name: 'mapped', mapping });
    expect(registers.rows('mapped')).toEqual(registers.rows());
  });

  it.each([
    ['windows-1252', Buffer.from('nr;manager;a;b;n\n1;1;3.7;51.05;\x80 Caf\xe9\n', 'latin1')],
    ['utf-16le', Buffer.from('\ufeffnr\tmanager\ta\tb\tn\n1\t1\t3.7\t51.05\t€ Café\n', 'utf16le')],
  ])('reads CSV in %s where the mapping says so', async (encoding, table) => {
    const mapping = `${BENCHES}  - {property: skos:prefLabel, value: '{n}'}\ngeometry: {lon: a, lat: b}\n`;
    const file = registers.file('b.csv', table);
    const whole = registers.file('m.yaml', `encoding: ${encoding}\n${mapping}`);
    await registers.load([file], { name: 'mapped', mapping: whole });
    expect(registers.rows('mapped').join('\n')).toContain('"€ Café"');
    const silent = registers.load([file], { name: 'odd', mapping: registers.file('n.yaml', mapping) });
    // UTF-16 is full of NULs, which UTF-8 allows: it is the header that then lacks its columns.
    expect((await refusal(silent)).message).toMatch(/UTF-8|no column/);
  });

  it.each([
    ['the command', '', {}, { crs: 'EPSG:31370' }],
    ['the mapping', 'crs: EPSG:31370\n', {}, {}],
    ['the file', '', { crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::31370' } } }, {}],
  ])('brings Lambert 72 to WGS84 where %s says so', async (_, inMapping, inFile, options) => {
    const data = registers.file(
      'b.geojson',
      collection([feature({ nr: 1, manager: 1 }, [104000, 194000])], inFile),
    );
    await registers.load([data], { mapping: registers.file('m.yaml', BENCHES + inMapping), ...options });
    expect(registers.rows().join('\n')).toMatch(/"POINT \(3\.71\d* 51\.05\d*\)"/);
  });

  it.each([
    'SRID=31370;POINT(104000 194000)',
    '<http://www.opengis.net/def/crs/EPSG/0/31370> POINT(104000 194000)',
  ])('leaves WKT that names its reference system as it is: %s', async (wkt) => {
    const mapping = registers.file('m.yaml', `${BENCHES}crs: EPSG:31370\ngeometry: { wkt: w }\n`);
    const data = registers.file('b.csv', `nr,manager,w\n1,1,${wkt}\n2,1,POINT(104000 194000)\n`);
    await registers.load([data], { mapping });
    const places = registers.rows().filter((row) => /"POINT \(3\.71\d* 51\.05\d*\)"/.test(row));
    expect(places).toHaveLength(2);
  });

  it('heeds the reference system that a long file names after its features', async () => {
    const many = Array.from({ length: 2000 }, (_, i) => feature({ nr: i, manager: 1 }, [104000 + i, 194000]));
    const mapping = registers.file('m.yaml', BENCHES);
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::31370' } };
    const last = JSON.stringify({ type: 'FeatureCollection', features: many, crs });
    expect(last.length).toBeGreaterThan(200_000);
    await registers.load([registers.file('first.geojson', collection(many, { crs }))], { mapping });
    await registers.load([registers.file('last.geojson', last)], { name: 'last', mapping });
    expect(registers.rows('last')).toEqual(registers.rows());
  });

  it('brings plain WKT of Turtle from Lambert 2008 where the command says so', async () => {
    await registers.load(bench('1', { wkt: 'POINT (604000 694000)' }), { crs: 'EPSG:3812' });
    expect(registers.rows().join('\n')).toMatch(/"POINT \(3\.7\d* 51\.05\d*\)"/);
  });

  it('looks up, matches, splits, types, and leaves out', async () => {
    registers.file('bodies.csv', 'name;code\nGroendienst;g\nWegendienst;w\n');
    const mapping = registers.file(
      'm.yaml',
      `
prefixes: { org: https://example.org/org/ }
iri: https://example.org/bench/{$id}
class: [infra:Zitbank]
only: { status: [in use, broken] }
lookups:
  bodies: { file: bodies.csv, key: name, value: code }
  materials: { values: { H: hout } }
columns:
  code: { key: ['{who.name}', '{owner}'], lookup: bodies, default: 'x-{owner}' }
  year: { key: '{built}', pattern: '^(\\d{4})' }
  material: { key: '{m}', lookup: materials }
properties:
  - { property: obd:beheerder, iri: 'org:{code}' }
  - { property: dct:issued, value: '{year}', datatype: xsd:gYear }
  - { property: skos:prefLabel, value: 'Bank {$id}', language: nl, if: material }
  - { property: skos:altLabel, value: '{tags}', split: ',' }
  - { property: dct:type, value: true, datatype: xsd:boolean }
`,
    );
    const one = (id: string, properties: object): object => ({ ...feature(properties), id });
    await registers.load(
      [
        registers.file(
          'b.geojson',
          collection([
            one('é/1', {
              status: 'in use',
              who: { name: 'Groendienst' },
              built: '1998-05',
              m: 'H',
              tags: 'a, b',
            }),
            one('2', { status: 'broken', owner: 'Nobody', built: 'long ago', m: 'Z' }),
            one('3', { status: 'gone', owner: 'Wegendienst' }),
          ]),
        ),
      ],
      { mapping },
    );
    const rows = registers
      .rows()
      .filter((row) => !row.includes('genid') && !/cell|prefLabel|#type/.test(row));
    expect(rows.map((row) => row.replace(/<[^>]*[/#]([^>/#]*)>/g, '$1')).sort()).toEqual(
      [
        '%C3%A9%2F1 altLabel "a"',
        '%C3%A9%2F1 altLabel "b"',
        '%C3%A9%2F1 beheerder g',
        '%C3%A9%2F1 issued "1998"^^gYear',
        '%C3%A9%2F1 type "true"^^boolean',
        '2 beheerder x-Nobody',
        '2 type "true"^^boolean',
      ].sort(),
    );
    expect(registers.rows().filter((row) => row.includes('prefLabel'))).toHaveLength(1);
  });

  it.each([
    ['iri: "id/{nr"\nclass: infra:Zitbank\nproperties: []\n', 1, 'brace'],
    ['iri: id/{nr}\nclass: nope:Zitbank\nproperties: []\n', 2, 'prefix'],
    [
      'iri: id/{nr}\nclass: infra:Zitbank\nproperties:\n  - property: obd:beheerder\n',
      4,
      'either iri or value',
    ],
    ['iri: id/{nr}\nclass: infra:Zitbank\ncrs: EPSG:1\nproperties: []\n', 3, 'EPSG:31370'],
    ['iri: id/{nr}\nclass: infra:Zitbank\nproperties: []\nproperty: x\n', 4, 'no such key'],
    [
      'iri: id/{nr}\nclass: infra:Zitbank\ncolumns:\n  a: { key: "{b}", lookup: c }\nproperties: []\n',
      4,
      'no table',
    ],
    [
      'iri: id/{nr}\nclass: infra:Zitbank\nlookups:\n  a: { file: no.csv, key: b, value: c }\nproperties: []\n',
      4,
      'no.csv',
    ],
    ['iri: [\n', 2, ''],
  ])('that is wrong is refused with its line: %j', async (text, line, word) => {
    const data = registers.file('b.geojson', collection([feature({ nr: 1 })]));
    const problem = await refusal(registers.load([data], { mapping: registers.file('m.yaml', text) }));
    expect(problem.type).toBe('invalid-register');
    expect(problem.message).toContain(`line ${String(line)}: `);
    expect(problem.message).toContain(word);
  });

  it('writes an IRI that can be stored, whatever the value', () => {
    const template = parseTemplate('https://example.org/{a}/{b}', encodeForIri);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
        const iri = template.fill((name) => (name === 'a' ? a : b));
        expect(iri && isSafeIri(iri)).toBe(true);
        if (Buffer.from(a).toString() === a)
          expect(decodeURIComponent(iri?.split('/')[3] ?? '')).toBe(a.trim());
      }),
    );
  });
});

describe('records that fail', () => {
  const table =
    'nr,manager,a,b\n1,1,3.7,51.05\n,1,3.7,51.05\n3,1,here,51.05\n4,1\n5,1,200,51.05\n6,1,3.7,51.06\n7,"1\n8",here,51.05\n9,1,3.7,51.05\n';
  const mapping = `${BENCHES}geometry: { lon: a, lat: b }\n`;

  it('are each told with line, reason and mend, and refuse the load', async () => {
    await registers.load(bench('1'));
    const before = registers.rows();
    const failures: LoadFailure[] = [];
    const problem = await refusal(
      registers.load([registers.file('b.csv', table)], {
        mapping: registers.file('m.yaml', mapping),
        onFailure: (failure) => failures.push(failure),
      }),
    );
    expect(problem).toMatchObject({ type: 'invalid-register', extra: { records: 5 } });
    expect(problem.message).toMatch(/b\.csv, line 3: .*IRI.*Fill in nr/);
    const lines = failures.map(({ line, message }) => [line, message.en.length > 20, message.nl.length > 20]);
    expect(lines.sort()).toEqual([3, 4, 5, 6, 9].map((line) => [line, true, true]));
    expect(registers.rows()).toEqual(before);
  });

  it.each([{ count: 5 }, { share: 0.7 }])(
    'are left out where they are few enough: %j',
    async (failureLimit) => {
      const summary = await registers.load([registers.file('b.csv', table)], {
        mapping: registers.file('m.yaml', mapping),
        failureLimit,
      });
      expect(summary).toMatchObject({ failures: 5, switched: true });
      const subjects = new Set(registers.rows().map((row) => row.split(' ')[0]));
      expect([...subjects].filter((subject) => subject?.includes('/id/bench/'))).toEqual(
        ['1', '6', '9'].map((key) => `<${BASE_URL}/id/bench/${key}>`),
      );
    },
  );

  it.each([
    [
      'a column that is not there',
      'b.csv',
      'nr,owner,a,b\n1,1,3.7,51\n',
      /no column manager.*nr, owner, a, b/s,
    ],
    ['JSON that breaks off', 'b.geojson', '{"type":"FeatureCollection","features":[{"type":"Fea', /not JSON/],
    ['JSON without features', 'b.geojson', '{"type":"Point","coordinates":[3,51]}', /no features/],
    ['what is no JSON', 'b.geojson', 'nr,manager', /not JSON/],
  ])('%s refuses the file', async (_, name, content, message) => {
    const text = name.endsWith('.csv') ? mapping : BENCHES;
    const problem = await refusal(
      registers.load([registers.file(name, content)], { mapping: registers.file('m.yaml', text) }),
    );
    expect(problem.message).toMatch(message);
  });

  it('of GeoJSON are told by their number', async () => {
    const data = registers.file(
      'b.geojson',
      collection([
        feature({ nr: 1, manager: 1 }),
        { ...feature({ nr: 2, manager: 1 }), geometry: { type: 'GeometryCollection', geometries: [] } },
        { ...feature({ nr: 3, manager: 1 }), geometry: null },
        feature({ nr: 4, manager: 1 }, ['x', 51]),
      ]),
    );
    const problem = await refusal(registers.load([data], { mapping: registers.file('m.yaml', BENCHES) }));
    expect(problem.extra.errors).toMatchObject([
      {
        record: 2,
        feature: `${BASE_URL}/id/bench/2`,
        message: { en: expect.stringContaining('GeometryCollection') as string },
      },
      { record: 4, message: { en: expect.stringContaining('numbers, the longitude first') as string } },
      { record: 3, message: { en: expect.stringContaining('no geometry') as string } },
    ]);
  });
});

describe('places', () => {
  it('that would be in Belgium the other way round are told of, and no others', async () => {
    const data = registers.file(
      'b.geojson',
      collection([
        feature({ nr: 1, manager: 1 }, [51.05, 3.72]),
        feature({ nr: 2, manager: 1 }, [3.72, 51.05]),
        feature({ nr: 3, manager: 1 }, [45.34, 2.05]),
      ]),
    );
    const { warnings, listedWarnings } = await registers.load([data], {
      mapping: registers.file('m.yaml', BENCHES),
    });
    expect(warnings).toBe(1);
    expect(listedWarnings).toMatchObject([
      {
        feature: `${BASE_URL}/id/bench/1`,
        message: {
          en: expect.stringMatching(/swapped.*POINT \(51.05 3.72\)/) as string,
          nl: expect.stringContaining('verwisseld') as string,
        },
      },
    ]);
  });
});

const flanders = join(packageFile(), '..', 'shared', 'flanders');
describe.skipIf(!existsSync(flanders))('the mappings for Flanders', () => {
  const mapping = (name: string): string => packageFile('demo', 'flanders', `${name}.yaml`);
  const about = (register: string, what: RegExp): string[] =>
    registers
      .rows(register)
      .filter((row) => what.test(row) && !row.includes('/x-') && !row.includes('/gemeente-'));

  it('give every road the managers that the Turtle gives it', async () => {
    await registers.load([join(flanders, 'road-segments.ttl')]);
    await registers.load([join(flanders, 'road-segments.geojson')], {
      name: 'mapped',
      mapping: mapping('roads'),
    });
    const managers = about('assets', /wegbeheerder> /);
    expect(managers).toHaveLength(2 * 2563);
    expect(about('mapped', /wegbeheerder> /)).toEqual(managers);
  });

  it('give every municipality its name, and every manager its area', async () => {
    await registers.load([join(flanders, 'municipalities.ttl'), join(flanders, 'organisations.ttl')]);
    await registers.load([join(flanders, 'municipalities-2021.geojson')], {
      name: 'areas',
      mapping: mapping('municipalities'),
    });
    await registers.load([join(flanders, 'managers.csv')], { name: 'bodies', mapping: mapping('managers') });
    const names = about('assets', /\/id\/gemeente\/\S+ \S+prefLabel/);
    expect(names).toHaveLength(284);
    expect(about('areas', /prefLabel/)).toEqual(names);
    const areas = about('assets', /dc\/terms\/spatial/);
    const mapped = new Set(about('bodies', /dc\/terms\/spatial/));
    expect(areas.length).toBeGreaterThan(280);
    expect(areas.filter((row) => !mapped.has(row))).toEqual([]);
  });
});

it('reads a long feature collection, with the same answer in whatever pieces it comes', async () => {
  const many = Array.from({ length: 3000 }, (_, i) =>
    feature({ nr: i, manager: i % 7 }, [3.7 + i / 1e5, 51.05]),
  );
  const spaced = JSON.stringify({ type: 'FeatureCollection', features: many }, undefined, 2);
  const mapping = registers.file('m.yaml', BENCHES);
  await registers.load([registers.file('a.geojson', collection(many))], { mapping });
  const summary = await registers.load([registers.file('b.geojson', spaced)], { mapping });
  expect(summary).toMatchObject({ records: 3000, difference: { added: 0, removed: 0, changed: 0 } });
});
