/** A map of the corner for the README: who manages which road, and where things stand. */
import { assets } from './assets.mjs';
import { rectangle, turned } from './geometry.mjs';
import { ground, water } from './ground.mjs';
import { who } from './organisations.mjs';
import { heroes } from './scenarios.mjs';
import { BOUNDARY, beside, STREETS } from './streets.mjs';

const WIDTH = 1000;
const HEIGHT = 1028;
const CENTRE = { x: 490, y: 448 };
const SCALE = 0.62; // pixels to the metre

const FILL = {
  'gebied:Park': '#cfe8c4',
  'terrein:Groenvlak': '#b9dda9',
  'terrein:Speelterrein': '#f3d9a4',
  'terrein:Voetweg': '#efe7d4',
  'gebied:Plein': '#e3cfee',
  'gebied:Parking': '#d9dce3',
  'gebied:Spoorweg': '#8a8580',
  'terrein:Oever': '#dbe7c0',
  'water:Kanaal': '#9ccbe8',
  'water:Vijver': '#9ccbe8',
};
const ROAD = {
  [who.awv]: ['#d1495b', 'Agentschap Wegen en Verkeer', 'regional roads'],
  [who.wegendienst]: ['#3a6ea5', 'Wegendienst Stad Gent', 'city roads'],
  [who.destelbergen]: ['#2a9d8f', 'Gemeente Destelbergen', 'neighbour'],
  [who.kouterhof]: ['#8d5aa8', 'Beheer Kouterhof bv', 'private'],
};
const DOT = {
  zitbank: ['#7a3e00', 'zitbank', 'bench', 3.6],
  verlichtingspaal: ['#f2b705', 'verlichtingspaal', 'street light', 2.6],
  nutskast: ['#111111', 'nutskast', 'utility cabinet', 3],
  bushok: ['#e4007c', 'bushokje', 'bus shelter', 4],
  vuilnisbak: ['#6b7f00', 'vuilnisbak', 'litter bin', 2.8],
  boom: ['#2e7d32', 'boom', 'tree', 3.2],
};

const number = (value) => String(Math.round(value * 10) / 10);
const place = (point) => {
  const [east, north] = turned(point);
  return [CENTRE.x + east * SCALE, CENTRE.y - north * SCALE].map(number);
};
const path = (points, close = '') => `M${points.map((point) => place(point).join(' ')).join('L')}${close}`;
const fill = ({ rings, cls }) =>
  `<path d="${rings.map((ring) => path(ring, 'Z')).join('')}" fill="${FILL[cls]}" fill-rule="evenodd"/>`;
const stroke = (d, colour, width, more = '') =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${number(width)}"${more}/>`;

/** Each side of each road in the colour of its manager. */
const roadLines = STREETS.toReversed().flatMap((street) =>
  (street.left === street.right
    ? [[0, 2, street.left]]
    : [
        [0.5, 1, street.left],
        [-0.5, 1, street.right],
      ]
  ).map(([aside, sides, manager]) => {
    const line = [street.from, street.to].map((end) => beside(street, end, aside * street.half));
    return stroke(path(line), ROAD[manager][0], sides * (street.half + 1.5) * SCALE);
  }),
);

const write = ([x, y], words, more = '') => `<text x="${x}" y="${y}"${more}>${words}</text>`;
const label = (point, words, { turn = 0, more = '', style = 'halo' } = {}) => {
  const [x, y] = place(point);
  return write(
    [x, y],
    words,
    ` text-anchor="middle" transform="rotate(${turn} ${x} ${y})" class="${style}"${more}`,
  );
};
const streetLabels = STREETS.filter(({ key }) => key !== 'kouterhof').map((street) => {
  const along = { n9999: -330, sluisstraat: -380, weversstraat: -120, schoolstraat: 340, molenstraat: -380 };
  const middle =
    along[street.key] ??
    (street.axis === 'u' ? Math.min(580, street.from + 0.6 * (street.to - street.from)) : -380);
  const aside = street.axis === 'u' ? -(street.half + 21) : street.half + 8;
  const words = street.regional ? 'Demosteenweg N9999' : street.name;
  return label(beside(street, middle, aside), words, { turn: street.axis === 'u' ? -9 : -99 });
});
const placeLabels = [
  label([-280, 392], 'Park De Wegwijzer', { turn: -9, more: ' font-weight="700" fill="#2c5e1e"' }),
  label([-170, 335], 'Vijver', { turn: -9, more: ' fill="#1c5a82"' }),
  label([335, 108], 'Kouterhof', { turn: -9, more: ' fill="#5c2f75"' }),
  label([-250, -588], 'Wegwijzerkanaal', { turn: -9, more: ' fill="#1c5a82"' }),
  label([-250, 532], 'Spoorlijn · railway', { turn: -9 }),
  label([-640, 330], 'GENT', { turn: -9, style: 'halo town' }),
  label([630, 380], 'DESTELBERGEN', { turn: -9, style: 'halo town' }),
];

