import { readTerm, type Line, type ReadTerm } from '../rdf/nquads.js';

/** What the graph of one report says, to be asked by subject and property. */
export interface Statements {
  /** Values of a property, in the order of the lines. */
  readonly terms: (subject: string, property: string) => readonly ReadTerm[];
  /** The same, as texts. */
  readonly values: (subject: string, property: string) => string[];
  /** IRIs of what has this value for a property. */
  readonly subjectsOf: (property: string, value: string) => string[];
}

/** Property, as an IRI → the lines that say it. */
type Properties = Map<string, Line[]>;

/**
 * Reads the lines of a graph. A report has some hundred, of which few are asked for: they are put where they are found,
 * and read when they are.
 */
export function readStatements(lines: readonly Line[]): Statements {
  const bySubject = groupBySubject(lines);
  const objects = (subject: string, property: string): string[] => {
    const found = bySubject.get(subject)?.get(property);
    // After `<subject> <property> `.
    const start = subject.length + property.length + 6;
    return found ? found.map((line) => line.slice(start, line.lastIndexOf(' ', line.length - 3))) : [];
  };
  return {
    terms: (subject, property) => objects(subject, property).map(readTerm),
    values: (subject, property) => objects(subject, property).map(valueOf),
    subjectsOf: (property, value) =>
      [...bySubject]
        .filter(([, properties]) => properties.has(property))
        .map(([subject]) => subject)
        .filter((subject) => objects(subject, property).some((term) => valueOf(term) === value)),
  };
}

function valueOf(term: string): string {
  return term.startsWith('<') ? term.slice(1, -1) : readTerm(term).value;
}

/** Lines about one subject mostly stand together, so that few subjects are looked up. */
function groupBySubject(lines: readonly Line[]): Map<string, Properties> {
  const bySubject = new Map<string, Properties>();
  let subject = '';
  let properties: Properties = new Map();
  for (const line of lines) {
    const afterSubject = line.indexOf(' ');
    const about = line.slice(1, afterSubject - 1);
    if (about !== subject) {
      subject = about;
      properties = bySubject.get(subject) ?? new Map<string, Line[]>();
      if (properties.size === 0) bySubject.set(subject, properties);
    }
    const property = line.slice(afterSubject + 2, line.indexOf(' ', afterSubject + 1) - 1);
    const known = properties.get(property);
    if (known) known.push(line);
    else properties.set(property, [line]);
  }
  return bySubject;
}
