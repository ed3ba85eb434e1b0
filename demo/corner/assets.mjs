/** Things in the public domain: street furniture, lamps, cabinets, trees, signs and lids. */
import { pointWkt, seeded } from './geometry.mjs';
import { who } from './organisations.mjs';
import { BOUNDARY, beside, street, STREETS, stretches } from './streets.mjs';

const random = seeded(44021);
const code = (scheme, value) => `<https://data.vlaanderen.be/id/concept/${scheme}/${value}>`;

export const assets = [];
function add(kind, cls, at, more = {}) {
  const number = assets.filter((asset) => asset.kind === kind).length + 1;
  assets.push({
    key: `${kind}-${String(number).padStart(3, '0')}`,
    kind,
    cls,
    at,
    wkt: pointWkt(at),
    ...more,
  });
  return assets.at(-1);
}
/** The asset of a kind at a point of the plan, or the nearest one to it. */
export function nearest(kind, [u, v]) {
  const away = ({ at }) => Math.hypot(at[0] - u, at[1] - v);
  return assets.filter((asset) => asset.kind === kind).sort((a, b) => away(a) - away(b))[0];
}

const regional = street('n9999');
const cityStreets = STREETS.filter(({ left, walk }) => left === who.wegendienst && walk > 0);
/** On the left footway of a city street, where Gent is the manager; on the verge along the regional road. */
const kerb = (on, along, side = 1) => beside(on, along, side * (on.regional ? 7 : on.half + 1.2));

// Benches. No register says who manages them: the ground they stand on does.
const PARK_BENCHES = [
  ...[-440, -385, -335, -225, -170, -120].flatMap((u) => [
    [u, 219],
    [u + 20, 231],
  ]), // along the path
  ...[
    [-380, 320],
    [-420, 160],
    [-210, 100],
    [-150, 150],
    [-245, 345],
    [-360, 45],
  ], // on the lawns
];
for (const at of PARK_BENCHES) add('zitbank', 'infra:Zitbank', at);
for (const [on, along] of [
  ['molenstraat', -125],
  ['molenstraat', 330],
  ['schoolstraat', -340],
  ['lindestraat', 100],
  ['kouterstraat', -380],
  ['kouterstraat', 300],
  ['kanaalkade', -370],
  ['kanaalkade', 60],
]) {
  add('zitbank', 'infra:Zitbank', kerb(street(on), along));
}
for (const along of [-620, -310, 80, 340, 600]) {
  add('zitbank', 'infra:Zitbank', kerb(regional, along));
}

// Lamps: Fluvius lights the city streets, the regional agency its own road.
const along = (on, step, margin) =>
  stretches(on).flatMap(([start, end]) => {
    const count = Math.max(1, Math.round((end - start - 2 * margin) / step));
    return Array.from(
      { length: count },
      (_, i) => start + margin + ((end - start - 2 * margin) * (i + 0.5)) / count,
    );
  });
for (const on of cityStreets) {
  for (const position of along(on, 75, 12)) {
    add('verlichtingspaal', 'infra:Verlichtingspaal', beside(on, position, on.half + 2), {
      manager: who.fluvius,
    });
  }
}
for (const position of along(regional, 55, 15)) {
  add('verlichtingspaal', 'infra:Verlichtingspaal', beside(regional, position, -7), { manager: who.awv });
}
export const strayLamp = add('verlichtingspaal', 'infra:Verlichtingspaal', [BOUNDARY + 11, 120], {
  ...{ manager: who.gent, nl: 'Lamp van Gent net over de grens', en: "Ghent's lamp just over the boundary" },
});

// Cabinets: no manager recorded, but the code says what is in them.
for (const [on, position] of [
  ['molenstraat', -180],
  ['molenstraat', 150],
  ['schoolstraat', -160],
  ['kouterstraat', -120],
  ['kouterstraat', 120],
  ['lindestraat', 330],
  ['parkstraat', 90],
  ['sluisstraat', -330],
]) {
  const [side, name] = [street(on), street(on).name];
  const telecom = { codes: [['infra:nutsvoorzieningscode', code('Nutsvoorzieningscodes', 'T')]] };
  const electricity = { codes: [['infra:nutsvoorzieningscode', code('Nutsvoorzieningscodes', 'E')]] };
  add('nutskast', 'infra:Nutskast', kerb(side, position), { ...telecom, nl: `Telecomkast ${name}` });
  add('nutskast', 'infra:Nutskast', kerb(side, position + 32), {
    ...electricity,
    nl: `Elektriciteitskast ${name}`,
  });
}

