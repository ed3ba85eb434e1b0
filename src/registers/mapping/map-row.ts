import { DataFactory } from 'n3';
import { validateTerm } from 'rdf-validate-datatype';
import type { Quad, Quad_Object } from '@rdfjs/types';
import { geo, locn, prov, rdf, xsd } from '../../rdf/namespaces.js';
import { isSafeIri } from '../../rdf/nquads.js';
import { literal, namedNode, quad } from '../../rdf/terms.js';
import { geometryToWkt, isKnownGeometry, withCrs } from './geojson-wkt.js';
import type { DerivedColumn, MappedProperty, Mapping } from './read-mapping.js';
import type { Row } from './row.js';
import type { RowValues } from './template.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { RowWording } from './wording/wording.js';

/** What is wrong with a record, in both languages. */
export interface RowFault {
  readonly nl: string;
  readonly en: string;
}

/** What became of a record. */
export type MappedRow =
  /** It is left out on purpose. */
  | undefined
  | { readonly iri: string | undefined; readonly faults: readonly RowFault[] }
  | { readonly iri: string; readonly quads: readonly Quad[] };

const TYPE = namedNode(rdf('type'));
const GEOMETRY = namedNode(locn('geometry'));
const GEOMETRY_CLASS = namedNode(locn('Geometry'));
const AS_WKT = namedNode(geo('asWKT'));
const WKT_LITERAL = namedNode(geo('wktLiteral'));
const INVALIDATED = namedNode(prov('invalidatedAtTime'));
const DATE_TIME = namedNode(xsd('dateTime'));
/** Values of one list of a record. */
const MOST_VALUES = 1000;

/** Says something in both languages. */
function fault(say: (wording: RowWording) => string): RowFault {
  return { nl: say(nl), en: say(en) };
}

/** @param reason why a line is no record */
export function brokenRow(reason: string): RowFault {
  return fault((wording) => wording.badRow(reason));
}

/** @param columns that a mapping names and no feature of a file has */
export function unmetColumns(file: string, columns: Iterable<string>): RowFault {
  return fault((wording) => wording.unmetColumns(file, [...columns]));
}

/**
 * Turns records into RDF by a mapping.
 * @param crs reference system of the coordinates, where the mapping or the file names one
 * @param now when a removed record is said to have ended, `xsd:dateTime`
 */
export function createRowMapper(
  mapping: Mapping,
  { crs, now }: { readonly crs?: string | undefined; readonly now: string },
): (row: Row) => MappedRow {
  let blank = 0;
  // One term for all records: what waits to be put together is then a part of what it would be.
  const classes = mapping.classes.map(namedNode);
  const properties = mapping.properties.map((property) => ({
    ...property,
    predicate: namedNode(property.property),
  }));
  const conditions = [...mapping.only.keys(), ...mapping.removed.keys()];
  return (row) => {
    const values = withDerived(row.value, mapping.columns);
    const unclear = conditions.flatMap((column) =>
      faultyLists(row, { names: [column], of: column }, mapping),
    );
    if (unclear.length > 0) return { iri: mapping.iri.fill(values), faults: onceEach(unclear) };
    if (!meets(row, mapping.only, mapping)) return undefined;
    const iri = mapping.iri.fill(values);
    if (iri === undefined) return { iri, faults: [fault((wording) => wording.noIri(mapping.iri.columns))] };
    if (!isSafeIri(iri)) return { iri, faults: [fault((wording) => wording.badIri(iri))] };
    const subject = namedNode(iri);
    if (mapping.removed.size > 0 && meets(row, mapping.removed, mapping))
      return { iri, quads: [quad(subject, INVALIDATED, literal(now, DATE_TIME))] };
    const faults: RowFault[] = [];
    const quads = classes.map((name) => quad(subject, TYPE, name));
    for (const property of properties)
      for (const object of valuesFor(row, property, mapping, faults))
        quads.push(quad(subject, property.predicate, object));
    const wkt = wktOf(row, mapping, values, faults);
    if (wkt !== undefined) {
      blank += 1;
      const node = DataFactory.blankNode(`row-${String(blank)}`);
      quads.push(quad(subject, GEOMETRY, node), quad(node, TYPE, GEOMETRY_CLASS));
      quads.push(quad(node, AS_WKT, literal(withCrs(wkt, crs), WKT_LITERAL)));
    }
    return faults.length > 0 ? { iri, faults: onceEach(faults) } : { iri, quads };
  };
}

/** Whether a record has one of the values that are wanted in each column. */
function meets(row: Row, conditions: Mapping['only'], mapping: Mapping): boolean {
  return [...conditions].every(([column, wanted]) => {
    const isNumber = row.isNumber?.(column) === true && !mapping.columns.has(column);
    return eachWay(row, [column], mapping).some((values) => {
      const text = values(column) ?? '';
      return wanted.has(text) || (isNumber && [...wanted].some((each) => isNumberAs(each, text)));
    });
  });
}

/** Whether what a mapping has, in whatever way it is written, is a number of a record. @param text as JavaScript writes it */
function isNumberAs(written: string, text: string): boolean {
  return written.trim() !== '' && String(Number(written)) === text;
}

