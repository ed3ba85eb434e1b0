import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from 'n3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '#wegwijzer/problem.js';
import type { RdfMediaType } from '#wegwijzer/rdf/media-types.js';
import { lineTerms } from '#wegwijzer/rdf/nquads.js';
import { packageFile } from '#wegwijzer/rdf/package-files.js';
import { serialise } from '#wegwijzer/rdf/serialise.js';
import { loadShapes } from '#wegwijzer/rdf/shapes.js';
import { importRegister, type ImportOptions, type ImportSummary } from '#wegwijzer/registers/index.js';
import { FailureList } from '#wegwijzer/registers/failures.js';
import { ImportRun } from '#wegwijzer/registers/import-run.js';
import { openEmbeddedStore, type EmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';

const baseUrl = 'https://wegwijzer.example';
const graph = `${baseUrl}/id/register/assets`;
const shapes = loadShapes(
  ['asset', 'area', 'organisation'].map((name) => readFileSync(packageFile('shapes', `${name}.ttl`), 'utf8')),
);
const PREFIXES = `
  @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> . @prefix schema: <http://schema.org/> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix org: <http://www.w3.org/ns/org#> .
  @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix adms: <http://www.w3.org/ns/adms#> .
  @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix dct: <http://purl.org/dc/terms/> .
`;
const bench = (key: string, wkt = 'POINT (3.7 51.05)', manager = 'obd:beheerder'): string =>
  `<id/bench/${key}> a infra:Zitbank ; ${manager} <id/org/1> ; locn:geometry [ a locn:Geometry ; geo:asWKT "${wkt}"^^geo:wktLiteral ] .\n`;

let directory: string;
let store: EmbeddedStore;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wegwijzer-registers-'));
  store = await openEmbeddedStore({ directory: join(directory, 'data'), readers: 0, spare: false });
});

afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

function file(name: string, content: string | Buffer): { path: string } {
  const path = join(directory, name);
  writeFileSync(path, content);
  return { path };
}

function load(
  content: string | ImportOptions['files'],
  options: Partial<ImportOptions> = {},
): Promise<ImportSummary> {
  return importRegister(store, {
    name: 'assets',
    files: typeof content === 'string' ? [file('register.ttl', PREFIXES + content)] : content,
    baseUrl,
    agent: `${baseUrl}/id/agent/test`,
    shapes,
    now: () => new Date('2026-11-23T12:00:00Z'),
    ...options,
  });
}

function register(): string[] {
  return [...(store.readGraph(graph) ?? [])].sort();
}

function values(subject: string, property: string): string[] {
  return register()
    .map(lineTerms)
    .filter((terms) => terms.subject === `<${subject}>` && terms.predicate === `<${property}>`)
    .map(({ object }) => object);
}

async function refusal(loading: Promise<unknown>): Promise<ProblemError> {
  const error: unknown = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProblemError) return error;
  throw new Error(`No problem, but ${String(error)}.`);
}

const OBD = 'https://data.vlaanderen.be/ns/openbaardomein#';
const CELL = 'https://w3id.org/wegwijzer#cell';
const AS_WKT = 'http://www.opengis.net/ont/geosparql#asWKT';

