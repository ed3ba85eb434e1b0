import type { Store } from 'n3';
import { validateTerm } from 'rdf-validate-datatype';
import { dct, schema, ww, xsd } from '../rdf/namespaces.js';
import { isDay } from '../responsibility/index.js';

/** The properties of rules, sets and examples that name a day. */
const DAYS = [schema('validFrom'), schema('validThrough'), ww('on'), dct('issued')];

/** A date that is no day, and what it is said of. */
export interface FaultyDay {
  readonly subject: string;
  /** What is wrong, and how to write it. */
  readonly message: string;
}

/**
 * Dates that the shapes let through and no day can be told by: those that the calendar has not, which would bound
 * nothing, and those with a zone. What is not written like a date at all is left to the shapes.
 */
export function faultyDays(triples: Store): FaultyDay[] {
  return DAYS.flatMap((property) =>
    triples.getQuads(null, property, null, null).flatMap(({ subject, object }) => {
      if (object.termType !== 'Literal' || object.datatype.value !== xsd('date')) return [];
      if (isDay(object.value) || !validateTerm(object)) return [];
      return [{ subject: subject.value, message: faultOf(property, object.value) }];
    }),
  );
}

function faultOf(property: string, date: string): string {
  const [, day, zone] = /^(.*\d)(Z|[+-]\d\d:\d\d)$/.exec(date) ?? [];
  if (day !== undefined && zone !== undefined && isDay(day))
    return `"${date}" in <${property}> has a time zone, and days are those of Belgium. Write it without "${zone}": "${day}"^^xsd:date.`;
  return `"${date}" in <${property}> is no day of the calendar. Write a day that exists as year, month and day, such as "2026-06-30"^^xsd:date.`;
}
