/**
 * A map of places where geometry makes the answer hard, in metres from its south-west corner:
 *
 *     0 ─────── 500 ─────── 1000      west: municipality Alfa, east: municipality Beta; both in one province
 *     │  Alfa    │   Beta     │       in the middle of Alfa: Gamma, an enclave of 100 m
 *     │  [Gamma] │            │       along the boundary: Grensstraat, left Alfa, right Beta
 *     └──────────┴────────────┘       far to the east: Delta
 */
const METRE_EAST = 1 / 70_200;
const METRE_NORTH = 1 / 111_250;
const ORIGIN = [3.7, 51] as const;

/** Metres from the south-west corner of the map. */
export type Place = readonly [east: number, north: number];

/** Longitude and latitude of a place on the map. */
export function lonLat([east, north]: Place): [number, number] {
  return [ORIGIN[0] + east * METRE_EAST, ORIGIN[1] + north * METRE_NORTH];
}

const text = (places: readonly Place[]): string =>
  places.map((place) => lonLat(place).map(String).join(' ')).join(', ');
const ring = ([west, south, east, north]: readonly [number, number, number, number]): string =>
  `(${text([
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ])})`;
const geometry = (wkt: string): string =>
  `locn:geometry [ a locn:Geometry ; geo:asWKT "${wkt}"^^geo:wktLiteral ]`;
const area = (name: string, rings: string, within = ''): string =>
  `<id/area/${name}> a generiek:AdministratieveEenheid ; skos:prefLabel "${name}"@nl ; ${within}
     ${geometry(`POLYGON (${rings})`)} .
   <id/organisation/${name}> a org:Organization, m8g:PublicOrganisation ; skos:prefLabel "Gemeente ${name}"@nl ;
     dct:spatial <id/area/${name}> .`;
const ground = (name: string, kind: string, rings: string, manager?: string): string =>
  `<id/ground/${name}> a ${kind} ; skos:prefLabel "${name}"@nl ;
     ${manager === undefined ? '' : `obd:beheerder <id/organisation/${manager}> ;`}
     ${geometry(`POLYGON (${rings})`)} .`;
const road = (name: string, key: string, places: readonly Place[], left: string, right = left): string =>
  `<id/road/${key}> a weg:Wegsegment ; skos:prefLabel "${name}"@nl ; weg:linkerwegbeheerder <id/organisation/${left}> ;
     weg:rechterwegbeheerder <id/organisation/${right}> ; ${geometry(`LINESTRING (${text(places)})`)} .`;
/** A lamp post of an organisation, in Turtle. */
export const lamp = (name: string, place: Place, manager: string): string =>
  `<id/asset/${name}> a infra:Verlichtingspaal ; obd:beheerder <id/organisation/${manager}> ;
     ${geometry(`POINT (${text([place])})`)} .`;
/** Things of one kind beside each other, as in a base map of large scale. */
const tiles = (count: number, one: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => one(at)).join('\n');