describe('a register', () => {
  const content = `
    ${bench('1')}${bench('2', 'LINESTRING (3.7 51.05, 3.71 51.05)')}
    <id/org/1> a org:Organization ; skos:prefLabel "Groendienst — één"@nl ;
      schema:contactPoint [ schema:email "groen@example.org" ; schema:telephone "1" ] ;
      adms:identifier [ a adms:Identifier ; skos:notation "9" ; dct:creator [ skos:notation "x" ] ] , [ skos:notation "9"@nl ] .`;
  const formats: readonly [RdfMediaType, string][] = [
    ['application/trig', 'trig'],
    ['application/n-triples', 'nt'],
    ['application/n-quads', 'nq'],
    ['application/ld+json', 'jsonld'],
    ['application/rdf+xml', 'rdf'],
  ];

  it.each(formats)('is the same from %s as from Turtle', async (mediaType, extension) => {
    await load(content);
    const fromTurtle = register();
    expect(fromTurtle.length).toBeGreaterThan(30);
    const quads = new Parser({ baseIRI: `${baseUrl}/` }).parse(PREFIXES + content);
    const other = file(`register.${extension}`, await serialise(quads, { mediaType }));
    await load([other], { name: 'other' });
    const fromOther = [...(store.readGraph(`${baseUrl}/id/register/other`) ?? [])].sort();
    expect(fromOther).toEqual(fromTurtle.map((line) => line.replace(graph, `${baseUrl}/id/register/other`)));
  });

  it('takes the graphs of a file together, and several files', async () => {
    const trig = file('a.trig', `${PREFIXES} <g:1> { ${bench('1')} } <g:2> { ${bench('2')} }`);
    const summary = await load([trig, file('b.ttl', PREFIXES + bench('3'))]);
    expect(summary.records).toBe(3);
    expect(values(`${baseUrl}/id/bench/3`, OBD + 'beheerder')).toEqual([`<${baseUrl}/id/org/1>`]);
  });

  it('has no blank nodes, names that stay, and keeps apart what differs', async () => {
    await load(content);
    expect(register().some((line) => line.includes('_:'))).toBe(false);
    expect(values(`${baseUrl}/id/org/1`, 'http://www.w3.org/ns/adms#identifier')).toHaveLength(2);
  });

  it('changes nothing in its graph when the same file is loaded again', async () => {
    await load(content);
    const before = store.sequence;
    await load(`\n# moved\n${content}`);
    const patches = [...store.log(before)].map(({ patch }) => [...patch()].join(''));
    expect(
      patches
        .join('')
        .split('\n')
        .filter(
          (row) => row.includes(`<${graph}> .`) && /^[AD] /.test(row) && !row.includes('/id/registers>'),
        ),
    ).toEqual([]);
  });

  it('keeps a blank node that two things share, whatever stands between', async () => {
    await load(`<id/a> a infra:Zitbank ; locn:geometry _:g . <id/b> a infra:Zitbank ; locn:geometry _:g .
      _:g a locn:Geometry ; geo:asWKT "POINT (3.7 51.05)"^^geo:wktLiteral .`);
    const [a] = values(`${baseUrl}/id/a`, 'http://www.w3.org/ns/locn#geometry');
    expect(values(`${baseUrl}/id/b`, 'http://www.w3.org/ns/locn#geometry')).toEqual([a]);
    expect(values(a?.slice(1, -1) ?? '', AS_WKT)).toHaveLength(1);
  });

  it('takes long lists, and nodes without name that all refer to each other', async () => {
    const items = Array.from({ length: 5000 }, (_, i) => String(i)).join(' ');
    const nodes = Array.from({ length: 30 }, (_, i) => `_:n${String(i)}`);
    const mesh = nodes
      .map((node) => `${node} <x:knows> ${nodes.filter((other) => other !== node).join(', ')} .`)
      .join('\n');
    await load(`${bench('1')} <id/bench/1> <x:list> ( ${items} ) ; <x:knows> _:n0 . ${mesh}`);
    const count = (predicate: string): number =>
      register().filter((line) => lineTerms(line).predicate === `<${predicate}>`).length;
    expect(count('http://www.w3.org/1999/02/22-rdf-syntax-ns#rest')).toBe(5000);
    expect(count('x:knows')).toBe(1 + 30 * 29);
  });
});

describe('a geometry', () => {
  it.each([
    ['<http://www.opengis.net/def/crs/EPSG/0/31370> POINT (104000 194000)'],
    ['<http://www.opengis.net/def/crs/EPSG/0/3812> POINT (604000 694000)'],
    ['SRID=31370;POINT(104000 194000)'],
  ])('is brought to longitude and latitude: %s', async (wkt) => {
    await load(bench('1', wkt));
    const [node] = values(`${baseUrl}/id/bench/1`, 'http://www.w3.org/ns/locn#geometry');
    const [text = ''] = values(node?.slice(1, -1) ?? '', AS_WKT);
    const [, lon, lat] =
      /^"POINT \(([\d.]+) ([\d.]+)\)"\^\^<http:\/\/www.opengis.net\/ont\/geosparql#wktLiteral>$/.exec(text) ??
      [];
    expect(Number(lon)).toBeCloseTo(3.72, 1);
    expect(Number(lat)).toBeCloseTo(51.05, 1);
    expect(values(`${baseUrl}/id/bench/1`, CELL)).toHaveLength(1);
  });

  it.each([
    ['a plain text', 'locn:geometry [ a locn:Geometry ; geo:asWKT "POINT (3.7 51.05)" ]'],
    [
      'geo:hasGeometry',
      'geo:hasGeometry [ a locn:Geometry ; geo:asWKT "POINT (3.7 51.05)"^^geo:wktLiteral ]',
    ],
    ['an IRI of its own', 'locn:geometry <id/bench/1#geometry>'],
  ])('is found as %s', async (_, geometry) => {
    const own = '<id/bench/1#geometry> a locn:Geometry ; geo:asWKT "POINT (3.7 51.05)"^^geo:wktLiteral .';
    const feature = `<id/bench/1> a infra:Zitbank ; ${geometry} .`;
    for (const content of geometry.includes('#geometry') ? [feature + own, own + feature] : [feature]) {
      const summary = await load(content);
      expect(summary.records).toBe(1);
      expect(values(`${baseUrl}/id/bench/1`, CELL)).toHaveLength(1);
    }
  });

  it('that cannot be read refuses the register, by name, and leaves the old one', async () => {
    await load(bench('1'));
    const before = { lines: register(), sequence: store.sequence };
    const problem = await refusal(load(bench('2') + bench('3', 'POINT (3.7)') + bench('4', 'CIRCLE (1 2)')));
    expect(problem).toMatchObject({ type: 'invalid-register', extra: { count: 2 } });
    expect(problem.extra.errors).toMatchObject([
      { feature: `${baseUrl}/id/bench/3`, message: { nl: expect.stringContaining('geometrie') as string } },
      { feature: `${baseUrl}/id/bench/4` },
    ]);
    expect({ lines: register(), sequence: store.sequence }).toEqual(before);
  });
});

