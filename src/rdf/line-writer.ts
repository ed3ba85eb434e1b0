import { iriToString, literalToString, type Line } from './nquads.js';

/** Writes lines of one graph. Every method throws UnstorableTermError for a term that cannot be stored. */
export interface LineWriter {
  /** A line whose object is an IRI. */
  iri(subject: string, predicate: string, object: string): Line;
  /** A line whose object is a literal. @param datatype IRI; plain text where not given */
  literal(subject: string, predicate: string, value: string, datatype?: string): Line;
  /** The lines of a text in Dutch and in English. */
  bilingual(subject: string, predicate: string, text: { readonly nl: string; readonly en: string }): Line[];
}

/** @param graph IRI of the graph of every line */
export function lineWriter(graph: string): LineWriter {
  const end = `${iriToString(graph)} .`;
  const line = (subject: string, predicate: string, object: string): Line =>
    `${iriToString(subject)} ${iriToString(predicate)} ${object} ${end}`;
  return {
    iri: (subject, predicate, object) => line(subject, predicate, iriToString(object)),
    literal: (subject, predicate, value, datatype) =>
      line(subject, predicate, literalToString(value, datatype === undefined ? {} : { datatype })),
    bilingual: (subject, predicate, { nl, en }) => [
      line(subject, predicate, literalToString(nl, { language: 'nl' })),
      line(subject, predicate, literalToString(en, { language: 'en' })),
    ],
  };
}
