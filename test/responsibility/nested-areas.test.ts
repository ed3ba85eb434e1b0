/**
 * Areas that lie in each other without any register saying so. The map, in metres from its south-west corner:
 *
 *     0 ──────────── 1000 ───── 2000    west: municipality Stad, east: municipality Buur
 *     │  [ Wijk    ]  ┌──┴─┐      │     Wijk, and Plein in the middle of it, are drawn for rules alone: nobody manages them
 *     │  [ [Plein] ]  └──┬─┘Zone  │     Zone lies across the boundary, for the greater part in Stad
 *     └──────────────────┴────────┘
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCoverage } from '#wegwijzer/coverage/index.js';
import type { Engine } from '#wegwijzer/engine.js';
import { parseTerms } from '#wegwijzer/registers/index.js';
import type { Decision } from '#wegwijzer/responsibility/index.js';
import { BASE, freshEngine } from '../support/engine.js';
import { ruleSetTurtle, type TestRule } from '../rulesets/turtle.js';

type Place = readonly [east: number, north: number];
const METRE = [1 / 70_200, 1 / 111_250] as const;
const lonLat = ([east, north]: Place): [number, number] => [3.7 + east * METRE[0], 51 + north * METRE[1]];
const wkt = (kind: string, places: readonly Place[]): string => {
  const text = places.map((place) => lonLat(place).map(String).join(' ')).join(', ');
  const shape = kind === 'POINT' ? `(${text})` : `((${text}))`;
  return `locn:geometry [ a locn:Geometry ; geo:asWKT "${kind} ${shape}"^^geo:wktLiteral ]`;
};
const area = (
  name: string,
  [west, south, east, north]: readonly [number, number, number, number],
  within = '',
): string => {
  const ring: Place[] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return `<id/area/${name}> a generiek:AdministratieveEenheid ; skos:prefLabel "${name}"@nl ; ${within === '' ? '' : `geo:sfWithin <id/area/${within}> ; `}${wkt('POLYGON', ring)} .`;
};
const municipality = (name: string): string =>
  `<id/organisation/${name}> a org:Organization, m8g:PublicOrganisation ; skos:prefLabel "Gemeente ${name}"@nl ;
     dct:spatial <id/area/${name}> .`;
const lamp = (name: string, code: string, place: Place): string =>
  `<id/asset/${name}> a infra:Verlichtingspaal ; infra:rioleringscode "${code}" ; ${wkt('POINT', [place])} .`;

const PLACES = {
  plein: [250, 250],
  wijk: [500, 500],
  stad: [800, 100],
  zoneInStad: [950, 500],
  zoneInBuur: [1025, 500],
  buur: [1500, 500],
  kern: [5050, 50],
  gelijk: [7050, 50],
} as const satisfies Record<string, Place>;

const WORLD = `
  @prefix dct: <http://purl.org/dc/terms/> . @prefix generiek: <https://data.vlaanderen.be/ns/generiek#> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix m8g: <http://data.europa.eu/m8g/> . @prefix org: <http://www.w3.org/ns/org#> .
  @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
  @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
  ${area('Stad', [0, 0, 1000, 1000])} ${municipality('Stad')}
  ${area('Buur', [1000, 0, 2000, 1000])} ${municipality('Buur')}
  ${area('Wijk', [100, 100, 600, 600])}
  ${area('Plein', [200, 200, 300, 300])}
  ${area('Zone', [900, 400, 1050, 600])}
  ${area('Dorp', [5000, 0, 5100, 100])} ${area('Kern', [4999, -1, 5101, 101], 'Dorp')}
  ${area('Een', [7000, 0, 7100, 100], 'Ander')} ${area('Ander', [7000, 0, 7100, 100], 'Een')}
  ${lamp('lamp-plein', 'A', PLACES.plein)} ${lamp('lamp-wijk', 'B', PLACES.wijk)} ${lamp('lamp-buur', 'A', PLACES.buur)}`;

let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await freshEngine({ demo: false });
  folder = mkdtempSync(join(tmpdir(), 'wegwijzer-nested-'));
  const path = join(folder, 'world.ttl');
  writeFileSync(path, WORLD);
  await engine.loadRegister({ name: 'world', files: [{ path }] });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const SET = `${BASE}/id/rules/nested`;
const forArea = (name: string, category = 'wespennest'): TestRule => ({
  name,
  conditions: `ww:area <${BASE}/id/area/${name}> ; ww:category cat:${category}`,
  manager: `<urn:team:${name}>`,
});

/** What becomes of a report in each of these places under some rules. */
async function decideUnder(
  rules: readonly TestRule[],
  questions: readonly { readonly place: Place; readonly category?: string; readonly asset?: string }[],
): Promise<Decision[]> {
  const lines = await parseTerms(Buffer.from(ruleSetTurtle(SET, '1', rules)), 'text/turtle', SET, BASE);
  const supposed = await engine.responsibility.supposing({ ruleSets: [{ graph: SET, lines }] });
  try {
    return await Promise.all(
      questions.map(async ({ place, category = 'wespennest', asset }) =>
        supposed.decide({
          category: (await supposed.categoryIri(category)) ?? '',
          point: lonLat(place),
          accuracy: 2,
          asset: asset === undefined ? undefined : `${BASE}/id/asset/${asset}`,
        }),
      ),
    );
  } finally {
    await supposed.close();
  }
}