describe('names in circulation', () => {
  it.each([
    'obd:beheerder',
    '<http://data.vlaanderen.be/ns/openbaardomein#beheerder>',
    '<http://fixme.com#beheerder>',
    '<http://todo.com/FysiekObject.beheerder>',
    '<https://data.vlaanderen.be/ns/mobiliteit#beheerder>',
  ])('%s is the manager, and so for the owner', async (property) => {
    const owner = property.replace('beheerder', 'eigenaar');
    await load(bench('1', 'POINT (3.7 51.05)', `${owner} <id/org/2> ; ${property}`));
    expect(values(`${baseUrl}/id/bench/1`, `${OBD}beheerder`)).toEqual([`<${baseUrl}/id/org/1>`]);
    expect(values(`${baseUrl}/id/bench/1`, `${OBD}eigenaar`)).toEqual([`<${baseUrl}/id/org/2>`]);
  });

  it('brings old OSLO names to https and the organisation vocabulary to http', async () => {
    await load(`<id/a> a <http://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank> ;
        locn:geometry [ a locn:Geometry ; geo:asWKT "POINT (3.7 51.05)" ] .
      <id/o> a <https://www.w3.org/ns/org#Organization> ; skos:prefLabel "O"@nl .`);
    const type = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
    expect(values(`${baseUrl}/id/a`, type)).toEqual([
      '<https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank>',
    ]);
    expect(values(`${baseUrl}/id/o`, type)).toEqual(['<http://www.w3.org/ns/org#Organization>']);
  });
});

describe('a load that fails', () => {
  const refused: readonly [string, () => ImportOptions['files'], RegExp][] = [
    ['syntax', () => [file('x.ttl', `${PREFIXES}${bench('1')}<a> <b> oops`)], /x\.ttl.*line/s],
    ['bytes', () => [file('x.ttl', Buffer.from(`${PREFIXES} <a:a> <b:b> "\xe9" .`, 'latin1'))], /UTF-8/],
    ['a NUL', () => [file('x.nt', '<a:a> <b:b> "\0" .')], /NUL/],
    [
      'an XML file that breaks off',
      () => [
        file(
          'x.rdf',
          '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="a:a"/>',
        ),
      ],
      /x\.rdf/,
    ],
    [
      'a Turtle file that breaks off',
      () => [file('x.ttl', `${PREFIXES}${bench('1').slice(0, -20)}`)],
      /x\.ttl/,
    ],
    ['a document type', () => [file('x.rdf', '<!DOCTYPE a [<!ENTITY b "c">]><a/>')], /entities/],
    ['an unknown context', () => [file('x.jsonld', '{"@context":"https://attacker.example/c"}')], /attacker/],
    ['nothing', () => [file('x.ttl', '# only a remark\n')], /no statements/],
    ['no file', () => [{ path: join(directory, 'none.ttl') }], /no such file/],
    ['an unknown extension', () => [file('x.dat', 'a,b')], /format/],
    ['a table without a mapping', () => [file('x.csv', 'a,b')], /mapping/],
    ['an IRI that cannot be stored', () => [file('x.nt', '<a:a> <b:b> <c:%zz> .')], /IRI/],
    ['a shape', () => [file('x.ttl', `${PREFIXES} <id/o> a org:Organization .`)], /name/],
  ];

  it.each(refused)('for %s says so and changes nothing', async (_, files, message) => {
    await load(bench('1'));
    const before = { lines: register(), sequence: store.sequence };
    const problem = await refusal(load(files()));
    expect(problem.type).toBe('invalid-register');
    expect(problem.message).toMatch(message);
    expect({ lines: register(), sequence: store.sequence }).toEqual(before);
    await load(bench('2'));
    expect(values(`${baseUrl}/id/bench/2`, `${OBD}beheerder`)).toHaveLength(1);
  });

  it('lists the first twenty faults and counts the others', async () => {
    const problem = await refusal(
      load(Array.from({ length: 30 }, (_, i) => bench(String(i), 'POINT (')).join('')),
    );
    expect(problem.extra).toMatchObject({ count: 30 });
    expect(problem.extra.errors).toHaveLength(20);
  });

  it('for want of memory leaves the old register', async () => {
    await load(bench('1'));
    await store.close();
    store = await openEmbeddedStore({
      directory: join(directory, 'data'),
      readers: 0,
      spare: false,
      memoryCeiling: 22_000_000,
    });
    const before = { lines: register(), sequence: store.sequence };
    const problem = await refusal(load(Array.from({ length: 12_000 }, (_, i) => bench(String(i))).join('')));
    expect(problem.type).toBe('capacity-exceeded');
    expect({ lines: register(), sequence: store.sequence }).toEqual(before);
  });

  it.each(['yesterday', '2026-02-30', '2026-1-1'])('for the day %s says so', async (asOf) => {
    expect((await refusal(load(bench('1'), { asOf }))).type).toBe('invalid-parameter');
  });
});

