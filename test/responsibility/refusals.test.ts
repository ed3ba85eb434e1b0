/**
 * Whom the rules choose once somebody has refused, and where organisations have changed since an agreement was made: by
 * the same steps as the first time.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { parseTerms } from '#wegwijzer/registers/index.js';
import type { Decision } from '#wegwijzer/responsibility/index.js';
import { ruleSetTurtle, type TestRule } from '../rulesets/turtle.js';
import { BASE } from '../support/engine.js';
import { openWorld } from './world.js';

type Place = readonly [east: number, north: number];
const lonLat = ([east, north]: Place): [number, number] => [3.7 + east / 70_200, 51 + north / 111_250];
const text = (places: readonly Place[]): string =>
  places.map((place) => lonLat(place).map(String).join(' ')).join(', ');
const geometry = (wkt: string): string =>
  `locn:geometry [ a locn:Geometry ; geo:asWKT "${wkt}"^^geo:wktLiteral ]`;
const square = ([west, south]: Place, size: number): string =>
  geometry(
    `POLYGON ((${text([
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ])}))`,
  );
const body = (name: string, more = ''): string =>
  `<id/organisation/${name}> a org:Organization ${more} ; skos:prefLabel "${name}"@nl .`;
const bin = (manager: string, place: Place): string =>
  `<id/asset/bin-${manager}> a infra:OpenbareVuilnisbak ; obd:beheerder <id/organisation/${manager}> ; ${geometry(`POINT (${text([place])})`)} .`;
const change = (name: string, from: readonly string[], to: readonly string[]): string =>
  `<id/change/${name}> a org:ChangeEvent ; prov:endedAtTime "2025-01-01T00:00:00Z"^^xsd:dateTime ;
     org:originalOrganization ${from.map((one) => `<id/organisation/${one}>`).join(', ')} ;
     org:resultingOrganization ${to.map((one) => `<id/organisation/${one}>`).join(', ')} .`;

const BINS = {
  agency: [100, 100],
  Oud: [200, 100],
  Nazareth: [300, 100],
  'Nazareth-DePinte': [400, 100],
} as const satisfies Record<string, Place>;
const GRASS = [750, 750] as const;

const WORLD = `
  @prefix dct: <http://purl.org/dc/terms/> . @prefix generiek: <https://data.vlaanderen.be/ns/generiek#> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix m8g: <http://data.europa.eu/m8g/> . @prefix org: <http://www.w3.org/ns/org#> .
  @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix prov: <http://www.w3.org/ns/prov#> .
  @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> .
  @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
  @prefix terrein: <https://data.vlaanderen.be/ns/openbaardomein/terreindeel#> .
  @prefix gebied: <https://data.vlaanderen.be/ns/openbaardomein/gebied#> .
  <id/area/Stad> a generiek:AdministratieveEenheid ; skos:prefLabel "Stad"@nl ; ${square([0, 0], 1000)} .
  ${body('Stad', ', m8g:PublicOrganisation ; dct:spatial <id/area/Stad>')}
  ${['agency', 'Oud', 'Deel1', 'Deel2', 'Nazareth', 'DePinte', 'Nazareth-DePinte'].map((name) => body(name)).join('\n')}
  ${change('split', ['Oud'], ['Deel1', 'Deel2'])}
  ${change('merger', ['Nazareth', 'DePinte'], ['Nazareth-DePinte'])}
  ${Object.entries(BINS)
    .map(([manager, place]) => bin(manager, place))
    .join('\n')}
  <id/ground/park> a gebied:Park ; ${square([700, 700], 200)} .
  <id/ground/grass> a terrein:Groenvlak ; ${square([730, 730], 50)} .`;

const organisation = (name: string): string => `${BASE}/id/organisation/${name}`;
const BIN = 'ww:assetClass infra:OpenbareVuilnisbak';
const FULL_BIN = 'ww:category cat:vuilnisbak-vol';
const rule = (name: string, conditions: string, manager = `urn:team:${name}`): TestRule => ({
  name,
  conditions,
  manager: `<${manager}>`,
});
const entrusted = (party: string, name = 'company'): TestRule =>
  rule(name, `a ww:Agreement ; ${BIN} ; ww:entrustedBy <${organisation(party)}>`);

let engine: Engine;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ engine, close } = await openWorld(WORLD, () => new Date('2026-11-25T12:00:00Z')));
});
afterAll(() => close());

/** What becomes of a report under some rules, once some have refused it. */
async function decideUnder(
  rules: readonly TestRule[],
  question: {
    readonly place: Place;
    readonly category?: string;
    readonly refused?: readonly string[];
    readonly on?: string;
  },
): Promise<Decision> {
  const set = `${BASE}/id/rules/refusals`;
  const lines = await parseTerms(Buffer.from(ruleSetTurtle(set, '1', rules)), 'text/turtle', set, BASE);
  const { place, category = 'vuilnisbak-vol', refused = [], on } = question;
  const supposed = await engine.responsibility.supposing({
    ruleSets: [{ graph: set, lines }],
    ...(on === undefined ? {} : { at: new Date(on) }),
  });
  try {
    return await supposed.decide({
      category: (await supposed.categoryIri(category)) ?? '',
      point: lonLat(place),
      accuracy: 2,
      excluded: refused,
    });
  } finally {
    await supposed.close();
  }
}

