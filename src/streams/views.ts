import { createHash } from 'node:crypto';
import { geo, locn, melding, oa, obd, weg, ww } from '../rdf/namespaces.js';
import { iriToString } from '../rdf/nquads.js';
import { GENERATED } from '../rdf/skolem.js';
import { boundsOf, parseWkt, quadkey } from '../spatial/index.js';
import type { Version } from './derive.js';

/** The ways in which members are listed. */
export const VIEW_NAMES = ['by-time', 'by-manager', 'by-area'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** A part of a view that a member belongs to. */
export interface ViewPart {
  readonly view: ViewName;
  /** Name of the part, for an address; empty where the view has one part only. */
  readonly part: string;
  /** What the members of the part have in common: IRI of a manager, quadkey of a tile; empty where there is none. */
  readonly value: string;
}

/** The part of those that have no manager or no place. */
export const NO_VALUE = 'none';
/** Decisions have no place of their own. */
const WITHOUT_PLACE = 'decisions';
/** The zoom of the smallest tiles: some 6 km in Belgium. */
const SMALLEST_TILE = 12;
const AS_WKT = `${iriToString(geo('asWKT'))} `;

/** The views of a stream, the one that its entry leads to first. */
export function viewsOf(stream: string): ViewName[] {
  return VIEW_NAMES.filter((view) => view !== 'by-area' || stream !== WITHOUT_PLACE);
}

/** The properties by which the members of a stream are sorted by manager; a road may have one for each side. */
export function managerProperties(stream: string): string[] {
  if (stream === 'reports') return [melding('behandelaar')];
  if (stream === 'decisions') return [ww('responsible')];
  return [obd('beheerder'), weg('linkerwegbeheerder'), weg('rechterwegbeheerder')];
}

/** The way from a member to its place, as a list of properties. */
export function placePath(stream: string): string[] {
  return [...(stream === 'reports' ? [oa('hasBody')] : []), locn('geometry'), geo('asWKT')];
}

/**
 * Every part of every view that a member belongs to.
 * @param thing in N-Quads notation
 * @param before what the thing was; a deletion is listed where that was
 */
export function partsOf(
  { stream, thing }: { readonly stream: string; readonly thing: string },
  version: Version,
  before: Version | undefined,
): ViewPart[] {
  const { triples } = version.kind === 'delete' && before ? before : version;
  const managers = managersIn(triples, thing, managerProperties(stream));
  return [
    { view: 'by-time', part: '', value: '' },
    ...(managers.length === 0 ? [''] : [...new Set(managers)]).map(
      (value) => ({ view: 'by-manager', part: managerPart(value), value }) as const,
    ),
    ...(stream === WITHOUT_PLACE ? [] : [areaPart(tileAround(triples.flatMap(wktOf)))]),
  ];
}

/** IRIs of those that manage a thing. A node without one is a blank node in members, which no page can name. */
function managersIn(triples: readonly string[], thing: string, properties: readonly string[]): string[] {
  const managed = properties.map((property) => `${iriToString(property)} <`);
  const own = triples.filter((triple) => triple.startsWith(thing) && triple.charAt(thing.length) === ' ');
  const predicate = thing.length + 1;
  return own.flatMap((triple) => {
    const property = managed.find((beginning) => triple.startsWith(beginning, predicate));
    if (property === undefined) return [];
    const manager = triple.slice(predicate + property.length, -1);
    return manager.includes(GENERATED) ? [] : [manager];
  });
}

function areaPart(tile: string): ViewPart {
  return { view: 'by-area', part: tile === '' ? NO_VALUE : tile, value: tile };
}

/** The geometry that a triple tells of, if it does: the predicate is what follows the first space. */
function wktOf(triple: string): string[] {
  const predicate = triple.indexOf(' ') + 1;
  return triple.startsWith(AS_WKT, predicate) ? [textOf(triple.slice(predicate + AS_WKT.length))] : [];
}

/** A short name for an address; the page that leads there says whose it is. */
function managerPart(manager: string): string {
  return manager === '' ? NO_VALUE : createHash('sha256').update(manager).digest('hex').slice(0, 16);
}

/** The smallest tile that holds all of some geometries; empty where they cannot be read or no tile does. */
function tileAround(wkts: readonly string[]): string {
  const keys = wkts.flatMap(cornerKeys);
  const [first = ''] = keys;
  let length = first.length;
  for (const key of keys) while (!key.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

function cornerKeys(wkt: string): string[] {
  try {
    const [west, south, east, north] = boundsOf(parseWkt(wkt));
    return [quadkey(west, south, SMALLEST_TILE), quadkey(east, north, SMALLEST_TILE)];
  } catch {
    return [];
  }
}

/** The text of a literal in N-Triples notation; WKT has nothing that is escaped. */
function textOf(literal: string): string {
  return literal.slice(1, literal.lastIndexOf('"'));
}