describe('a load that succeeds', () => {
  it('counts, warns, and tells how far it is', async () => {
    const steps: number[] = [];
    const unmanaged =
      '<id/x> a infra:Zitbank ; locn:geometry [ a locn:Geometry ; geo:asWKT "POINT (3.7 51.05)" ] .';
    const summary = await load(bench('1') + unmanaged, {
      onProgress: ({ bytes, totalBytes }) => steps.push(bytes / totalBytes),
    });
    expect(summary).toMatchObject({ register: graph, records: 2, quads: 11, warnings: 1 });
    expect(summary.listedWarnings).toMatchObject([
      { feature: `${baseUrl}/id/x`, message: { nl: expect.stringContaining('beheerder') as string } },
    ]);
    expect(steps.at(-1)).toBe(1);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  it('hands on a few records at a time, and gives others their turn in between', async () => {
    const sizes: number[] = [];
    let turns = 0;
    let last = -1;
    const run = new ImportRun({
      files: [file('many.ttl', PREFIXES + Array.from({ length: 1000 }, (_, i) => bench(String(i))).join(''))],
      ...{ baseUrl, graph, shapes, now: '2026-11-23T12:00:00Z' },
      failures: new FailureList({ count: 0 }),
      take: ({ length }) => {
        if (length === 0) return;
        sizes.push(length);
        // A turn that is waited for here comes before the records that are handed on next.
        if (last >= 0) expect(turns).toBeGreaterThan(last);
        last = turns;
        setImmediate(() => (turns += 1));
      },
    });
    await run.readAll();
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
  });

  it('describes the register, one version higher each time, and leaves the others as they were', async () => {
    await load(bench('1'), { name: 'other' });
    await load(bench('1'), { asOf: '2026-01-31', title: 'Zitbanken' });
    await load(bench('2'), { asOf: '2026-06-30' });
    const described = (store.readGraph(`${baseUrl}/id/registers`) ?? []).map(lineTerms);
    const of = (name: string): Record<string, string> =>
      Object.fromEntries(
        described
          .filter(({ subject }) => subject === `<${baseUrl}/id/register/${name}>`)
          .map(({ predicate, object }) => [predicate.replace(/^.*[/#]|>$/g, ''), object]),
      );
    expect(of('assets')).toEqual({
      type: '<https://w3id.org/wegwijzer#Register>',
      title: '"Zitbanken"@nl',
      issued: '"2026-06-30"^^<http://www.w3.org/2001/XMLSchema#date>',
      modified: '"2026-11-23T12:00:00.000Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
      version: '"2"',
      hasCurrentVersion: `<${baseUrl}/id/register/assets/version/2>`,
    });
    expect(of('other')).toMatchObject({ version: '"1"' });
  });

  it('holds a register larger than is kept in memory', async () => {
    const count = 20_000;
    const lines = function* (): Generator<string> {
      yield PREFIXES;
      for (let i = 0; i < count; i += 1) yield bench(String(i), `POINT (3.${String(i)} 51)`);
    };
    const summary = await load([file('large.ttl', [...lines()].join(''))]);
    expect(summary).toMatchObject({ records: count, quads: count * 6 });
  });
});

const flanders = join(packageFile(), '..', 'shared', 'flanders');
describe.skipIf(!existsSync(flanders))('the registers of Flanders', () => {
  it.each(['municipalities', 'organisations', 'road-segments'])('%s load', async (name) => {
    const summary = await load([{ path: join(flanders, `${name}.ttl`) }], { name });
    expect(summary.records).toBeGreaterThan(250);
  });
});
