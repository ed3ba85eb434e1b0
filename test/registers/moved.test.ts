import { Parser } from 'n3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeThings } from '#wegwijzer/registers/index.js';
import { quadkey } from '#wegwijzer/spatial/index.js';
import { BASE_URL, openRegisters, PREFIXES, registerShapes, type Registers } from './support.js';

let registers: Registers;
beforeEach(async () => {
  registers = await openRegisters();
  await registers.load(bench('1') + bench('2') + geometry('POINT (3.7 51.05)'));
});
afterEach(async () => {
  await registers.close();
});

const [OLD, NEW] = [quadkey(3.7, 51.05, 18), quadkey(3.8, 51, 18)];
const bench = (key: string, manager = '1'): string =>
  `<id/bench/${key}> a infra:Zitbank ; obd:beheerder <id/org/${manager}> ; locn:geometry <id/geometry/1> .\n`;
const geometry = (wkt: string): string =>
  `<id/geometry/1> a locn:Geometry ; geo:asWKT "${wkt}"^^geo:wktLiteral .\n`;
const cells = (): string[] =>
  registers.rows().flatMap((row) => /bench\/(\d)> <.*cell> "(\d+)"/.exec(row)?.slice(1).join(' ') ?? []);

describe('things whose geometry changes apart from them', () => {
  it('lie where it is now, by a delta', async () => {
    const { difference } = await registers.load(geometry('POINT (3.8 51)'), { delta: true });
    expect(difference).toMatchObject({ added: 0, changed: 2, removed: 0 });
    expect([...(difference.touched.cells ?? [])].sort()).toEqual([OLD, NEW].sort());
    const after = registers.rows();
    await registers.load(bench('1') + bench('2') + geometry('POINT (3.8 51)'), { name: 'whole' });
    expect(after).toEqual(registers.rows('whole'));
  });

  it('lie where it is now, where a delta tells of it with another thing', async () => {
    expect(cells()).toEqual([`1 ${OLD}`, `2 ${OLD}`]);
    await registers.load(bench('1', '2') + geometry('POINT (3.8 51)'), { delta: true });
    expect(cells()).toEqual([`1 ${NEW}`, `2 ${NEW}`]);
  });

  it('lie where a stream says that it is, also once that says that it has ended', async () => {
    const merge = (turtle: string): Promise<unknown> =>
      mergeThings(registers.store, {
        name: 'assets',
        baseUrl: BASE_URL,
        agent: `${BASE_URL}/id/agent/test`,
        source: 'https://partner.example/ldes/geometries',
        things: new Map([
          [`${BASE_URL}/id/geometry/1`, new Parser({ baseIRI: `${BASE_URL}/` }).parse(PREFIXES + turtle)],
        ]),
        shapes: registerShapes,
        now: () => new Date('2026-11-23T12:00:00Z'),
        keep: () => [],
      });
    await merge(geometry('POINT (3.8 51)'));
    expect(cells()).toEqual([`1 ${NEW}`, `2 ${NEW}`]);
    const before = registers.rows();
    await merge('');
    expect(registers.rows()).toEqual(before);
  });

  const ended = (name: string): string =>
    `<id/${name}> prov:invalidatedAtTime "2026-02-28T00:00:00Z"^^xsd:dateTime .\n`;

  it('keep it where a delta says that it has ended, as long as one of them has not', async () => {
    const before = registers.rows();
    const { difference } = await registers.load(ended('geometry/1'), { delta: true });
    expect(registers.rows()).toEqual(before);
    expect(difference).toMatchObject({ added: 0, changed: 0, removed: 0 });
    await registers.load(ended('geometry/1') + ended('bench/1'), { delta: true });
    expect(cells()).toEqual([`2 ${OLD}`]);
    expect(registers.rows().join('\n')).toContain('POINT');
    await registers.load(ended('bench/2') + ended('geometry/1'), { delta: true });
    expect(registers.rows()).toEqual([]);
  });

  it('do not keep one that nothing has', async () => {
    const alone = '<id/geometry/2> a locn:Geometry ; geo:asWKT "POINT (3.8 51)"^^geo:wktLiteral .';
    const before = registers.rows();
    await registers.load(alone, { delta: true });
    expect(registers.rows()).toHaveLength(before.length + 2);
    await registers.load(ended('geometry/2'), { delta: true });
    expect(registers.rows()).toEqual(before);
  });
});
