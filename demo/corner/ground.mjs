/** The municipalities, the park, squares, railway and waters of the demo corner. */
import { ellipse, lineWkt, polygonWkt, rectangle } from './geometry.mjs';
import { DESTELBERGEN_AREA, GENT_AREA, who } from './organisations.mjs';
import { BOUNDARY, streetGround } from './streets.mjs';

export const areas = [
  { iri: GENT_AREA, nis: '44021', nl: 'Gent', en: 'Ghent', rings: [rectangle(-800, -760, BOUNDARY, 760)] },
  { iri: DESTELBERGEN_AREA, nis: '44013', nl: 'Destelbergen', rings: [rectangle(BOUNDARY, -760, 800, 760)] },
];

// The park fills the block between Sluisstraat, Demosteenweg, Schoolstraat and Parkstraat; two paths cross in it.
const PARK = { west: -493.5, south: 10.5, east: -66.5, north: 443.5 };
const PATH = { west: -281.5, east: -278.5, south: 223.5, north: 226.5 };
const POND = ellipse([-170, 340], 55, 38);
const PLAYGROUND = rectangle(-430, 60, -370, 105);

const groen = { manager: who.groendienst };
const park = [
  {
    ...{
      key: 'park-de-wegwijzer',
      cls: 'gebied:Park',
      nl: 'Park De Wegwijzer',
      en: 'De Wegwijzer park',
      ...groen,
    },
    rings: [rectangle(PARK.west, PARK.south, PARK.east, PARK.north)],
  },
  ...[
    ['zuidwest', PARK.west, PARK.south, PATH.west, PATH.south, [PLAYGROUND]],
    ['zuidoost', PATH.east, PARK.south, PARK.east, PATH.south, []],
    ['noordwest', PARK.west, PATH.north, PATH.west, PARK.north, []],
    ['noordoost', PATH.east, PATH.north, PARK.east, PARK.north, [POND]],
  ].map(([where, u1, v1, u2, v2, holes]) => ({
    ...{
      key: `park-gras-${where}`,
      cls: 'terrein:Groenvlak',
      nl: `Grasveld ${where} in Park De Wegwijzer`,
      ...groen,
    },
    rings: [rectangle(u1, v1, u2, v2), ...holes],
  })),
  ...[
    ['oost-west', rectangle(PARK.west, PATH.south, PARK.east, PATH.north)],
    ['zuid', rectangle(PATH.west, PARK.south, PATH.east, PATH.south)],
    ['noord', rectangle(PATH.west, PATH.north, PATH.east, PARK.north)],
  ].map(([where, ring]) => ({
    ...{
      key: `park-pad-${where}`,
      cls: 'terrein:Voetweg',
      nl: 'Pad in Park De Wegwijzer',
      ...groen,
      rings: [ring],
    },
  })),
  {
    ...{
      key: 'park-speelterrein',
      cls: 'terrein:Speelterrein',
      nl: 'Speelterrein De Pijl',
      en: 'De Pijl playground',
    },
    ...{ ...groen, rings: [PLAYGROUND] },
  },
];

const bend = (u) => 14 * Math.sin(u / 260);
const bent = (v) => Array.from({ length: 27 }, (_, i) => -780 + 60 * i).map((u) => [u, v + bend(u)]);
const band = (south, north) => [...bent(south), ...bent(north).reverse()];
const CANAL = { south: -600, north: -545 };

const elsewhere = [
  {
    ...{
      key: 'kouterhof-plein',
      cls: 'gebied:Plein',
      nl: 'Kouterhof (privaat plein)',
      en: 'Kouterhof (private square)',
    },
    ...{ manager: who.kouterhof, rings: [rectangle(300, 80, 370, 150)] },
  },
  {
    ...{ key: 'buurtgroen-weversstraat', cls: 'terrein:Groenvlak', nl: 'Buurtgroen Weversstraat', ...groen },
    rings: [rectangle(-205, -425, -115, -325)],
  },
  {
    ...{ key: 'speelterrein-kouter', cls: 'terrein:Speelterrein', nl: 'Speelterrein De Kouter', ...groen },
    rings: [rectangle(40, -400, 110, -350)],
  },
  {
    ...{
      key: 'parking-lindestraat',
      cls: 'gebied:Parking',
      nl: 'Parking Lindestraat',
      en: 'Lindestraat car park',
    },
    ...{ manager: who.wegendienst, rings: [rectangle(290, 300, 360, 350)] },
  },
  {
    ...{
      key: 'spoorlijn',
      cls: 'gebied:Spoorweg',
      nl: 'Spoorlijn langs de Parkstraat',
      en: 'Railway by Parkstraat',
    },
    ...{ manager: who.infrabel, rings: [band(560, 584)] },
  },
  {
    ...{
      key: 'kanaaloever',
      cls: 'terrein:Oever',
      nl: 'Oever van het Wegwijzerkanaal',
      manager: who.waterweg,
    },
    rings: [[...bent(CANAL.north).filter(([u]) => u >= -480 && u <= 420), [420, -508], [-480, -508]]],
  },
];

export const ground = [...streetGround, ...park, ...elsewhere].map((part) => ({
  ...part,
  wkt: polygonWkt(part.rings),
}));

const ditch = [
  [330, -475],
  [333, -380],
  [326, -275],
];
const brook = [
  [590, -480],
  [602, -400],
  [596, -330],
  [604, -270],
];
export const water = [
  {
    ...{ key: 'wegwijzerkanaal', cls: 'water:Kanaal', nl: 'Wegwijzerkanaal', en: 'Wegwijzer canal' },
    ...{ manager: who.waterweg, rings: [band(CANAL.south, CANAL.north)] },
  },
  {
    key: 'parkvijver',
    cls: 'water:Vijver',
    nl: 'Vijver in Park De Wegwijzer',
    en: 'Park pond',
    ...groen,
    rings: [POND],
  },
  {
    key: 'koutergracht',
    cls: 'water:Gracht',
    nl: 'Koutergracht',
    en: 'Kouter ditch',
    manager: who.gent,
    line: ditch,
  },
  {
    key: 'wijzerbeek',
    cls: 'water:Beek',
    nl: 'Wijzerbeek',
    en: 'Wijzer brook',
    manager: who.vmm,
    line: brook,
  },
].map((part) => ({ ...part, wkt: part.line ? lineWkt(part.line) : polygonWkt(part.rings) }));