const led = ({ outcome, responsible, candidates }: Decision): string =>
  [
    outcome,
    responsible?.iri ??
      candidates
        .map(({ iri }) => iri)
        .sort()
        .join(' or '),
  ].join(' ');
const places = (...names: (keyof typeof PLACES)[]): { place: Place }[] =>
  names.map((name) => ({ place: PLACES[name] }));

describe('an area that its shape puts in another', () => {
  it('has the rules of the one around it', async () => {
    const decided = await decideUnder([forArea('Stad')], places('plein', 'wijk', 'stad', 'zoneInStad'));
    expect(decided.map(led)).toEqual(Array(4).fill('decided urn:team:Stad'));
  });

  it('has rules of its own, which are more specific', async () => {
    const rules = [forArea('Stad'), forArea('Plein'), forArea('Wijk')];
    const decided = await decideUnder(rules, places('plein', 'wijk', 'stad'));
    expect(decided.map(led)).toEqual([
      'decided urn:team:Plein',
      'decided urn:team:Wijk',
      'decided urn:team:Stad',
    ]);
    const lost = decided[0]?.runnersUp.map(({ rule }) => rule.iri);
    expect(lost).toEqual(expect.arrayContaining([`${SET}#Wijk`, `${SET}#Stad`]));
  });

  it('leaves the place with its municipality where no rule says otherwise', async () => {
    const [decided, fallback] = await decideUnder(
      [forArea('Plein', 'graffiti')],
      [{ place: PLACES.plein }, { place: PLACES.plein, category: 'put-in-wegdek' }],
    );
    // A rule that comes with the service leads to the manager of the area.
    expect(decided && led(decided)).toBe(`decided ${BASE}/id/organisation/Stad`);
    expect(decided?.sentence.en).toContain('Stad');
    expect(fallback && led(fallback)).toBe(`fallback ${BASE}/id/organisation/Stad`);
  });

  it('is named with the areas around it among what the decision rests on', async () => {
    const [decided] = await decideUnder([forArea('Stad')], places('plein'));
    expect(decided?.facts.map(({ role, feature }) => [role, feature.label.nl])).toEqual([
      ['area', 'Plein'],
      ['area', 'Wijk'],
      ['area', 'Stad'],
    ]);
  });

  it('is no answer to itself where two areas only overlap: their rules contradict each other, and it says so', async () => {
    const rules = [forArea('Zone'), forArea('Stad'), forArea('Buur')];
    const decided = await decideUnder(rules, places('zoneInStad', 'zoneInBuur', 'buur'));
    expect(decided.map(led)).toEqual([
      'decided urn:team:Zone',
      'ambiguous urn:team:Buur or urn:team:Zone',
      'decided urn:team:Buur',
    ]);
    expect(decided[1]?.ambiguity).toBe('rules');
  });
});

describe('areas that lie in each other both ways', () => {
  it('an area that is recorded in another is the narrower one, though drawn larger', async () => {
    const decided = await decideUnder([forArea('Dorp'), forArea('Kern')], places('kern'));
    expect(decided.map(led)).toEqual(['decided urn:team:Kern']);
  });

  it('two areas that are recorded in each other are equal, and their rules leave it open', async () => {
    const decided = await decideUnder([forArea('Een'), forArea('Ander')], places('gelijk'));
    expect(decided.map(led)).toEqual(['ambiguous urn:team:Ander or urn:team:Een']);
    expect(decided[0]?.ambiguity).toBe('rules');
  });
});

