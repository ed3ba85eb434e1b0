/**
 * Places at boundaries, in metres from the south-west corner:
 *
 *     0 ──────── 500 ─────── 1000     west: municipality Alfa, east: municipality Beta; both in Provincie, which is drawn
 *     │  Alfa   ┌─┴─┐  Beta   │       30 m too far to the north, and of which no register says that they lie in it
 *     │         └─┬─┘Zone     ├────┐  Zone, across their boundary, its middle in Alfa; and Haven, west of Alfa, are nobody's
 *     └──────────┴────────────┴────┘  east of Beta: Wild, a municipality that no organisation answers for
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { parseTerms } from '#wegwijzer/registers/index.js';
import type { Chosen, Decision } from '#wegwijzer/responsibility/index.js';
import { ruleSetTurtle, type TestRule } from '../rulesets/turtle.js';
import { BASE } from '../support/engine.js';
import { openWorld } from './world.js';

type Place = readonly [east: number, north: number];
const lonLat = ([east, north]: Place): [number, number] => [3.7 + east / 70_200, 51 + north / 111_250];
type Box = readonly [west: number, south: number, east: number, north: number];
const shape = ([west, south, east, north]: Box): string => {
  const corners: Place[] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  const ring = corners.map((corner) => lonLat(corner).map(String).join(' ')).join(', ');
  return `locn:geometry [ a locn:Geometry ; geo:asWKT "POLYGON ((${ring}))"^^geo:wktLiteral ]`;
};
const area = (name: string, box: Box): string =>
  `<id/area/${name}> a generiek:AdministratieveEenheid ; skos:prefLabel "${name}"@nl ; ${shape(box)} .`;
const ground = (name: string, box: Box, manager = ''): string =>
  `<id/ground/${name}> a terrein:Groenvlak ; skos:prefLabel "${name}"@nl ; ${manager} ${shape(box)} .`;
const body = (name: string, of: string): string =>
  `<id/organisation/${name}> a org:Organization, m8g:PublicOrganisation ; skos:prefLabel "${name}"@nl ;
     dct:spatial <id/area/${of}> .`;

const WORLD = `
  @prefix dct: <http://purl.org/dc/terms/> . @prefix generiek: <https://data.vlaanderen.be/ns/generiek#> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix m8g: <http://data.europa.eu/m8g/> . @prefix org: <http://www.w3.org/ns/org#> .
  @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix prov: <http://www.w3.org/ns/prov#> .
  @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> .
  @prefix terrein: <https://data.vlaanderen.be/ns/openbaardomein/terreindeel#> .
  ${area('Provincie', [0, 0, 1000, 1030])} ${body('Provincie', 'Provincie')}
  ${area('Alfa', [0, 0, 500, 1000])} ${body('Alfa', 'Alfa')}
  ${area('Beta', [500, 0, 1000, 1000])} ${body('OudBeta', 'Beta')}
  ${area('Zone', [400, 400, 520, 500])}
  ${area('Haven', [-80, 100, -20, 200])}
  ${area('Wild', [1000, 0, 1300, 1000])}
  ${ground('tuin', [1250, 100, 1270, 120], 'obd:beheerder <id/organisation/Alfa> ;')}
  ${ground('kade', [1050, 100, 1070, 120], 'obd:beheerder <id/organisation/Alfa> ;')}
  ${ground('veld', [1270, 100, 1290, 120])} ${ground('bos', [1250, 120, 1290, 140])}
  <id/organisation/NieuwBeta> a org:Organization ; skos:prefLabel "NieuwBeta"@nl .
  <id/change/beta> a org:ChangeEvent ; skos:prefLabel "Fusie van Beta"@nl ; prov:endedAtTime "2025-01-01T00:00:00Z"^^xsd:dateTime ;
    org:originalOrganization <id/organisation/OudBeta> ; org:resultingOrganization <id/organisation/NieuwBeta> .`;

let engine: Engine;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ engine, close } = await openWorld(WORLD, () => new Date('2026-11-25T12:00:00Z')));
});
afterAll(() => close());

/** @param accuracy metres */
async function decide(
  category: string,
  place: Place,
  accuracy: number,
  rules: readonly TestRule[] = [],
  chosen: readonly Chosen[] = [],
): Promise<Decision> {
  const question = {
    category: (await engine.responsibility.categoryIri(category)) ?? '',
    point: lonLat(place),
    accuracy,
    chosen,
  };
  if (rules.length === 0) return engine.responsibility.decide(question);
  const graph = `${BASE}/id/rules/boundaries`;
  const lines = await parseTerms(Buffer.from(ruleSetTurtle(graph, '1', rules)), 'text/turtle', graph, BASE);
  const supposed = await engine.responsibility.supposing({ ruleSets: [{ graph, lines }] });
  try {
    return await supposed.decide(question);
  } finally {
    await supposed.close();
  }
}

