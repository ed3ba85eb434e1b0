/** Far more things within the accuracy of a place than are weighed: seventy trees along a lane, and what lies beyond them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { parseTerms } from '#wegwijzer/registers/index.js';
import type { Decision } from '#wegwijzer/responsibility/index.js';
import { ruleSetTurtle, type TestRule } from '../rulesets/turtle.js';
import { BASE } from '../support/engine.js';
import { openWorld } from './world.js';

const TREES = 70;
const LANE = 0;
const SQUARE = 1000;
const east = (metres: number): string => String(3.7 + metres / 70_200);
const tree = (name: string, metres: number, manager: string, more = ''): string =>
  `<id/asset/${name}> a veg:Boomvorm ; obd:beheerder <id/organisation/${manager}> ; ${more}
     locn:geometry [ a locn:Geometry ; geo:asWKT "POINT (${east(metres)} 51.005)"^^geo:wktLiteral ] .`;
const row = (name: string, start: number, more: (at: number) => string = () => ''): string =>
  Array.from({ length: TREES }, (_, at) => tree(`${name}-${String(at)}`, start + at, 'city', more(at))).join(
    '\n',
  );
const code = (value: string): string => `infra:rioleringscode "${value}" ;`;

/** Trees of the city from the place eastward, a metre apart; at the end of the lane one of the agency. */
const WORLD = `
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
  @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> .
  @prefix veg: <https://data.vlaanderen.be/ns/openbaardomein/vegetatie#> .
  @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
  <id/organisation/city> a org:Organization ; skos:prefLabel "City"@nl .
  <id/organisation/agency> a org:Organization ; skos:prefLabel "Agency"@nl .
  ${row('lane', LANE, (at) => code(String(at)))}
  ${tree('lane-agency', LANE + TREES + 1, 'agency')}
  ${row('square', SQUARE)}
  ${tree('square-sick', SQUARE + TREES + 1, 'city', code('sick'))}`;

const SET = `${BASE}/id/rules/trees`;
const SICK: TestRule = {
  name: 'sick',
  conditions: 'ww:attribute [ sh:path infra:rioleringscode ; sh:hasValue "sick" ]',
  manager: '<urn:team:sick>',
};
const named = (name: string, manager: string): TestRule => ({
  name,
  conditions: `ww:asset <${BASE}/id/asset/${name}>`,
  manager: `<${manager}>`,
});

let engine: Engine;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ engine, close } = await openWorld(WORLD));
});
afterAll(() => close());

async function decideUnder(rules: readonly TestRule[], metres: number): Promise<Decision> {
  const lines = await parseTerms(Buffer.from(ruleSetTurtle(SET, '1', rules)), 'text/turtle', SET, BASE);
  const supposed = await engine.responsibility.supposing({ ruleSets: [{ graph: SET, lines }] });
  try {
    const category = (await supposed.categoryIri('boom-beschadigd')) ?? '';
    return await supposed.decide({ category, point: [Number(east(metres)), 51.005], accuracy: 80 });
  } finally {
    await supposed.close();
  }
}

const led = ({ outcome, responsible, candidates }: Decision): string[] => [
  outcome,
  ...(responsible ? [responsible] : candidates).map(({ iri }) => iri.replace(`${BASE}/id/organisation/`, '')),
];

describe('more things within the accuracy than are weighed', () => {
  it('a thing of somebody else behind them counts, also where rules ask what things are like', async () => {
    const decision = await decideUnder([SICK], LANE);
    expect(led(decision)).toEqual(['ambiguous', 'city', 'agency']);
    expect(decision.choices).not.toEqual([]);
  });

  it('so does a thing that only its attributes lead elsewhere', async () => {
    expect(led(await decideUnder([SICK], SQUARE))).toEqual(['ambiguous', 'city', 'urn:team:sick']);
  });

  it('things of one kind, of which no rule asks more, are certain', async () => {
    expect(
      led(
        await decideUnder(
          [{ ...SICK, name: 'other', conditions: SICK.conditions.replace('sick', 'dead') }],
          SQUARE,
        ),
      ),
    ).toEqual(['decided', 'city']);
  });

  it('nothing is certain where things that rules name are left out', async () => {
    const rules = Array.from({ length: TREES }, (_, at) => `square-${String(at)}`).map((name) =>
      named(name, 'urn:team:trees'),
    );
    const decision = await decideUnder([...rules, named('square-sick', 'urn:team:sick')], SQUARE);
    expect(led(decision)).toEqual(['ambiguous', 'urn:team:trees']);
    expect(decision.ambiguity).toBe('place');
  });
});
