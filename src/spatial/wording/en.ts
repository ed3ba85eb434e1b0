import type { ExpectedPart, GeometryWording } from './wording.js';

const PARTS: Readonly<Record<ExpectedPart, string>> = {
  'geometry type': 'a geometry type',
  'end of text': 'the end of the text',
  number: 'a number',
  'after number': 'a space, "," or ")" after the number',
  'opening bracket': '"("',
  'closing bracket': '")"',
  'comma or closing bracket': '"," or ")"',
};
const EXAMPLE = 'Write WKT like "POINT (3.7 51.05)".';

/** English. */
export const en: GeometryWording = {
  unknownCrs: (iri, known) =>
    `The coordinate reference system <${iri}> is not known. Use one of ${known.map((one) => `<${one}>`).join(', ')}, or leave it out and write longitude latitude.`,
  unknownSrid: (srid) => `SRID ${srid} is not known. Use 4326, 31370 or 3812.`,
  outsideSystem: (system, [x, y], mend) =>
    `The coordinates ${String(x)} ${String(y)} are outside the area of ${system}. ${
      mend === 'degrees'
        ? 'They look like degrees: leave the CRS out and write longitude latitude.'
        : `Give x (${mend.x.join(' to ')}) and then y (${mend.y.join(' to ')}), in metres.`
    }`,
  outsideDegrees: (axis, value, hint) => {
    const fault =
      axis === 'latitude'
        ? `Latitude ${String(value)} is outside -90 to 90.`
        : `Longitude ${String(value)} is outside -180 to 180.`;
    if (hint === undefined)
      return `${fault} Write longitude latitude in degrees, WGS84, or name the CRS before the geometry.`;
    if (hint === 'latitude first')
      return `${fault} EPSG 4326 is written latitude first; for longitude first leave the CRS out.`;
    return `${fault} This looks like ${hint.looksLike}: name it as the CRS (${hint.name}), or put <${hint.iri}> before the geometry.`;
  },
  expected: (part, position, found) =>
    `Expected ${PARTS[part]} at position ${String(position)} but found ${found ?? 'the end of the text'}. ${EXAMPLE}`,
  numbersInCoordinate: (wanted, count, position) =>
    `Expected ${wanted} numbers in the coordinate that ends at position ${String(position)} but found ${String(count)}. ${EXAMPLE}`,
  notFinite: (position) =>
    `The coordinate at position ${String(position)} is not a finite number. Give a number, or leave the geometry out.`,
  empty: () => 'The geometry is empty. Give at least one point, or leave the geometry out.',
  unsupportedType: (type, supported) =>
    `The geometry type ${type} is not supported. Use one of ${supported.join(', ')}.`,
  onePoint: () => 'A POINT has one coordinate. Use MULTIPOINT or LINESTRING for more.',
  shortLine: () => 'A line has only one point. Give two or more, or use POINT.',
  shortRing: (points) =>
    `A ring has ${String(points)} points. Give four or more, of which the last is the first again.`,
  noSides: (type) => `A ${type} has no left and right. Give a line.`,
  tooWide: (most) =>
    `The geometry runs through more than ${String(most)} tiles. Divide the thing into several, by road or by municipality.`,
  tooIntricate: () =>
    'The geometry has too many points near each other to look for its tiles. Simplify it, or divide the thing into several, by road or by municipality.',
  farPoint: ([lon0, lat0, lon1, lat1], most) =>
    `The geometry runs straight from ${String(lon0)} ${String(lat0)} to ${String(lon1)} ${String(lat1)}, over more than ${String(most)} degrees. Correct the point that is far off, such as "0 0".`,
};
