import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { packageFile } from '#wegwijzer/rdf/package-files.js';
import { createSuccessions, type Succession } from '#wegwijzer/registers/index.js';
import type { Decision } from '#wegwijzer/responsibility/index.js';
import { BASE } from '../support/engine.js';

const CATEGORY = 'https://w3id.org/wegwijzer/category/put-in-wegdek';

interface Town {
  readonly engine: Engine;
  readonly directory: string;
  load(name: string, turtle: string): Promise<void>;
  decide(lon: number, lat: number): Promise<Decision>;
}

async function openTown(now: () => Date): Promise<Town> {
  const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-succession-'));
  const engine = await startEngine({
    directory: join(directory, 'data'),
    baseUrl: BASE,
    readers: 0,
    spare: false,
    now,
  });
  return {
    engine,
    directory,
    load: async (name, turtle) => {
      const path = join(directory, `${name}.ttl`);
      writeFileSync(path, turtle);
      await engine.loadRegister({ name, files: [{ path }] });
    },
    decide: (lon, lat) =>
      engine.responsibility.decide({ category: CATEGORY, point: [lon, lat], accuracy: 1 }),
  };
}

const PREFIXES = `
@prefix org: <http://www.w3.org/ns/org#> . @prefix m8g: <http://data.europa.eu/m8g/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix generiek: <https://data.vlaanderen.be/ns/generiek#> . @prefix weg: <https://data.vlaanderen.be/ns/weg#> .
@prefix locn: <http://www.w3.org/ns/locn#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <http://localhost:8080/id/x/> .
`;
const organisation = (name: string, area?: string): string =>
  `:${name} a org:Organization${area ? ', m8g:PublicOrganisation' : ''} ; skos:prefLabel "${name}"@nl${area ? ` ; dct:spatial :${area}` : ''} .\n`;
const area = (name: string, west: number, east: number): string =>
  `:${name} a generiek:AdministratieveEenheid ; skos:prefLabel "${name}"@nl ; locn:geometry [ a locn:Geometry ; geo:asWKT
   "POLYGON ((${String(west)} 51, ${String(east)} 51, ${String(east)} 51.1, ${String(west)} 51.1, ${String(west)} 51))"^^geo:wktLiteral ] .\n`;
const road = (manager: string): string =>
  `:road a weg:Wegsegment ; weg:linkerwegbeheerder :${manager} ; weg:rechterwegbeheerder :${manager} ; locn:geometry [ a locn:Geometry ;
   geo:asWKT "LINESTRING (3.6 51.05, 3.9 51.05)"^^geo:wktLiteral ] .\n`;
const event = (name: string, from: readonly string[], to: readonly string[], day: string): string =>
  `:${name} a org:ChangeEvent ; org:originalOrganization ${from.map((one) => `:${one}`).join(', ')} ;
   org:resultingOrganization ${to.map((one) => `:${one}`).join(', ')} ; prov:endedAtTime "${day}T00:00:00Z"^^xsd:dateTime .\n`;
const x = (name: string): string => `${BASE}/id/x/${name}`;

