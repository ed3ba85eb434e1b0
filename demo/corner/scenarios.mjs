/** Worked examples: a report, and what must come out of it. The first three are one broken bench in three places. */
import { nearest, strayLamp } from './assets.mjs';
import { lonLat } from './geometry.mjs';
import { nameOf, who } from './organisations.mjs';
import { telenetCabinet } from './rules.mjs';
import { BOUNDARY } from './streets.mjs';

const BENCHES = {
  grass: nearest('zitbank', [-380, 320]),
  street: nearest('zitbank', [195, -125]),
  regional: nearest('zitbank', [80, 7]),
};

const at = (point, accuracy) => ({ point, accuracy });
const about = (asset) => ({ point: asset.at, accuracy: 5, asset });
const decided = (manager) => ({ outcome: 'decided', manager });
const AMBIGUOUS = { outcome: 'ambiguous', manager: null };

const SCENARIOS = [
  [
    'Broken bench on the grass of the park',
    'zitbank-beschadigd',
    at(BENCHES.grass.at, 5),
    decided(who.groendienst),
  ],
  [
    'Broken bench on the footway of a city street',
    'zitbank-beschadigd',
    at(BENCHES.street.at, 5),
    decided(who.wegendienst),
  ],
  [
    'Broken bench along the regional road',
    'zitbank-beschadigd',
    at(BENCHES.regional.at, 5),
    decided(who.awv),
  ],
  [
    'Lamp out in a city street',
    'straatverlichting-defect',
    about(nearest('verlichtingspaal', [200, -100])),
    decided(who.fluvius),
  ],
  [
    'Lamp out along the regional road',
    'straatverlichting-defect',
    about(nearest('verlichtingspaal', [100, -7])),
    decided(who.awv),
  ],
  [
    'Lamp of Gent that stands over the boundary',
    'straatverlichting-defect',
    about(strayLamp),
    decided(who.gent),
  ],
  [
    'Light out on a park path, no lamp in the register',
    'straatverlichting-defect',
    at([-280, 120], 10),
    decided(who.fluvius),
  ],
  [
    'Damaged telecom cabinet',
    'nutskast-beschadigd',
    about(nearest('nutskast', [200, -180])),
    decided(who.proximus),
  ],
  [
    'Damaged electricity cabinet',
    'nutskast-beschadigd',
    about(nearest('nutskast', [200, -148])),
    decided(who.fluvius),
  ],
  ['The one telecom cabinet of Telenet', 'nutskast-beschadigd', about(telenetCabinet), decided(who.telenet)],
  [
    'Damaged shelter of De Lijn',
    'bushokje-beschadigd',
    about(nearest('bushok', [-400, 7])),
    decided(who.deLijn),
  ],
  [
    'Damaged shelter of JCDecaux',
    'bushokje-beschadigd',
    about(nearest('bushok', [-30, -245])),
    decided(who.jcdecaux),
  ],
  [
    'Damaged shelter of the city',
    'bushokje-beschadigd',
    about(nearest('bushok', [-200, 455])),
    decided(who.gent),
  ],
  [
    'Full litter bin in the park',
    'vuilnisbak-vol',
    about(nearest('vuilnisbak', [-250, 229])),
    decided(who.ivago),
  ],
  ['Litter on the grass of the park', 'zwerfvuil-op-straat', at([-390, 330], 10), decided(who.ivago)],
  ['Waste dumped on the verge of the regional road', 'sluikstort', at([330, -6.5], 3), decided(who.awv)],
  ['Waste dumped on the railway', 'sluikstort', at([0, 572], 5), decided(who.infrabel)],
  [
    'Damaged tree in a street',
    'boom-beschadigd',
    about(nearest('boom', [-60, -150])),
    decided(who.groendienst),
  ],
  [
    'Damaged sign on the regional road',
    'verkeersbord-beschadigd',
    about(nearest('verkeersbord', [216, 7])),
    decided(who.awv),
  ],
  ['Oil on the canal', 'waterloop-vervuild', at([100, -567], 10), decided(who.waterweg)],
  ['Foam on the brook in Destelbergen', 'waterloop-vervuild', at([602, -400], 5), decided(who.vmm)],
  [
    'Hole in the boundary street, Gent side',
    'put-in-wegdek',
    at([BOUNDARY - 4.8, 330], 2),
    decided(who.wegendienst),
  ],
  [
    'Hole in the boundary street, Destelbergen side',
    'put-in-wegdek',
    at([BOUNDARY + 4.8, 330], 2),
    decided(who.destelbergen),
  ],
  ['Hole in the private road', 'put-in-wegdek', at([255, 115], 5), decided(who.kouterhof)],
  ['Broken bench on the private square', 'zitbank-beschadigd', at([335, 115], 10), decided(who.kouterhof)],
  ['Rats on a footway', 'ratten', at([194.5, 80], 5), decided(who.gent)],
  [
    'Broken bench on the edge of the grass and the footway',
    'zitbank-beschadigd',
    at([-493.5, 300], 10),
    AMBIGUOUS,
  ],
  ['Hole in the middle of the boundary street', 'put-in-wegdek', at([BOUNDARY, 330], 8), AMBIGUOUS],
  [
    'Broken bench where no ground or road is known',
    'zitbank-beschadigd',
    at([-380, -125], 10),
    { outcome: 'fallback', manager: who.gent },
  ],
  [
    'Rats in the North Sea',
    'ratten',
    { lon: 2.5, lat: 51.5, accuracy: 10 },
    { outcome: 'undecided', manager: null },
  ],
];

export const heroes = Object.values(BENCHES).map((bench) => bench.at);

export const scenarios = SCENARIOS.map(([name, category, where, expected]) => {
  const [lon, lat] = where.point
    ? lonLat(where.point).map((degrees) => Number(degrees.toFixed(7)))
    : [where.lon, where.lat];
  return {
    ...{ name, category, lon, lat, accuracy: where.accuracy },
    ...(where.asset && { asset: `id/asset/${where.asset.key}` }),
    ...{ outcome: expected.outcome, manager: expected.manager && nameOf(expected.manager) },
  };
});
