import { Parser } from 'n3';
import type { Quad_Object as Term } from '@rdfjs/types';
import type { Line } from '../rdf/nquads.js';

/** What the graph of one report says, to be asked by subject and property. */
export interface Statements {
  /** Values of a property, in the order of the lines. */
  readonly terms: (subject: string, property: string) => readonly Term[];
  /** The same, as texts. */
  readonly values: (subject: string, property: string) => string[];
  /** IRIs of what has this value for a property. */
  readonly subjectsOf: (property: string, value: string) => string[];
}

/** Reads the lines of a graph. A report has some sixty: maps are a third of the work of an indexed store. */
export function readStatements(lines: readonly Line[]): Statements {
  const bySubject = new Map<string, Map<string, Term[]>>();
  for (const { subject, predicate, object } of new Parser({ format: 'application/n-quads' }).parse(
    lines.join('\n'),
  )) {
    const properties = bySubject.get(subject.value) ?? new Map<string, Term[]>();
    bySubject.set(subject.value, properties);
    const known = properties.get(predicate.value);
    if (known) known.push(object);
    else properties.set(predicate.value, [object]);
  }
  const terms: Statements['terms'] = (subject, property) => bySubject.get(subject)?.get(property) ?? [];
  return {
    terms,
    values: (subject, property) => terms(subject, property).map(({ value }) => value),
    subjectsOf: (property, value) =>
      [...bySubject]
        .filter(([, properties]) => properties.get(property)?.some((term) => term.value === value))
        .map(([subject]) => subject),
  };
}
