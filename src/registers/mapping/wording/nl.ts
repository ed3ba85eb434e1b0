import type { RowWording } from './wording.js';

/** Dutch. */
export const nl: RowWording = {
  noIri: (columns) =>
    `Het record heeft geen waarde voor zijn IRI. Vul ${columns.join(', ')} in, of laat zulke records weg met "only".`,
  badIri: (iri) => `"${iri}" is geen IRI. Verbeter de waarde, of het sjabloon in de mapping.`,
  badValue: (property, value, datatype) =>
    `"${value}" is geen waarde van ${datatype} (${property}). Verbeter de waarde, of het datatype in de mapping.`,
  required: (property, columns) =>
    `${property} is verplicht en heeft geen waarde. Vul ${columns.join(', ')} in.`,
  badGeometry: (type) =>
    `De geometrie is een ${type}. Geef een Point, LineString of Polygon, of meerdere van één daarvan.`,
  badCoordinates: (type) =>
    `De coördinaten zijn niet die van een ${type}. Schrijf getallen, de lengte eerst, zo diep tussen haken als RFC 7946 het heeft: een Point is [3.72, 51.05].`,
  noCoordinate: (column, value) =>
    `"${value}" in ${column} is geen coördinaat. Schrijf een getal, zonder spaties of eenheden.`,
  badRow: (reason) =>
    `De regel kan niet gelezen worden: ${reason}. Let op aanhalingstekens, en op evenveel velden als de kop.`,
  severalLists: (of, columns) =>
    `${of} neemt ${columns.join(' en ')} samen, en elk is hier een lijst: niemand weet welke waarden bij elkaar horen. Schrijf wat bij elkaar hoort in het bestand als één waarde, of laat de mapping één van de kolommen gebruiken.`,
  longList: (column, length, most) =>
    `${column} is een lijst van ${String(length)} waarden, en een record heeft er hoogstens ${String(most)}. Verdeel het record in meerdere, of laat de kolom weg uit de mapping.`,
  unmetColumns: (file, columns) =>
    `Geen enkele feature van ${file} heeft ${columns.join(', ')}. Hoort dat er te zijn, verbeter dan de mapping; let op hoofdletters, en schrijf een lid binnen een lid als a.b.`,
};