describe('laws of rules about areas in each other, named things and attributes', () => {
  const AREAS = ['Stad', 'Wijk', 'Plein', 'Zone', 'Buur'];
  const INSIDE: Readonly<Record<Exclude<keyof typeof PLACES, 'kern' | 'gelijk'>, readonly string[]>> = {
    plein: ['Plein', 'Wijk', 'Stad'],
    wijk: ['Wijk', 'Stad'],
    stad: ['Stad'],
    zoneInStad: ['Zone', 'Stad'],
    zoneInBuur: ['Zone', 'Buur'],
    buur: ['Buur'],
  };
  const LAMPS: Readonly<Record<string, { readonly code: string; readonly place: keyof typeof INSIDE }>> = {
    'lamp-plein': { code: 'A', place: 'plein' },
    'lamp-wijk': { code: 'B', place: 'wijk' },
    'lamp-buur': { code: 'A', place: 'buur' },
  };
  interface Made {
    readonly area?: string | undefined;
    readonly asset?: string | undefined;
    readonly code?: string | undefined;
    readonly manager: string;
  }
  const oneOf = (...values: string[]): fc.Arbitrary<string | undefined> =>
    fc.constantFrom(undefined, ...values);
  const conditions: fc.Arbitrary<Made> = fc
    .record({
      area: oneOf(...AREAS),
      asset: oneOf(...Object.keys(LAMPS)),
      code: oneOf('A', 'B'),
      manager: fc.constantFrom('urn:party:a', 'urn:party:b', 'urn:party:c'),
    })
    .filter(({ area, asset, code }) => (area ?? asset ?? code) !== undefined);
  const keyOf = ({ area = '', asset = '', code = '' }: Made): string => [area, asset, code].join('-');
  const sets = fc.uniqueArray(conditions, { minLength: 2, maxLength: 7, selector: keyOf });
  const QUESTIONS = [
    ...(Object.keys(INSIDE) as (keyof typeof INSIDE)[]).map((place) => ({ place, lamp: undefined })),
    ...Object.entries(LAMPS).map(([lamp, { place }]) => ({ place, lamp })),
  ];

  function ruleOf(made: Made): TestRule {
    const told = [
      'ww:category cat:straatverlichting-defect',
      ...(made.area === undefined ? [] : [`ww:area <${BASE}/id/area/${made.area}>`]),
      ...(made.asset === undefined ? [] : [`ww:asset <${BASE}/id/asset/${made.asset}>`]),
      ...(made.code === undefined
        ? []
        : [`ww:attribute [ sh:path infra:rioleringscode ; sh:hasValue "${made.code}" ]`]),
    ];
    return { name: keyOf(made), conditions: told.join(' ; '), manager: `<${made.manager}>` };
  }

  async function answersUnder(made: readonly Made[]): Promise<string[]> {
    const decided = await decideUnder(
      made.map(ruleOf),
      QUESTIONS.map(({ place, lamp }) => ({
        place: PLACES[place],
        category: 'straatverlichting-defect',
        ...(lamp === undefined ? {} : { asset: lamp }),
      })),
    );
    return decided.map((one) => `${led(one)} by ${one.rule?.iri ?? ''}`);
  }

  it('the order of loading never changes an answer', async () => {
    const ordered = sets.chain((made) =>
      fc.tuple(fc.constant(made), fc.shuffledSubarray(made, { minLength: made.length })),
    );
    await fc.assert(
      fc.asyncProperty(ordered, async ([made, shuffled]) => {
        expect(await answersUnder(shuffled)).toEqual(await answersUnder(made));
      }),
      { numRuns: 15 },
    );
  });

  it('adding a rule changes only answers inside its own conditions', async () => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(sets, async ([added, ...others]) => {
        if (!added) return;
        const [before, after] = [await answersUnder(others), await answersUnder([...others, added])];
        QUESTIONS.forEach(({ place, lamp }, index) => {
          if (before[index] === after[index]) return;
          changed += 1;
          // A lamp that stands at a place is what a report there is about, named or not.
          const at = lamp ?? Object.keys(LAMPS).find((name) => LAMPS[name]?.place === place);
          const { area, asset, code } = added;
          const where = `${keyOf(added)} at ${place}, ${lamp ?? 'no lamp named'}`;
          expect(area === undefined || INSIDE[place].includes(area), where).toBe(true);
          expect(asset === undefined || asset === at, where).toBe(true);
          expect(code === undefined || code === LAMPS[at ?? '']?.code, where).toBe(true);
        });
      }),
      { numRuns: 15 },
    );
    expect(changed).toBeGreaterThan(0);
  });
});

describe('coverage of an area across a boundary', () => {
  it('tells the part that a rule for the area around it covers from the part that none does', async () => {
    const path = join(folder, 'zone.ttl');
    const lamps = [lamp('zone-stad', 'A', PLACES.zoneInStad), lamp('zone-buur', 'A', PLACES.zoneInBuur)];
    writeFileSync(path, WORLD.slice(0, WORLD.indexOf('<id/')) + lamps.join(' '));
    await engine.loadRegister({ name: 'zone', files: [{ path }] });
    const rules = [forArea('Stad', 'straatverlichting-defect')];
    const lines = await parseTerms(Buffer.from(ruleSetTurtle(SET, '1', rules)), 'text/turtle', SET, BASE);
    const responsibility = await engine.responsibility.supposing({ ruleSets: [{ graph: SET, lines }] });
    const category = (await responsibility.categoryIri('straatverlichting-defect')) ?? '';
    const { cells } = await findCoverage(
      { store: engine.store, responsibility },
      { areas: [`${BASE}/id/area/Zone`], categories: [category] },
    );
    expect(cells.map(({ coverage, sample }) => [coverage, sample.asset]).sort()).toEqual([
      ['covered', `${BASE}/id/asset/zone-stad`],
      ['gap', `${BASE}/id/asset/zone-buur`],
    ]);
    await responsibility.close();
  });
});