describe('a register that names an organisation that has ended', () => {
  let today = '2026-11-23';
  let town: Town;
  beforeEach(async () => {
    today = '2026-11-23';
    town = await openTown(() => new Date(`${today}T12:00:00Z`));
    await town.load(
      'places',
      PREFIXES +
        area('Town', 3.6, 3.9) +
        road('A') +
        ['A', 'B', 'C', 'D'].map((one) => organisation(one)).join(''),
    );
  });
  afterEach(async () => {
    await town.engine.close();
    rmSync(town.directory, { recursive: true, force: true });
  });

  it('leads to its successor, through a chain, and the explanation says so', async () => {
    await town.load(
      'changes',
      PREFIXES + event('one', ['A', 'B'], ['C'], '2019-01-01') + event('two', ['C'], ['D'], '2025-01-01'),
    );
    const decision = await town.decide(3.7, 51.05);
    expect(decision).toMatchObject({ outcome: 'decided', responsible: { iri: x('D') } });
    expect(decision.sentence.nl).toContain(
      'A is sinds 2019-01-01 opgevolgd door C. C is sinds 2025-01-01 opgevolgd door D.',
    );
    expect(decision.sentence.en).toContain('C has been succeeded by D since 2025-01-01.');
    const facts = decision.facts.filter(({ role }) => role === 'succession');
    expect(facts.map(({ feature, register }) => [feature.iri, register.iri])).toEqual([
      [x('one'), `${BASE}/id/register/changes`],
      [x('two'), `${BASE}/id/register/changes`],
    ]);
  });

  it.each([
    ['2018-12-31', 'A'],
    ['2019-01-01', 'C'],
    ['2024-12-31', 'C'],
  ])('on %s leads to %s', async (day, expected) => {
    await town.load(
      'changes',
      PREFIXES + event('one', ['A'], ['C'], '2019-01-01') + event('two', ['C'], ['D'], '2025-01-01'),
    );
    today = day;
    const decision = await town.decide(3.7, 51.05);
    expect(decision.responsible?.iri).toBe(x(expected));
    expect(decision.sentence.nl.includes('opgevolgd')).toBe(expected !== 'A');
  });

  it.each([
    ['2024-12-31T23:00:00Z', '2025-01-01'],
    ['2024-12-31T22:59:59Z', '2024-12-31'],
    ['2025-06-30T23:30:00-01:00', '2025-07-01'],
    ['2024-12-31T23:30:00', '2024-12-31'],
  ])('that ended at %s is followed from the day that it was in Belgium then, %s', async (time, day) => {
    const change = event('one', ['A'], ['B'], day).replace(`${day}T00:00:00Z`, time);
    await town.load('changes', PREFIXES + change);
    today = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
    expect((await town.decide(3.7, 51.05)).responsible?.iri).toBe(x('A'));
    today = day;
    const decision = await town.decide(3.7, 51.05);
    expect(decision.responsible?.iri).toBe(x('B'));
    expect(decision.sentence.en).toContain(`A has been succeeded by B since ${day}.`);
  });

  it('that was divided leads to the part whose area holds the place, or is open between them', async () => {
    await town.load('changes', PREFIXES + event('split', ['A'], ['B', 'C'], '2025-01-01'));
    const open = await town.decide(3.7, 51.05);
    expect(open).toMatchObject({
      outcome: 'ambiguous',
      ambiguity: 'succession',
      candidates: [{ iri: x('B') }, { iri: x('C') }],
    });
    expect(open.sentence.nl).toContain('want het is niet gekend wie het hier heeft overgenomen');
    expect(open.forDispatcher.en).toContain('no register says which successor this place belongs to');
    expect(open.forDispatcher.en).toContain('A has been succeeded by B since 2025-01-01.');
    await town.load(
      'parts',
      PREFIXES +
        area('West', 3.6, 3.75) +
        area('East', 3.75, 3.9) +
        organisation('B', 'West') +
        organisation('C', 'East'),
    );
    expect((await town.decide(3.7, 51.05)).responsible?.iri).toBe(x('B'));
    expect((await town.decide(3.8, 51.05)).responsible?.iri).toBe(x('C'));
  });

  it('says once what led to several of those who remain', async () => {
    await town.load(
      'changes',
      PREFIXES + event('one', ['A'], ['D'], '2019-01-01') + event('split', ['D'], ['B', 'C'], '2025-01-01'),
    );
    const open = await town.decide(3.7, 51.05);
    expect(open.candidates.map(({ iri }) => iri)).toEqual([x('B'), x('C')]);
    for (const text of [open.sentence.en, open.forDispatcher.en])
      expect(text.split('A has been succeeded by D since 2019-01-01.')).toHaveLength(2);
  });

  it('is followed in the direction from the organisations as well', async () => {
    await town.load(
      'changes',
      `${PREFIXES}:A org:changedBy :one . :C org:resultedFrom :one . :one a org:ChangeEvent ; dct:date "2019-01-01"^^xsd:date .`,
    );
    expect((await town.decide(3.7, 51.05)).responsible?.iri).toBe(x('C'));
  });

  it('falls back on the successor of the municipality where no rule fits', async () => {
    await town.load(
      'bodies',
      PREFIXES + organisation('M', 'Town') + organisation('N') + event('m', ['M'], ['N'], '2025-01-01'),
    );
    const decision = await town.engine.responsibility.decide({
      category: 'https://w3id.org/wegwijzer/category/nothing-such',
      point: [3.7, 51.02],
      accuracy: 5,
    });
    expect(decision.responsible?.iri).toBe(x('N'));
    expect(decision.sentence.en).toContain('M has been succeeded by N');
  });

  it('leaves a municipality open that was divided, where no rule fits and no area says which part has the place', async () => {
    const bodies =
      PREFIXES +
      organisation('M', 'Town') +
      organisation('N') +
      organisation('O') +
      event('m', ['M'], ['N', 'O'], '2025-01-01');
    await town.load('bodies', bodies);
    const decide = (): Promise<Decision> =>
      town.engine.responsibility.decide({
        category: 'https://w3id.org/wegwijzer/category/nothing-such',
        point: [3.7, 51.02],
        accuracy: 5,
      });
    const open = await decide();
    expect(open).toMatchObject({
      outcome: 'ambiguous',
      ambiguity: 'succession',
      responsible: undefined,
      candidates: [{ iri: x('N') }, { iri: x('O') }],
      openRules: [{ iri: 'https://w3id.org/wegwijzer#FallbackRule' }],
    });
    expect(open.sentence.nl).toContain('want het is niet gekend wie het hier heeft overgenomen');
    expect(open.forDispatcher.en).toContain('no register says which successor this place belongs to');
    await town.load('parts', PREFIXES + area('West', 3.6, 3.75) + organisation('N', 'West'));
    expect(await decide()).toMatchObject({ outcome: 'fallback', responsible: { iri: x('N') } });
  });

  it('in a circle is refused, across registers too; a merger that is undone later is not', async () => {
    await town.load('changes', PREFIXES + event('one', ['A'], ['C'], '2025-01-01'));
    await expect(
      town.load('more', PREFIXES + event('two', ['C'], ['A'], '2025-01-01')),
    ).rejects.toMatchObject({
      type: 'invalid-register',
      message: expect.stringContaining('circle') as string,
    });
    await town.load('more', PREFIXES + event('two', ['C'], ['A'], '2026-01-01'));
    expect((await town.decide(3.7, 51.05)).responsible?.iri).toBe(x('A'));
  });

  it('without a date of the change is refused', async () => {
    const undated = `${PREFIXES}:e a org:ChangeEvent ; org:originalOrganization :A ; org:resultingOrganization :B .`;
    await expect(town.load('changes', undated)).rejects.toMatchObject({
      message: expect.stringContaining('has a date') as string,
    });
  });
});

