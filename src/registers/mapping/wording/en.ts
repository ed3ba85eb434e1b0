import type { RowWording } from './wording.js';

/** English. */
export const en: RowWording = {
  noIri: (columns) =>
    `The record has no value for its IRI. Fill in ${columns.join(', ')}, or leave such records out with "only".`,
  badIri: (iri) => `"${iri}" is not an IRI. Correct the value, or the template in the mapping.`,
  badValue: (property, value, datatype) =>
    `"${value}" is not a value of ${datatype} (${property}). Correct the value, or the datatype in the mapping.`,
  required: (property, columns) => `${property} is required and has no value. Fill in ${columns.join(', ')}.`,
  badGeometry: (type) =>
    `The geometry is a ${type}. Give a Point, LineString or Polygon, or several of one of them.`,
  badCoordinates: (type) =>
    `The coordinates are not those of a ${type}. Write numbers, the longitude first, as deep in brackets as RFC 7946 has it: a Point is [3.72, 51.05].`,
  noCoordinate: (column, value) =>
    `"${value}" in ${column} is not a coordinate. Write a number, without spaces or units.`,
  badRow: (reason) =>
    `The line cannot be read: ${reason}. Mind quotes, and as many fields as the header has.`,
  severalLists: (of, columns) =>
    `${of} takes ${columns.join(' and ')} together, and each is a list here: nobody can tell which values belong together. Write what belongs together as one value in the file, or let the mapping use one of the columns.`,
  longList: (column, length, most) =>
    `${column} is a list of ${String(length)} values, and a record has at most ${String(most)}. Divide the record into several, or leave the column out of the mapping.`,
  unmetColumns: (file, columns) =>
    `No feature of ${file} has ${columns.join(', ')}. Where that should be there, correct the mapping; mind capitals, and write a member within a member as a.b.`,
};