const led = ({ outcome, responsible, candidates }: Decision): string[] => [
  outcome,
  ...(responsible ? [responsible] : candidates).map(({ iri }) =>
    iri.replace(/^.*\/organisation\//, '').replace('urn:team:', ''),
  ),
];

describe('after a refusal', () => {
  it('what the next rule gives to a party goes to whom that party has entrusted it to', async () => {
    const rules = [rule('city', FULL_BIN, organisation('Stad')), entrusted('Stad')];
    const question = { place: BINS.agency };
    expect(led(await decideUnder(rules, question))).toEqual(['decided', 'agency']);
    const next = await decideUnder(rules, { ...question, refused: [organisation('agency')] });
    expect(led(next)).toEqual(['decided', 'company']);
    const last = await decideUnder(rules, {
      ...question,
      refused: [organisation('agency'), 'urn:team:company'],
    });
    expect(led(last)).toEqual(['decided', 'Stad']);
  });

  it('the more precise ground still wins', async () => {
    const rules = [
      rule('grass-litter', 'ww:groundClass terrein:Groenvlak ; ww:category cat:graffiti'),
      rule('grass', 'ww:groundClass terrein:Groenvlak'),
      rule('park', 'ww:groundClass gebied:Park'),
    ];
    const question = { place: GRASS, category: 'graffiti' };
    expect(led(await decideUnder(rules, question))).toEqual(['decided', 'grass-litter']);
    const next = await decideUnder(rules, { ...question, refused: ['urn:team:grass-litter'] });
    expect(led(next)).toEqual(['decided', 'grass']);
  });

  it('all successors of an organisation that was divided are open', async () => {
    const rules = [rule('first', `${BIN} ; ${FULL_BIN}`)];
    const question = { place: BINS.Oud };
    expect(led(await decideUnder(rules, question))).toEqual(['decided', 'first']);
    const next = await decideUnder(rules, { ...question, refused: ['urn:team:first'] });
    expect(led(next)).toEqual(['ambiguous', 'Deel1', 'Deel2']);
    const last = await decideUnder(rules, {
      ...question,
      refused: ['urn:team:first', organisation('Deel1')],
    });
    expect(led(last)).toEqual(['decided', 'Deel2']);
  });
});

describe('an agreement between parties that have changed', () => {
  const merged = 'Nazareth is sinds 2025-01-01 opgevolgd door Nazareth-DePinte.';

  it('of the successor holds for what the register still gives to the one before, and both are said', async () => {
    const decision = await decideUnder([entrusted('Nazareth-DePinte')], { place: BINS.Nazareth });
    expect(led(decision)).toEqual(['decided', 'company']);
    expect(decision.sentence.nl).toContain(merged);
    expect(decision.forDispatcher.nl).toContain(merged);
    expect(decision.runnersUp.map(({ responsible }) => responsible.iri)).toContain(
      organisation('Nazareth-DePinte'),
    );
  });

  it('of the one before holds for what the register gives to its successor, and both are said', async () => {
    const decision = await decideUnder([entrusted('Nazareth')], { place: BINS['Nazareth-DePinte'] });
    expect(led(decision)).toEqual(['decided', 'company']);
    expect(decision.sentence.nl).toContain(merged);
  });

  it('and a register of the same day are as they were', async () => {
    const decision = await decideUnder([entrusted('Nazareth')], { place: BINS.Nazareth });
    expect(led(decision)).toEqual(['decided', 'company']);
    expect(decision.sentence.nl).not.toContain('opgevolgd');
  });

  it('has nothing to say before the day of the change', async () => {
    const decision = await decideUnder([entrusted('Nazareth-DePinte')], {
      place: BINS.Nazareth,
      on: '2024-12-31T12:00:00Z',
    });
    expect(led(decision)).toEqual(['decided', 'Nazareth']);
  });

  it('of one that merged does not give away what was the other one’s', async () => {
    const decision = await decideUnder([entrusted('DePinte')], { place: BINS.Nazareth });
    expect(led(decision)).toEqual(['decided', 'Nazareth-DePinte']);
  });

  it('of one successor leaves open what was of an organisation that was divided', async () => {
    const decision = await decideUnder([entrusted('Deel1')], { place: BINS.Oud });
    expect(led(decision)).toEqual(['ambiguous', 'company', 'Deel2']);
  });
});
