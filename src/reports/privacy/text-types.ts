import type { Literal } from '@rdfjs/types';
import { validateTerm } from 'rdf-validate-datatype';
import { geo, rdf, xsd } from '../../rdf/namespaces.js';

const INTEGERS = [
  ...['integer', 'long', 'int', 'short', 'byte'],
  ...['nonNegativeInteger', 'positiveInteger', 'nonPositiveInteger', 'negativeInteger'],
  ...['unsignedLong', 'unsignedInt', 'unsignedShort', 'unsignedByte'],
];
const NUMBERS = new Set([...INTEGERS, 'decimal', 'double', 'float'].map(xsd));
const OTHERS = new Set(
  [
    ...['boolean', 'dateTime', 'dateTimeStamp', 'date', 'time', 'duration', 'dayTimeDuration'],
    ...['yearMonthDuration', 'gYear', 'gYearMonth', 'gMonth', 'gMonthDay', 'gDay'],
  ].map(xsd),
);
/** Datatypes of which a value is one still when a piece of its text is another. */
const FREE_TEXT = new Set([
  ...['string', 'normalizedString', 'token'].map(xsd),
  ...['HTML', 'XMLLiteral'].map(rdf),
]);

/** A sign, or a nought before other digits, as telephone numbers have and numbers need not. */
const LIKE_A_TELEPHONE = /^(?:\+|0\d)/;
const COORDINATES = /^[-+\d.eE\s,()]*$/;
const WKT_WORDS =
  /^\s*<[^<>@\s]*>|\b(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|EMPTY|ZM?|M)\b/gi;
const TAG = /<[^<>@]*>/g;

/**
 * Whether a literal can hold no text of anyone: a date, a number, a geometry. One that only says so, since its value is no
 * such thing, may hold anything.
 */
export function holdsNoText(literal: Literal): boolean {
  const { value, datatype } = literal;
  if (OTHERS.has(datatype.value)) return validateTerm(literal);
  if (NUMBERS.has(datatype.value)) return validateTerm(literal) && !LIKE_A_TELEPHONE.test(value);
  if (datatype.value === geo('wktLiteral')) return COORDINATES.test(value.replaceAll(WKT_WORDS, ''));
  if (datatype.value === geo('gmlLiteral')) return COORDINATES.test(value.replaceAll(TAG, ''));
  return false;
}

/** Whether a literal may keep its datatype when personal data in it is replaced by a word in brackets. */
export function staysValid(datatype: string): boolean {
  return FREE_TEXT.has(datatype);
}