// Bus stops: who put the shelter there differs from stop to stop; the pole is always De Lijn's.
for (const [on, position, name, manager] of [
  [regional, -400, 'Park', who.deLijn],
  [regional, 120, 'Molenstraat', who.jcdecaux],
  [regional, 380, 'Grensstraat', who.deLijn],
  [street('kouterstraat'), -30, 'School', who.jcdecaux],
  [street('parkstraat'), -200, 'Parkstraat', who.gent],
  [street('lindestraat'), 30, 'Lindestraat', who.gent],
]) {
  add('bushok', 'infra:Bushok', kerb(on, position), {
    manager,
    nl: `Halte ${name}`,
    en: `${name} stop`,
  });
  add('haltepaal', 'infra:Haltepaal', kerb(on, position + 9), {
    manager: who.deLijn,
    nl: `Halte ${name}`,
    en: `${name} stop`,
  });
}

// Litter bins.
const bin = (at) => add('vuilnisbak', 'infra:OpenbareVuilnisbak', at, { manager: who.ivago });
for (const u of [-415, -250, -145]) bin([u, 229]);
for (const on of cityStreets) {
  for (const [start, end] of stretches(on).filter((_, i) => i % 2 === 0)) {
    bin(kerb(on, start + (end - start) * 0.4));
  }
}

// Trees, on the lawns and in the streets.
const SPECIES = ['Zomerlinde', 'Zomereik', 'Gewone esdoorn', 'Rode beuk', 'Gewone plataan'];
const tree = (at) => {
  const nl = SPECIES[Math.floor(random() * SPECIES.length)];
  add('boom', 'veg:OpgaandeBoom', at, { manager: who.groendienst, nl });
};
for (let u = -470; u <= -90; u += 54) {
  for (const v of [30, 135, 190, 265, 425]) tree([u + 8 * random(), v + 8 * random()]);
}
for (const [u, v] of [
  [-190, -410],
  [-160, -370],
  [-130, -340],
  [-185, -340],
  [-130, -410],
])
  tree([u, v]);
for (const key of ['schoolstraat', 'kanaalkade']) {
  for (const position of along(street(key), 110, 30)) tree(kerb(street(key), position + 9, -1));
}

// Signs at the start of each street stretch, signals where the regional road is crossed.
for (const on of [regional, ...cityStreets]) {
  for (const [start] of stretches(on)) {
    add('verkeersbord', 'infra:Verkeersbord', kerb(on, start + 16), { manager: on.left });
  }
}
for (const u of [-60, 200]) {
  for (const [offset, side] of [
    [-12, -1],
    [12, 1],
  ]) {
    const name = {
      nl: `Kruispunt Demosteenweg, ${u < 0 ? 'Schoolstraat' : 'Molenstraat'}`,
      manager: who.awv,
    };
    add('verkeerslicht', 'infra:Verkeerslicht', kerb(regional, u + offset, side), name);
  }
}

// Bicycle racks, lids and hydrants.
for (const [at, capacity] of [
  [kerb(street('schoolstraat'), -290), 20],
  [kerb(street('schoolstraat'), 300), 12],
  [kerb(street('kouterstraat'), -90), 10],
  [kerb(street('molenstraat'), 60), 8],
  [kerb(street('lindestraat'), 160), 12],
  [[300, 306], 30],
]) {
  add('fietsstalling', 'infra:Fietsstalling', at, {
    manager: who.wegendienst,
    codes: [
      ['infra:capaciteit', String(capacity)],
      ['infra:overdekt', 'false'],
    ],
  });
}
for (const on of cityStreets) {
  for (const [i, position] of along(on, 230, 25).entries()) {
    const codes = [['infra:rioleringscode', code('Rioleringscode', i % 2 ? 'R' : 'D')]];
    add('putdeksel', 'infra:Putdeksel', beside(on, position + 5, 1.5), { manager: who.farys, codes });
  }
}
for (const on of cityStreets) {
  const position = along(on, 2000, 25).at(-1) - 14;
  add('brandkraan', 'infra:BovengrondseBrandkraan', kerb(on, position), { manager: who.farys });
}

// What coverage must find. One gap: a charging point of which nobody knows the manager, on ground that no register
// knows. One overlap: a cabinet for telecom and electricity, about which two agreements of equal weight disagree.
export const unclaimed = add('laadpaal', 'infra:Oplaadpunt', [-340, -140], {
  ...{ nl: 'Laadpaal zonder gekende beheerder', en: 'Charging point of nobody known' },
});
export const shared = add('nutskast', 'infra:Nutskast', kerb(street('kouterstraat'), 250), {
  codes: ['T', 'E'].map((letter) => ['infra:nutsvoorzieningscode', code('Nutsvoorzieningscodes', letter)]),
  ...{ nl: 'Gedeelde nutskast Kouterstraat', en: 'Shared cabinet in Kouterstraat' },
});
