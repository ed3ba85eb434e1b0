import type { Literal, Quad, Quad_Object, Quad_Predicate } from '@rdfjs/types';
import { literal, namedNode, quad } from '../rdf/terms.js';
import { geo, locn, melding, mobiliteit, obd, org, rdf, weg, ww } from '../rdf/namespaces.js';
import {
  coverAll,
  formatWkt,
  GeometryError,
  looksSwapped,
  parseWkt,
  type Geometry,
} from '../spatial/index.js';
import type { AssembledRecord } from './records.js';

/**
 * Names in circulation for one and the same property (`docs/data-model.md`). The standard left `beheerder` undefined,
 * so that clients and even official files use whatever came out of a tool.
 */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ...['beheerder', 'eigenaar'].flatMap((name): [string, string][] => [
    [`http://data.vlaanderen.be/ns/openbaardomein#${name}`, obd(name)],
    [`http://fixme.com#${name}`, obd(name)],
    [`http://todo.com/FysiekObject.${name}`, obd(name)],
    [mobiliteit(name), obd(name)],
  ]),
  [geo('hasGeometry'), locn('geometry')],
  [weg('middellijnGeometrie'), locn('geometry')],
]);
const TYPE = rdf('type');
const AS_WKT = geo('asWKT');
const GEOMETRY = locn('geometry');
const WKT_LITERAL = namedNode(geo('wktLiteral'));
const REPORT = melding('Melding');
const OLD_OSLO = 'http://data.vlaanderen.be/ns/';
const NEW_OSLO = 'https://data.vlaanderen.be/ns/';
const WRONG_ORG = 'https://www.w3.org/ns/org#';

/** Characters of a geometry that are told. */
const LONGEST_WKT = 60;

/** Why a record cannot be taken in, or what is odd about it. */
export interface Fault {
  readonly nl: string;
  readonly en: string;
}

/** A record in our own pattern. */
export interface NormalisedRecord {
  readonly quads: readonly Quad[];
  /** What keeps it out. */
  readonly faults: readonly Fault[];
  /** What is odd, and does not keep it out. */
  readonly oddities: readonly Fault[];
}

/** Brings a record into the pattern of the data model: one name per property, WGS84, and the tiles that cover it. */
export function normaliseRecord({ subject, quads }: AssembledRecord): NormalisedRecord {
  const renamed: Quad[] = [];
  const faults: Fault[] = [];
  const geometries = new Map<string, Geometry>();
  const wanted: string[] = [];
  let isReport = false;
  for (const item of quads) {
    const predicate = renamePredicate(item.predicate);
    let object = renameObject(item.object);
    if (predicate.value === AS_WKT && object.termType === 'Literal')
      object = normaliseWkt(object, item.subject.value, geometries, faults);
    if (predicate.value === GEOMETRY && item.subject.value === subject) wanted.push(object.value);
    if (predicate.value === TYPE && object.value === REPORT) isReport = true;
    renamed.push(
      predicate === item.predicate && object === item.object ? item : quad(item.subject, predicate, object),
    );
  }
  renamed.push(...oneSided(subject, renamed));
  if (!isReport)
    for (const cell of coverOf(geometriesOf(wanted, geometries), faults))
      renamed.push(cellQuad(subject, cell));
  // A geometry that stands alone gives its tiles to the things that have it.
  if (!isReport) coverOf(geometriesOf([subject], geometries), faults);
  return { quads: renamed, faults, oddities: [...geometries.values()].filter(looksSwapped).map(swapped) };
}

/** A road of which one side's manager alone is known has that one for both, until the register says more. */
function oneSided(subject: string, quads: readonly Quad[]): Quad[] {
  const sides = quads.filter(({ predicate }) => predicate.value.endsWith('wegbeheerder'));
  const [only] = sides;
  if (!only || sides.length > 1 || quads.some(({ predicate }) => predicate.value === obd('beheerder')))
    return [];
  return [quad(namedNode(subject), namedNode(obd('beheerder')), only.object)];
}

function renamePredicate(predicate: Quad_Predicate): Quad_Predicate {
  const synonym = SYNONYMS.get(predicate.value) ?? renameIri(predicate.value);
  return synonym === predicate.value ? predicate : namedNode(synonym);
}

function renameObject(object: Quad_Object): Quad_Object {
  if (object.termType !== 'NamedNode') return object;
  const name = renameIri(object.value);
  return name === object.value ? object : namedNode(name);
}

function renameIri(iri: string): string {
  if (iri.startsWith(OLD_OSLO)) return NEW_OSLO + iri.slice(OLD_OSLO.length);
  return iri.startsWith(WRONG_ORG) ? org(iri.slice(WRONG_ORG.length)) : iri;
}

function normaliseWkt(
  text: Literal,
  node: string,
  geometries: Map<string, Geometry>,
  faults: Fault[],
): Literal {
  try {
    const geometry = parseWkt(text.value);
    geometries.set(node, geometry);
    return literal(formatWkt(geometry), WKT_LITERAL);
  } catch (error) {
    if (!(error instanceof GeometryError)) throw error;
    faults.push(unreadable(error));
    return text;
  }
}

function unreadable({ nl, message }: GeometryError): Fault {
  return {
    nl: `De geometrie kan niet gelezen worden: ${nl}`,
    en: `The geometry cannot be read: ${message}`,
  };
}

function swapped(geometry: Geometry): Fault {
  const wkt = formatWkt(geometry).slice(0, LONGEST_WKT);
  return {
    nl: `Zijn lengte en breedte verwisseld? ${wkt} ligt in zee voor Somalië; andersom ligt het in België. Schrijf de lengte eerst.`,
    en: `Are longitude and latitude swapped? ${wkt} is in the sea off Somalia; the other way round it is in Belgium. Write the longitude first.`,
  };
}

function geometriesOf(nodes: readonly string[], geometries: ReadonlyMap<string, Geometry>): Geometry[] {
  return nodes.flatMap((node) => geometries.get(node) ?? []);
}

function coverOf(geometries: readonly Geometry[], faults: Fault[]): readonly string[] {
  try {
    return coverAll(geometries);
  } catch (error) {
    if (!(error instanceof GeometryError)) throw error;
    faults.push(unreadable(error));
    return [];
  }
}

/** Says that a tile is one of those that cover a thing. @param cell its quadkey */
export function cellQuad(subject: string, cell: string): Quad {
  return quad(namedNode(subject), namedNode(ww('cell')), literal(cell));
}
