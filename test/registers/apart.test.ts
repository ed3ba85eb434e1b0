import { Parser } from 'n3';
import type { Quad } from '@rdfjs/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordAssembler, type AssembledRecord } from '#wegwijzer/registers/records.js';
import { exportQuads } from '#wegwijzer/store/embedded/export.js';
import { join } from 'node:path';
import { BASE_URL, bench, openRegisters, PREFIXES, type Registers } from './support.js';

const GENID = `${BASE_URL}/.well-known/genid/`;
const HELD = 200;

const quadsOf = (turtle: string): Quad[] => new Parser({ baseIRI: `${BASE_URL}/` }).parse(PREFIXES + turtle);

/** The records that quads come to when some at a time are read. */
function assemble(quads: readonly Quad[]): Map<string, number> {
  const assembler = new RecordAssembler(GENID, HELD);
  const records: AssembledRecord[] = [];
  for (let start = 0; start < quads.length; start += 20)
    records.push(...assembler.add(quads.slice(start, start + 20)));
  records.push(...assembler.end());
  return new Map(records.map(({ subject, quads: own }) => [subject, own.length]));
}

describe('geometries that stand apart from their things', () => {
  const named = (key: string): string =>
    `<id/bench/${key}> a infra:Zitbank ; locn:geometry <id/geometry/${key}> .
     <id/geometry/${key}> a locn:Geometry ; geo:asWKT "POINT (3.7 51.05)" .`;
  const isOfGeometry = ({ predicate, object }: Quad): boolean =>
    predicate.value.endsWith('asWKT') || object.value.endsWith('Geometry');
  const many = (count: number, make: (key: string) => string): Quad[] =>
    quadsOf(Array.from({ length: count }, (_, i) => make(String(i))).join('\n'));
  const kinds: readonly [string, (key: string) => string][] = [
    ['without an IRI', bench],
    ['with an IRI', named],
  ];

  it.each(kinds)('%s come to the same records, before or after all things', (_, make) => {
    const quads = many(150, make);
    const expected = assemble(quads);
    expect(expected.size).toBe(150);
    const [geometries, things] = [quads.filter(isOfGeometry), quads.filter((item) => !isOfGeometry(item))];
    expect(assemble([...geometries, ...things])).toEqual(expected);
    expect(assemble([...things, ...geometries])).toEqual(expected);
  });

  it.each(kinds)('%s are refused where they are too many to wait, with the cure', (_, make) => {
    const quads = many(1000, make);
    expect(assemble(quads).size).toBe(1000);
    const [geometries, things] = [quads.filter(isOfGeometry), quads.filter((item) => !isOfGeometry(item))];
    expect(() => assemble([...geometries, ...things])).toThrow(/[Ss]ort the file/);
  });
});

describe('what a service exports', () => {
  let registers: Registers;
  beforeEach(async () => {
    registers = await openRegisters();
  });
  afterEach(async () => {
    await registers.close();
  });

  /** The lines of the register in an export. */
  async function exported(): Promise<string[]> {
    let text = '';
    await exportQuads(join(registers.directory, 'data'), (piece) => {
      text += piece;
    });
    return text.split('\n').filter((line) => line.endsWith('/id/register/assets> .'));
  }

  it('has each thing with its unnamed parts, so that nothing of it waits for another, however many there are', async () => {
    const keys = Array.from({ length: 1000 }, (_, key) => String(key));
    await registers.load(keys.map((key) => bench(key)).join('\n'));
    const lines = await exported();
    expect([new Set(lines).size, lines.length]).toEqual([registers.rows().length, registers.rows().length]);
    const quads = new Parser({ format: 'N-Quads' }).parse(lines.join('\n'));
    expect(assemble(quads).size).toBe(1000);
  });

  it('loads again as the register that it was', async () => {
    await registers.load(`@prefix schema: <http://schema.org/> . ${bench('1')} ${bench('2')}
      <id/org/1> a org:Organization ; skos:prefLabel "Groendienst"@nl ;
        schema:contactPoint [ schema:email "groen@example.org" ; schema:address [ schema:postalCode "9000" ] ] .`);
    const before = registers.rows();
    const lines = await exported();
    const path = registers.file('export.nq', `${lines.join('\n')}\n`);
    const again = await registers.load([path]);
    expect(again).toMatchObject({
      records: 3,
      warnings: 0,
      difference: { added: 0, removed: 0, changed: 0 },
    });
    expect(registers.rows()).toEqual(before);
    const quads = new Parser({ format: 'N-Quads' }).parse(lines.join('\n'));
    expect([...assemble(quads).keys()].filter((subject) => subject.startsWith(GENID))).toEqual([]);
  });
});

describe('geometries in another file', () => {
  let registers: Registers;
  beforeEach(async () => {
    registers = await openRegisters();
  });
  afterEach(async () => {
    await registers.close();
  });

  it('are told to belong beside their things', async () => {
    const geometry = '<id/geometry/1> a locn:Geometry ; geo:asWKT "POINT (3.7 51.05)"^^geo:wktLiteral .';
    const thing = '<id/bench/1> a infra:Zitbank ; obd:beheerder <id/org/1> ; locn:geometry <id/geometry/1> .';
    const files = [thing, geometry].map((content, index) =>
      registers.file(`${String(index)}.ttl`, PREFIXES + content),
    );
    await expect(registers.load(files)).rejects.toThrow(
      /geometry <[^>]*geometry\/1> does not stand with the thing\. Put things and their geometries in one file/,
    );
    await registers.load([registers.file('both.ttl', PREFIXES + thing + geometry)]);
    expect(registers.rows()).not.toEqual([]);
  });
});
