import { lineTerms, readTerm, type Line, type ReadTerm } from '../rdf/nquads.js';

/** What the graph of one report says, to be asked by subject and property. */
export interface Statements {
  /** Values of a property, in the order of the lines. */
  readonly terms: (subject: string, property: string) => readonly ReadTerm[];
  /** The same, as texts. */
  readonly values: (subject: string, property: string) => string[];
  /** IRIs of what has this value for a property. */
  readonly subjectsOf: (property: string, value: string) => string[];
}

/**
 * Reads the lines of a graph. A report has some hundred, of which few are asked for: they are put where they are found,
 * and read when they are.
 */
export function readStatements(lines: readonly Line[]): Statements {
  const bySubject = new Map<string, Map<string, string[]>>();
  for (const line of lines) {
    const { subject, predicate, object } = lineTerms(line);
    const properties = bySubject.get(subject) ?? new Map<string, string[]>();
    if (properties.size === 0) bySubject.set(subject, properties);
    const known = properties.get(predicate);
    if (known) known.push(object);
    else properties.set(predicate, [object]);
  }
  const terms: Statements['terms'] = (subject, property) =>
    (bySubject.get(`<${subject}>`)?.get(`<${property}>`) ?? []).map(readTerm);
  return {
    terms,
    values: (subject, property) => terms(subject, property).map(({ value }) => value),
    subjectsOf: (property, value) =>
      [...bySubject]
        .filter(([, properties]) =>
          properties.get(`<${property}>`)?.some((term) => readTerm(term).value === value),
        )
        .map(([subject]) => subject.slice(1, -1)),
  };
}