/** All that is on the map, as a register in Turtle. */
export const WORLD = `
  @prefix dct: <http://purl.org/dc/terms/> . @prefix generiek: <https://data.vlaanderen.be/ns/generiek#> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix m8g: <http://data.europa.eu/m8g/> . @prefix org: <http://www.w3.org/ns/org#> .
  @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix weg: <https://data.vlaanderen.be/ns/weg#> .
  @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> .
  @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
  @prefix terrein: <https://data.vlaanderen.be/ns/openbaardomein/terreindeel#> .
  @prefix water: <https://data.vlaanderen.be/ns/openbaardomein/waterdeel#> .
  <id/organisation/parks> a org:Organization ; skos:prefLabel "Parken"@nl .
  <id/organisation/waterways> a org:Organization ; skos:prefLabel "Waterwegen"@nl .
  <id/organisation/agency> a org:Organization ; skos:prefLabel "Wegenagentschap"@nl .
  ${area('Provincie', ring([-200, -200, 1200, 1200]))}
  ${area('Alfa', `${ring([0, 0, 500, 1000])}, ${ring([200, 400, 300, 500])}`, 'geo:sfWithin <id/area/Provincie> ;')}
  ${area('Beta', ring([500, 0, 1000, 1000]), 'geo:sfWithin <id/area/Provincie> ;')}
  ${area('Gamma', ring([200, 400, 300, 500]), 'geo:sfWithin <id/area/Provincie> ;')}
  ${area('Delta', ring([5000, 0, 6000, 1000]))}
  ${road(
    'Grensstraat',
    'grens',
    [
      [500, 100],
      [500, 400],
    ],
    'Alfa',
    'Beta',
  )}
  ${road(
    'Dorpsstraat',
    'dorp-west',
    [
      [60, 800],
      [160, 800],
    ],
    'Alfa',
  )}
  ${road(
    'Dorpsstraat',
    'dorp-oost',
    [
      [160, 800],
      [260, 800],
    ],
    'agency',
  )}
  ${ground('weide', 'terrein:Groenvlak', ring([50, 600, 80, 650]), 'parks')}
  ${ground('plein', 'terrein:Trottoir', ring([80, 600, 110, 650]), 'Alfa')}
  ${ground('vijver', 'water:Waterdeel', `${ring([700, 300, 800, 400])}, ${ring([730, 330, 770, 370])}`, 'waterways')}
  ${ground('eiland', 'terrein:Groenvlak', ring([730, 330, 770, 370]), 'parks')}
  ${ground('Kerkstraat', 'terrein:Rijbaan', ring([300, 797, 400, 803]), 'Alfa')}
  ${ground('stoep', 'terrein:Trottoir', ring([300, 803, 400, 806]), 'parks')}
  ${road(
    'Kerkstraat',
    'kerk',
    [
      [300, 800],
      [400, 800],
    ],
    'Alfa',
  )}
  ${ground('laan', 'terrein:Groenvlak', ring([440, 27, 560, 33]), 'parks')}
  ${ground('perk', 'terrein:Groenvlak', ring([490, 18, 494, 22]), 'parks')}
  ${ground('wegbaan', 'terrein:Wegbaan', ring([844, 500, 856, 560]))}
  ${ground('berm', 'terrein:Wegberm', ring([856, 500, 860, 560]))}
  ${road(
    'Ringweg',
    'ring',
    [
      [850, 500],
      [850, 560],
    ],
    'Alfa',
    'agency',
  )}
  ${ground('rijksbaan', 'terrein:Wegbaan', ring([654, 60, 666, 140]))}
  ${ground('park', 'terrein:Groenvlak', ring([600, 60, 646, 140]))}
  ${road(
    'Rijksweg',
    'rijks',
    [
      [660, 60],
      [660, 140],
    ],
    'agency',
  )}
  ${road(
    'Steenweg',
    'lang',
    [
      [120, 990],
      [980, 990],
    ],
    'agency',
  )}
  ${road(
    'Zuidweg',
    'zuid',
    [
      [880, 700],
      [980, 700],
    ],
    'Alfa',
  )}
  ${road(
    'Noordweg',
    'noord',
    [
      [880, 764],
      [980, 764],
    ],
    'agency',
  )}
  ${road(
    'Deltaweg',
    'delta',
    [
      [5500, 100],
      [5600, 100],
    ],
    'agency',
  )}
  <id/road/punt> a weg:Wegsegment ; skos:prefLabel "Puntstraat"@nl ; weg:linkerwegbeheerder <id/organisation/Alfa> ;
     weg:rechterwegbeheerder <id/organisation/agency> ; ${geometry(`POINT (${text([[5900, 900]])})`)} .
  ${ground('vaart', 'water:Waterdeel', ring([600, 600, 620, 900]), 'waterways')}
  ${lamp('lamp-of-alfa', [520, 950], 'Alfa')}
  ${tiles(12, (at) => ground(`strook-${String(at)}`, 'terrein:Groenvlak', ring([476 + at, 552, 477 + at, 562]), 'parks'))}
  ${tiles(8, (at) => lamp(`lantaarn-${String(at)}`, [900 + at, 50], 'Alfa'))}
  ${lamp('lantaarn-van-beta', [909, 50], 'Beta')}
`;