const led = ({ outcome, responsible, candidates }: Decision): string[] => [
  outcome,
  ...(responsible ? [responsible] : candidates).map(({ iri }) => iri.replace(/^.*[/:]/, '')),
];
/** A category for which a rule leads to the municipality, and one for which none does. */
const [RULED, UNRULED] = ['wespennest', 'put-in-wegdek'];

describe('just outside all areas', () => {
  it('the province around the municipality is no alternative to it, as it is none inside', async () => {
    expect(led(await decide(RULED, [1, 700], 10))).toEqual(['decided', 'Alfa']);
    expect(led(await decide(RULED, [-5, 700], 10))).toEqual(['decided', 'Alfa']);
  });

  it('the nearest municipality counts, also where the province is drawn nearer', async () => {
    expect(led(await decide(RULED, [250, 1036], 2))).toEqual(['fallback', 'Alfa']);
  });

  it('so it does beside, and in, an area that nobody answers for', async () => {
    const decisions = [await decide(RULED, [-86, 150], 2), await decide(RULED, [-50, 150], 5)];
    expect(decisions.map(led)).toEqual(Array(2).fill(['fallback', 'Alfa']));
    expect(decisions[1]?.forDispatcher.en).toContain(
      'The place lies in no area that anybody is known for; the nearest one that somebody is known for counts.',
    );
    expect(decisions[1]?.forDispatcher.nl).toContain('in geen gebied waarvoor iemand gekend is');
  });
});

