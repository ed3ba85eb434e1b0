/** The street plan: centre lines as road segments, and the carriageways, footways, cycle paths and verges along them. */
import { lineWkt, without } from './geometry.mjs';
import { who } from './organisations.mjs';

export const BOUNDARY = 460; // the municipal boundary, east of the origin

// A street runs along one axis of the plan ('u' eastwards, 'v' northwards) at one value of the other. Where two
// streets meet, the one with the higher rank runs through. `half` is half the carriageway, `walk` the footway.
const municipal = { half: 4, walk: 2.5, left: who.wegendienst, right: who.wegendienst };
const inDestelbergen = { ...municipal, walk: 0, left: who.destelbergen, right: who.destelbergen };
const REGIONAL = {
  ...{ key: 'n9999', name: 'Demosteenweg', axis: 'u', at: 0, from: -780, to: 780, rank: 3 },
  ...{ half: 6, walk: 4.5, left: who.awv, right: who.awv, regional: true },
};
const BORDER = {
  ...{ key: 'grensstraat', name: 'Grensstraat', axis: 'v', at: BOUNDARY, from: -500, to: 450, rank: 2 },
  ...{ half: 6, walk: 2.5, left: who.wegendienst, right: who.destelbergen },
};
export const STREETS = [
  REGIONAL,
  BORDER,
  {
    key: 'kanaalkade',
    name: 'Kanaalkade',
    axis: 'u',
    at: -500,
    from: -506.5,
    to: 460,
    rank: 1,
    ...municipal,
  },
  {
    key: 'kouterstraat',
    name: 'Kouterstraat',
    axis: 'u',
    at: -250,
    from: -506.5,
    to: 460,
    rank: 1,
    ...municipal,
  },
  {
    key: 'lindestraat',
    name: 'Lindestraat',
    axis: 'u',
    at: 230,
    from: -66.5,
    to: 460,
    rank: 1,
    ...municipal,
  },
  { key: 'parkstraat', name: 'Parkstraat', axis: 'u', at: 450, from: -506.5, to: 460, rank: 1, ...municipal },
  {
    key: 'sluisstraat',
    name: 'Sluisstraat',
    axis: 'v',
    at: -500,
    from: -500,
    to: 450,
    rank: 0,
    ...municipal,
  },
  {
    key: 'weversstraat',
    name: 'Weversstraat',
    axis: 'v',
    at: -250,
    from: -500,
    to: 0,
    rank: 0,
    ...municipal,
  },
  {
    key: 'schoolstraat',
    name: 'Schoolstraat',
    axis: 'v',
    at: -60,
    from: -500,
    to: 450,
    rank: 0,
    ...municipal,
  },
  { key: 'molenstraat', name: 'Molenstraat', axis: 'v', at: 200, from: -500, to: 450, rank: 0, ...municipal },
  { key: 'veldweg', name: 'Veldweg', axis: 'u', at: 230, from: 460, to: 780, rank: 0, ...inDestelbergen },
  {
    key: 'beekstraat',
    name: 'Beekstraat',
    axis: 'u',
    at: -250,
    from: 460,
    to: 780,
    rank: 0,
    ...inDestelbergen,
  },
  {
    ...{ key: 'kouterhof', name: 'Kouterhof', axis: 'u', at: 115, from: 200, to: 300, rank: -1 },
    ...{ half: 3, walk: 0, left: who.kouterhof, right: who.kouterhof },
  },
];

const covers = ({ from, to }, value) => from <= value && value <= to;
const crossings = (street) =>
  STREETS.filter(
    (other) => other.axis !== street.axis && covers(other, street.at) && covers(street, other.at),
  );
const around = (street, width) => [street.at - width, street.at + width];
const total = ({ half, walk }) => half + walk;

/** A point of the plan, `along` the street and `aside` of its centre line (positive is north or west of it). */
export const beside = ({ axis, at }, along, aside) =>
  axis === 'u' ? [along, at + aside] : [at - aside, along];
