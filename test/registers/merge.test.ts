import { Parser } from 'n3';
import type { Quad } from '@rdfjs/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRegisterVersions, mergeThings, type Merged } from '#wegwijzer/registers/index.js';
import { BASE_URL, bench, openRegisters, PREFIXES, registerShapes, type Registers } from './support.js';

let registers: Registers;
beforeEach(async () => {
  registers = await openRegisters();
});
afterEach(async () => {
  await registers.close();
});

const iri = (key: string): string => `${BASE_URL}/id/bench/${key}`;
const quadsOf = (turtle: string): Quad[] => new Parser({ baseIRI: `${BASE_URL}/` }).parse(PREFIXES + turtle);

function merge(things: Readonly<Record<string, string>>): Promise<Merged> {
  return mergeThings(registers.store, {
    name: 'assets',
    baseUrl: BASE_URL,
    agent: `${BASE_URL}/id/agent/test`,
    source: 'https://partner.example/ldes/benches',
    things: new Map(Object.entries(things).map(([key, turtle]) => [iri(key), quadsOf(turtle)])),
    shapes: registerShapes,
    now: () => new Date('2026-11-23T12:00:00Z'),
    keep: (rejected) => [{ table: 'following', key: 'bookmark', value: String(rejected.length) }],
  });
}

describe('what a source says of some things', () => {
  it('makes the register, and then takes the place of what it says of those things alone', async () => {
    const first = await merge({ 1: bench('1'), 2: bench('2'), 3: bench('3') });
    expect(first).toMatchObject({ version: 1, rejected: [], difference: { added: 3 } });
    const second = await merge({ 2: bench('2', { manager: '2', wkt: 'POINT (3.8 51)' }), 3: '' });
    expect(second).toMatchObject({ version: 2, difference: { changed: 1, removed: 1, managersChanged: 1 } });
    const after = registers.rows();
    await registers.load(bench('1') + bench('2', { manager: '2', wkt: 'POINT (3.8 51)' }), { name: 'whole' });
    expect(after).toEqual(registers.rows('whole'));
    const [register] = readRegisterVersions(registers.store, BASE_URL);
    expect(register?.versions.map(({ kind }) => kind)).toEqual(['delta', 'delta']);
    expect(
      registers.store.readSubject(`${BASE_URL}/id/registers`, register?.versions[1]?.iri ?? ''),
    ).toContainEqual(expect.stringContaining('dc/terms/source> <https://partner.example/ldes/benches>'));
  });

  it('keeps its bookmark with the change, and makes no version where nothing changes', async () => {
    await merge({ 1: bench('1') });
    const { sequence } = registers.store;
    expect(await merge({ 1: bench('1') })).toMatchObject({ version: undefined, difference: { changed: 0 } });
    expect(registers.store.sequence).toBe(sequence);
    expect(registers.store.readRecord('following', 'bookmark')).toBe('0');
  });

  it('is left out, thing by thing, where it does not meet the shapes or tells of others', async () => {
    const two = `${bench('2')} <id/bench/2> obd:beheerder <id/org/9> .`;
    const others = `${bench('3')} <id/bench/1> obd:beheerder <id/org/evil> .`;
    const { rejected } = await merge({
      1: bench('1'),
      2: two,
      3: others,
      4: bench('4', { wkt: 'POINT (' }),
      5: bench('5', { wkt: 'LINESTRING (-180 -80, 180 80, -180 79)' }),
    });
    expect(rejected.map(({ thing, reasons }) => [thing, reasons.length > 0])).toEqual(
      ['2', '3', '4', '5'].map((key) => [iri(key), true]),
    );
    expect(registers.rows().filter((row) => row.includes('beheerder'))).toEqual([
      `<${iri('1')}> <https://data.vlaanderen.be/ns/openbaardomein#beheerder> <${BASE_URL}/id/org/1>`,
    ]);
    expect(registers.store.readRecord('following', 'bookmark')).toBe('4');
  });
});
