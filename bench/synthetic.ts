import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** Degrees of a square of some 60 km by 60 km around the middle of Flanders, for a million assets. */
const WEST = 3.6;
const SOUTH = 50.8;
const WIDTH = 0.85;
const HEIGHT = 0.54;
/** Names of the classes of synthetic assets, in OSLO Openbaar Domein, infrastructuur. */
export const SYNTHETIC_CLASSES = [
  'Zitbank',
  'Verlichtingspaal',
  'OpenbareVuilnisbak',
  'Verkeersbord',
  'Nutskast',
];
const INFRA = 'https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#';

/** A repeatable sequence of numbers from 0 to 1 (mulberry32). */
export function randomSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A place in longitude and latitude, in a square that grows with the number of assets: registers of any size are as
 * dense as each other, some 280 assets per square kilometre, as a larger region is.
 */
export function randomPlace(random: () => number, assets: number): [number, number] {
  const { west, south, width, height } = syntheticSquare(assets);
  return [west + random() * width, south + random() * height];
}

/** The square in which so many synthetic assets stand, in degrees. */
export function syntheticSquare(assets: number): {
  west: number;
  south: number;
  width: number;
  height: number;
} {
  const side = Math.sqrt(assets / 1_000_000);
  return { west: WEST, south: SOUTH, width: WIDTH * side, height: HEIGHT * side };
}

/**
 * Writes a register of assets as N-Quads, six quads each: class, name, manager, geometry and its text.
 * @returns the number of quads written
 */
export async function writeAssets(path: string, count: number, baseUrl: string): Promise<number> {
  const random = randomSequence(count);
  const stream = createWriteStream(path);
  for (let index = 0; index < count; index += 1) {
    const [lon, lat] = randomPlace(random, count);
    const asset = `<${baseUrl}/id/asset/synthetic-${String(index).padStart(7, '0')}>`;
    const geometry = `<${baseUrl}/id/asset/synthetic-${String(index).padStart(7, '0')}/geometry>`;
    const text = [
      `${asset} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <${INFRA}${SYNTHETIC_CLASSES[index % SYNTHETIC_CLASSES.length] ?? ''}> .`,
      `${asset} <http://www.w3.org/2004/02/skos/core#prefLabel> "Asset ${String(index)}"@nl .`,
      `${asset} <https://data.vlaanderen.be/ns/openbaardomein#beheerder> <${baseUrl}/id/organisation/manager-${String(index % 50)}> .`,
      `${asset} <http://www.w3.org/ns/locn#geometry> ${geometry} .`,
      `${geometry} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/locn#Geometry> .`,
      `${geometry} <http://www.opengis.net/ont/geosparql#asWKT> "POINT (${lon.toFixed(7)} ${lat.toFixed(7)})"^^<http://www.opengis.net/ont/geosparql#wktLiteral> .`,
    ].join('\n');
    if (!stream.write(`${text}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  return count * 6;
}