const strip = (street, [from, to], near, far) => [
  beside(street, from, near),
  beside(street, to, near),
  beside(street, to, far),
  beside(street, from, far),
];

/** The stretches between two junctions. */
export function stretches(street) {
  const nodes = [street.from, ...crossings(street).map(({ at }) => at), street.to].sort((a, b) => a - b);
  return nodes
    .slice(1)
    .map((end, i) => [nodes[i], end])
    .filter(([start, end]) => end - start > 10);
}

/** weg:Wegsegment features; left and right follow the direction of the line. */
export const roads = STREETS.flatMap((street) =>
  stretches(street).map(([start, end], i) => {
    const line = [beside(street, start, 0), beside(street, end, 0)];
    return {
      ...{ key: `${street.key}-${i + 1}`, cls: 'weg:Wegsegment', nl: street.name, line, wkt: lineWkt(line) },
      ...{
        en: street.regional && 'Demosteenweg (regional road N9999)',
        left: street.left,
        right: street.right,
      },
    };
  }),
);

/** Carriageways and footways. A footway runs along one side and stops where a side street comes out. */
function municipalGround(street) {
  const crossing = crossings(street);
  const higher = crossing.filter(({ rank }) => rank > street.rank);
  const lower = crossing.filter(({ rank }) => rank < street.rank);
  const carriageway = without(
    [street.from, street.to],
    higher.map((other) => around(other, other.regional ? total(other) : other.half)),
  );
  const halves =
    street.left === street.right
      ? [[-street.half, street.half, street.left]]
      : [
          [0, street.half, street.left],
          [-street.half, 0, street.right],
        ];
  const parts = halves.flatMap(([near, far, manager]) =>
    carriageway.map((stretch) => ({
      cls: 'terrein:Rijbaan',
      manager,
      ring: strip(street, stretch, near, far),
    })),
  );
  if (street.walk === 0) return parts;
  for (const [side, manager] of [
    [1, street.left],
    [-1, street.right],
  ]) {
    const comesOut = (other) => {
      const [here, there] =
        street.axis === 'u'
          ? [other.to > street.at, other.from < street.at]
          : [other.from < street.at, other.to > street.at];
      return side > 0 ? here : there;
    };
    const holes = [
      ...higher.map((other) => around(other, total(other))),
      ...lower.filter(comesOut).map((other) => around(other, other.half)),
    ];
    for (const stretch of without([street.from, street.to], holes)) {
      const ring = strip(street, stretch, side * street.half, side * total(street));
      parts.push({ cls: 'terrein:Trottoir', manager, ring });
    }
  }
  return parts;
}

/** The regional road: carriageway, a verge with openings for side streets, a cycle path; all one manager's. */
function regionalGround(street) {
  const manager = street.left;
  const whole = [street.from, street.to];
  const parts = [{ cls: 'terrein:Rijbaan', manager, ring: strip(street, whole, -street.half, street.half) }];
  for (const side of [1, -1]) {
    const mouths = crossings(street)
      .filter((other) => (side > 0 ? other.to > street.at : other.from < street.at))
      .map((other) => around(other, other.half));
    const piece = (cls, near, far) => (stretch) => ({
      cls,
      manager,
      ring: strip(street, stretch, side * near, side * far),
    });
    parts.push(
      ...without(whole, mouths).map(piece('terrein:Wegberm', 6, 8)),
      ...mouths.map(piece('terrein:Rijbaan', 6, 8)),
      piece('terrein:Fietspad', 8, 10.5)(whole),
    );
  }
  return parts;
}

/** The ground along every street, each piece keyed after its street. */
export const streetGround = STREETS.flatMap((street) =>
  (street.regional ? regionalGround : municipalGround)(street).map((part, i) => ({
    ...{ key: `${street.key}-${part.cls.split(':')[1].toLowerCase()}-${i + 1}`, nl: street.name },
    ...{ cls: part.cls, manager: part.manager, rings: [part.ring] },
  })),
);

export const street = (key) => STREETS.find((candidate) => candidate.key === key);
