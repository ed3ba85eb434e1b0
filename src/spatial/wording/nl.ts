import type { ExpectedPart, GeometryWording } from './wording.js';

const PARTS: Readonly<Record<ExpectedPart, string>> = {
  'geometry type': 'een soort geometrie',
  'end of text': 'het einde van de tekst',
  number: 'een getal',
  'after number': 'een spatie, "," of ")" na het getal',
  'opening bracket': '"("',
  'closing bracket': '")"',
  'comma or closing bracket': '"," of ")"',
};
const EXAMPLE = 'Schrijf WKT zoals "POINT (3.7 51.05)".';

/** Dutch. */
export const nl: GeometryWording = {
  unknownCrs: (iri, known) =>
    `Het coördinatenstelsel <${iri}> is niet bekend. Gebruik een van ${known.map((one) => `<${one}>`).join(', ')}, of laat het weg en schrijf lengte breedte.`,
  unknownSrid: (srid) => `SRID ${srid} is niet bekend. Gebruik 4326, 31370 of 3812.`,
  outsideSystem: (system, [x, y], mend) =>
    `De coördinaten ${String(x)} ${String(y)} liggen buiten het gebied van ${system}. ${
      mend === 'degrees'
        ? 'Ze lijken graden te zijn: laat het stelsel weg en schrijf lengte breedte.'
        : `Geef x (${mend.x.join(' tot ')}) en dan y (${mend.y.join(' tot ')}), in meter.`
    }`,
  outsideDegrees: (axis, value, hint) => {
    const fault =
      axis === 'latitude'
        ? `Breedte ${String(value)} ligt buiten -90 tot 90.`
        : `Lengte ${String(value)} ligt buiten -180 tot 180.`;
    if (hint === undefined)
      return `${fault} Schrijf lengte breedte in graden, WGS84, of noem het stelsel voor de geometrie.`;
    if (hint === 'latitude first')
      return `${fault} EPSG 4326 schrijft de breedte eerst; laat het stelsel weg om de lengte eerst te schrijven.`;
    return `${fault} Dit lijkt ${hint.looksLike}: noem dat stelsel (${hint.name}), of zet <${hint.iri}> voor de geometrie.`;
  },
  expected: (part, position, found) =>
    `Op positie ${String(position)} moet ${PARTS[part]} staan, maar daar staat ${found ?? 'het einde van de tekst'}. ${EXAMPLE}`,
  numbersInCoordinate: (wanted, count, position) =>
    `De coördinaat die eindigt op positie ${String(position)} moet ${wanted} getallen hebben en heeft er ${String(count)}. ${EXAMPLE}`,
  notFinite: (position) =>
    `De coördinaat op positie ${String(position)} is geen eindig getal. Geef een getal, of laat de geometrie weg.`,
  empty: () => 'De geometrie is leeg. Geef minstens één punt, of laat de geometrie weg.',
  unsupportedType: (type, supported) =>
    `De soort geometrie ${type} kan niet. Gebruik een van ${supported.join(', ')}.`,
  onePoint: () => 'Een POINT heeft één coördinaat. Gebruik MULTIPOINT of LINESTRING voor meer.',
  shortLine: () => 'Een lijn heeft maar één punt. Geef er twee of meer, of gebruik POINT.',
  shortRing: (points) =>
    `Een ring heeft ${String(points)} punten. Geef er vier of meer, waarvan het laatste weer het eerste is.`,
  noSides: (type) => `Een ${type} heeft geen links en rechts. Geef een lijn.`,
  tooWide: (most) =>
    `De geometrie loopt door meer dan ${String(most)} tegels. Verdeel het ding in meerdere, per weg of per gemeente.`,
  tooIntricate: () =>
    'De geometrie heeft te veel punten dicht bijeen om er tegels voor te zoeken. Vereenvoudig ze, of verdeel het ding in meerdere, per weg of per gemeente.',
  farPoint: ([lon0, lat0, lon1, lat1], most) =>
    `De geometrie loopt in één rechte van ${String(lon0)} ${String(lat0)} naar ${String(lon1)} ${String(lat1)}, over meer dan ${String(most)} graden. Verbeter het punt dat er ver naast ligt, zoals "0 0".`,
};