function withDerived(values: RowValues, columns: ReadonlyMap<string, DerivedColumn>): RowValues {
  if (columns.size === 0) return values;
  return (name) => {
    const column = columns.get(name);
    if (!column) return values(name);
    for (const template of column.keys) {
      const key = template.fill(values);
      const found = key === undefined ? undefined : column.find(key);
      if (found !== undefined && found !== '') return found;
    }
    return column.default?.fill(values);
  };
}

/** The columns of a file from which some columns of a mapping come. */
function sourcesOf(names: readonly string[], { columns }: Mapping): readonly string[] {
  const sources = names.flatMap((name) => {
    const derived = columns.get(name);
    if (!derived) return [name];
    return [...derived.keys, ...(derived.default ? [derived.default] : [])].flatMap((key) => key.columns);
  });
  return [...new Set(sources)];
}

/**
 * What keeps some columns of a record from being taken together: two lists, of which nobody can tell which values belong
 * together, and a list that is longer than what any record says.
 * @param asked.of what takes them, a property or a column of the mapping
 */
function faultyLists(
  { list }: Row,
  { names, of }: { readonly names: readonly string[]; readonly of: string },
  mapping: Mapping,
): RowFault[] {
  if (!list) return [];
  const lengths = sourcesOf(names, mapping).flatMap((column) => {
    const length = list(column)?.length;
    return length === undefined ? [] : [{ column, length }];
  });
  const long = lengths.filter(({ length }) => length > MOST_VALUES);
  if (lengths.length < 2)
    return long.map(({ column, length }) =>
      fault((wording) => wording.longList(column, length, MOST_VALUES)),
    );
  const columns = lengths.map(({ column }) => column);
  return [fault((wording) => wording.severalLists(of, columns))];
}

/** What is wrong with several values in the same way is told once. */
function onceEach(faults: readonly RowFault[]): RowFault[] {
  return [...new Map(faults.map((each) => [each.en, each])).values()];
}

/** The values of a record; where a column that some come from has several, once with each of them. */
function eachWay(row: Row, names: readonly string[], mapping: Mapping): readonly RowValues[] {
  const { value, list } = row;
  const source = list && sourcesOf(names, mapping).find((column) => list(column) !== undefined);
  if (source === undefined) return [withDerived(value, mapping.columns)];
  return (list?.(source) ?? []).map((text) =>
    withDerived((name) => (name === source ? text : value(name)), mapping.columns),
  );
}

/** What a property takes from a record. */
function valuesFor(row: Row, property: MappedProperty, mapping: Mapping, faults: RowFault[]): Quad_Object[] {
  const { template, condition } = property;
  if (condition !== undefined) {
    const unclear = faultyLists(row, { names: [condition], of: condition }, mapping);
    faults.push(...unclear);
    const has = (values: RowValues): boolean => values(condition) !== undefined;
    if (unclear.length > 0 || !eachWay(row, [condition], mapping).some(has)) return [];
  }
  const faulty = faultyLists(row, { names: template.columns, of: property.property }, mapping);
  faults.push(...faulty);
  if (faulty.length > 0) return [];
  return eachWay(row, template.columns, mapping).flatMap((way) => objectsOf(property, way, faults));
}

function objectsOf(property: MappedProperty, values: RowValues, faults: RowFault[]): Quad_Object[] {
  const { split, required, template } = property;
  const filled = template.fill(values);
  if (filled === undefined) {
    if (required) faults.push(fault((wording) => wording.required(property.property, template.columns)));
    return [];
  }
  const texts = split === undefined ? [filled] : filled.split(split).map((part) => part.trim());
  return texts.flatMap((text) => (text === '' ? [] : toObject(property, text, faults)));
}

function toObject(property: MappedProperty, text: string, faults: RowFault[]): Quad_Object[] {
  if (property.kind === 'iri') {
    if (isSafeIri(text)) return [namedNode(text)];
    faults.push(fault((wording) => wording.badIri(text)));
    return [];
  }
  const { datatype, language } = property;
  const object = literal(text, datatype === undefined ? language : namedNode(datatype));
  if (datatype === undefined || validateTerm(object)) return [object];
  faults.push(fault((wording) => wording.badValue(property.property, text, datatype)));
  return [];
}

function wktOf(
  row: Row,
  { geometry: place }: Mapping,
  values: RowValues,
  faults: RowFault[],
): string | undefined {
  if (place === false) return undefined;
  if (place === undefined) {
    if (!row.geometry) return undefined;
    const wkt = geometryToWkt(row.geometry);
    if (wkt === undefined) {
      const { type } = row.geometry;
      faults.push(
        fault((wording) =>
          isKnownGeometry(type) ? wording.badCoordinates(type) : wording.badGeometry(type),
        ),
      );
    }
    return wkt;
  }
  if ('wkt' in place) return values(place.wkt);
  const [first, second] = 'lon' in place ? [place.lon, place.lat] : [place.x, place.y];
  const numbers = [first, second].map((column) => coordinate(column, values(column), faults));
  return numbers.includes(undefined) ? undefined : `POINT (${numbers.join(' ')})`;
}

/** A number of a table, which in Belgium may have a comma for its decimals. */
function coordinate(column: string, value: string | undefined, faults: RowFault[]): string | undefined {
  const text = (value?.trim() ?? '').replace(/^([+-]?\d+),(\d+)$/, '$1.$2');
  if (/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) return text;
  faults.push(fault((wording) => wording.noCoordinate(column, text)));
  return undefined;
}