describe('in the outskirts', () => {
  it('is within 100 m, whatever the report is about', async () => {
    expect(led(await decide(UNRULED, [1090, 700], 60))).toEqual(['fallback', 'NieuwBeta']);
    expect(led(await decide(UNRULED, [1150, 700], 60))).toEqual(['undecided']);
  });

  it('is told only where it counts', async () => {
    const decision = await decide('sluikstort', [1060, 110], 2);
    expect(led(decision)).toEqual(['decided', 'Alfa']);
    expect(decision.facts.map(({ feature }) => feature.label.nl)).toEqual(['kade', 'Wild']);
    expect(decision.forDispatcher.en).not.toContain('the nearest one');
    const fallen = await decide(RULED, [1060, 700], 2);
    expect(fallen.facts.map(({ feature }) => feature.label.nl)).toContain('Beta');
    expect(fallen.forDispatcher.en).toContain('the nearest one');
  });

  it('is surveyed as it is decided about', async () => {
    const survey = await engine.responsibility.surveying();
    const fallbacks = await Promise.all(
      [1060, 1150].map(async (east) => {
        const { situation } = (await survey.look(lonLat([east, 700])))([]);
        const [answer] = await survey.choose(RULED, [situation]);
        return answer?.fallback.map((iri) => iri.replace(/^.*\//, ''));
      }),
    );
    expect(fallbacks).toEqual([['NieuwBeta'], []]);
    expect(led(await decide(RULED, [1060, 700], 1))).toEqual(['fallback', 'NieuwBeta']);
    expect(led(await decide(RULED, [1150, 700], 1))).toEqual(['undecided']);
  });
});

describe('a zone across a boundary', () => {
  it('leaves a place to the municipality that holds it, wherever the middle of the zone lies', async () => {
    const decision = await decide(UNRULED, [502, 450], 10);
    expect(led(decision)).toEqual(['fallback', 'NieuwBeta']);
    expect(decision.choices.map(({ label }) => label.nl)).toEqual(['Beta', 'Alfa']);
  });

  it('has the rules of the zone on either side of the boundary', async () => {
    const zone: TestRule = {
      name: 'zone',
      conditions: `ww:area <${BASE}/id/area/Zone> ; ww:category cat:${UNRULED}`,
      manager: '<urn:team:zone>',
    };
    expect(led(await decide(UNRULED, [502, 450], 10, [zone]))).toEqual(['decided', 'zone']);
    // Near the edge of the zone as well, the place may lie outside it, in either municipality.
    expect(led(await decide(UNRULED, [502, 495], 10, [zone]))).toEqual([
      'ambiguous',
      'zone',
      'NieuwBeta',
      'Alfa',
    ]);
    // Which municipality it is does not say whether it is in the zone.
    const chosen: Chosen[] = [{ role: 'area', feature: `${BASE}/id/area/Alfa` }];
    expect(led(await decide(UNRULED, [502, 495], 10, [zone], chosen))).toEqual(['ambiguous', 'zone', 'Alfa']);
    expect(led(await decide(UNRULED, [502, 450], 10, [zone], chosen))).toEqual(['decided', 'zone']);
  });

  it('on the very boundary both are open', async () => {
    expect(led(await decide(RULED, [500, 450], 1)).sort()).toEqual(['Alfa', 'NieuwBeta', 'ambiguous']);
  });
});

describe('an agreement', () => {
  it('decides inside the territory of its party, and not where that is the nearest one', async () => {
    const entrusted: TestRule = {
      name: 'company',
      conditions: `a ww:Agreement ; ww:category cat:${UNRULED} ; ww:entrustedBy <${BASE}/id/organisation/Alfa>`,
      manager: '<urn:team:company>',
    };
    expect(led(await decide(UNRULED, [100, 700], 5, [entrusted]))).toEqual(['decided', 'company']);
    expect(led(await decide(UNRULED, [-80, 700], 5, [entrusted]))).toEqual(['fallback', 'Alfa']);
  });
});

describe('a boundary with a municipality that has been succeeded', () => {
  const STEP = {
    nl: 'OudBeta is sinds 2025-01-01 opgevolgd door NieuwBeta.',
    en: 'OudBeta has been succeeded by NieuwBeta since 2025-01-01.',
  };

  it('says so, whichever side the place is on', async () => {
    for (const [east, managers] of [
      [497, ['Alfa', 'NieuwBeta']],
      [503, ['NieuwBeta', 'Alfa']],
    ] as const) {
      const decision = await decide(RULED, [east, 700], 10);
      expect(led(decision)).toEqual(['ambiguous', ...managers]);
      expect(decision.facts.map(({ feature }) => feature.label.nl)).toContain('Fusie van Beta');
      for (const language of ['nl', 'en'] as const) {
        expect(decision.sentence[language]).toContain(STEP[language]);
        expect(decision.forDispatcher[language]).toContain(STEP[language]);
      }
    }
  });

  it('says so to the dispatcher alone, where the other municipality gets the report', async () => {
    const decision = await decide(UNRULED, [497, 700], 10);
    expect(led(decision)).toEqual(['fallback', 'Alfa']);
    expect(decision.sentence.en).not.toContain('OudBeta');
    expect(decision.forDispatcher.en).toContain(STEP.en);
  });
});

describe('a boundary with an area that nobody answers for', () => {
  it('leaves the report with the one who is known, and does not say that there is no other', async () => {
    const decision = await decide(RULED, [995, 700], 20);
    expect(led(decision)).toEqual(['decided', 'NieuwBeta']);
    expect(decision.noOtherCandidate).toBe(false);
    const { nl, en } = decision.forDispatcher;
    expect(en).toContain('The place may be in Wild as well; nobody is known for that.');
    expect(nl).toContain('De plek kan ook in Wild liggen; daar is niemand voor gekend.');
    expect(`${nl} ${en}`).not.toMatch(/No other candidate|Geen andere kandidaat/);
  });

  it('names no other area where the place may only be on ground of nobody in the same one', async () => {
    const decision = await decide('sluikstort', [1268, 118], 5);
    expect(led(decision)).toEqual(['decided', 'Alfa']);
    expect(decision.noOtherCandidate).toBe(false);
    expect(decision.forDispatcher.en).not.toContain('Wild as well');
  });

  it('out of reach of the accuracy says nothing', async () => {
    const decision = await decide(RULED, [900, 700], 20);
    expect(decision.noOtherCandidate).toBe(true);
    expect(decision.forDispatcher.en).toContain('No other candidate.');
  });
});