const step = fc.record({
  event: fc.constantFrom('e1', 'e2', 'e3', 'e4'),
  from: fc.constantFrom('a', 'b', 'c', 'd'),
  to: fc.constantFrom('a', 'b', 'c', 'd'),
  date: fc.constantFrom('2019-01-01', '2022-01-01', '2025-01-01'),
  register: fc.constant('r'),
});

describe('successions', () => {
  it('end, and lead to somebody, whatever is said', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps: Succession[]) => {
        for (const from of ['a', 'b', 'c', 'd'])
          expect(createSuccessions(steps).successorsOf(from, '2026-01-01').length).toBeGreaterThan(0);
      }),
    );
  });

  it('do not depend on the order in which they are told', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps: Succession[]) => {
        const names = (all: Succession[]): string[] =>
          createSuccessions(all)
            .successorsOf('a', '2026-01-01')
            .map(({ organisation }) => organisation)
            .sort();
        expect(names([...steps].reverse())).toEqual(names(steps));
      }),
    );
  });
});

const flanders = join(packageFile(), '..', 'shared', 'flanders');
describe.skipIf(!existsSync(flanders))('the mergers of 1 January 2025', () => {
  let town: Town;
  let today = '2026-11-23';
  beforeAll(async () => {
    town = await openTown(() => new Date(`${today}T12:00:00Z`));
    for (const name of ['organisations', 'municipalities', 'road-segments'])
      await town.engine.loadRegister({ name, files: [{ path: join(flanders, `${name}.ttl`) }] });
    const before = readFileSync(join(flanders, 'manager-changes.csv'), 'utf8').trim().split('\n').slice(1);
    const rows = before.map((line) => line.split(','));
    // The roads as their managers were recorded before the merger.
    const old = rows
      .filter(
        (row) => Number(row[6]?.length) > 0 && /^(?:44048|46003|46013|11056|73006|73032)$/.test(row[3] ?? ''),
      )
      .map(([segment = '', , , code = '']) => [segment, code] as const);
    const codes = new Map(old);
    const turtle = readFileSync(join(flanders, 'road-segments.ttl'), 'utf8')
      .split('\n')
      .map((line) => {
        const code = codes.get(/^ws:(\d+) /.exec(line)?.[1] ?? '');
        return code ? line.replace(/wegbeheerder o:\S+/g, `wegbeheerder o:${code}`) : line;
      })
      .join('\n');
    await town.load('road-segments', turtle);
    await town.engine.loadRegister({
      name: 'mergers',
      files: [{ path: packageFile('demo', 'flanders', 'mergers-2025.ttl') }],
    });
  });
  afterAll(async () => {
    await town.engine.close();
    rmSync(town.directory, { recursive: true, force: true });
  });

  it.each([
    ['Nazareth', 3.544936, 50.947768, '44086', '44048'],
    ['Bilzen', 5.529586, 50.912149, '73110', '73006'],
    ['Zwijndrecht', 4.350776, 51.207304, '46030', '11056'],
  ])('lead from a road of %s to its successor, and before to itself', async (_, lon, lat, now, before) => {
    const iri = (code: string): string => `https://wegwijzer.test/id/organisation/${code}`;
    today = '2026-11-23';
    const after = await town.decide(lon, lat);
    expect(after.responsible?.iri).toBe(iri(now));
    expect(after.sentence.nl).toContain('opgevolgd door');
    today = '2024-12-31';
    expect((await town.decide(lon, lat)).responsible?.iri).toBe(iri(before));
  });
});