const dots = Object.entries(DOT).map(([kind, [colour, , , radius]]) => {
  const circles = assets
    .filter((asset) => asset.kind === kind)
    .map(({ at }) => {
      const [x, y] = place(at);
      return `<circle cx="${x}" cy="${y}" r="${radius}"/>`;
    });
  return `<g fill="${colour}" stroke="#fff" stroke-width=".6">${circles.join('')}</g>`;
});
const marker = ([x, y], numeral) =>
  `<g><circle cx="${x}" cy="${y}" r="12" fill="#fff" stroke="#111" stroke-width="2.5"/>` +
  `<text x="${x}" y="${Number(y) + 5}" text-anchor="middle" font-size="15" font-weight="700">${numeral}</text></g>`;

function legend() {
  const top = 922;
  const rows = (left, entries, sample) =>
    entries.flatMap(([colour, nl, en, radius], i) => {
      const y = top + 22 * (i + 1);
      return [
        sample(left, y - 5, colour, radius),
        write([left + 32, y], `${nl} <tspan class="en">${en}</tspan>`),
      ];
    });
  const line = (x, y, colour) => `<path d="M${x} ${y}h24" stroke="${colour}" stroke-width="7"/>`;
  const dot = (x, y, colour, radius) =>
    `<circle cx="${x + 12}" cy="${y}" r="${radius + 1.5}" fill="${colour}"/>`;
  const heading = (x, nl, en) =>
    write([x, top], `${nl} <tspan class="en">${en}</tspan>`, ' font-weight="700"');
  const bench = ['gras: Groendienst', 'straat: Wegendienst', 'gewestweg: AWV'].map((nl, i) => [
    ...[i + 1, nl, ['grass', 'city street', 'regional road'][i]],
  ]);
  return [
    `<rect x="0" y="${top - 28}" width="${WIDTH}" height="${HEIGHT - top + 40}" fill="#fff"/>`,
    heading(24, 'Wegbeheerder', 'road manager'),
    ...rows(24, Object.values(ROAD), line),
    heading(362, 'Voorwerp', 'asset'),
    ...rows(362, Object.values(DOT).slice(0, 3), dot),
    ...rows(566, Object.values(DOT).slice(3), dot),
    heading(742, 'Dezelfde kapotte bank', 'same bench'),
    ...rows(
      735,
      bench,
      (x, y, numeral) => `<text x="${x + 8}" y="${y + 5}" font-weight="700">${numeral}</text>`,
    ),
  ];
}

export function mapSvg() {
  const destelbergen = path(rectangle(BOUNDARY, -1500, 1500, 1500), 'Z');
  const shapes = [...ground, ...water].filter(({ cls }) => FILL[cls]);
  const lines = water.filter(({ line }) => line);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="#222">`,
    '<title>De demohoek: wie beheert wat · The demo corner: who manages what</title>',
    '<style>.halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}.town{font-size:17px;letter-spacing:3px}.en{fill:#666;font-style:italic;font-weight:400}</style>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#faf7f0"/>`,
    `<path d="${destelbergen}" fill="#e6f1ef"/>`,
    ...shapes.map(fill),
    ...lines.map(({ line }) => stroke(path(line), '#5fa8d3', 3)),
    ...roadLines,
    stroke(
      path([
        [BOUNDARY, -1500],
        [BOUNDARY, 1500],
      ]),
      '#555',
      1.2,
      ' stroke-dasharray="9 5"',
    ),
    ...dots,
    ...streetLabels,
    ...placeLabels,
    ...heroes.map((at, i) => marker(place(at), i + 1)),
    ...legend(),
    '</svg>',
    '',
  ].join('\n');
}
