import type { Quad, Quad_Object } from '@rdfjs/types';
import { Parser } from 'n3';
import type { Line } from '../../rdf/nquads.js';

/** What is known of a resource, ready to be looked up. */
export interface Description {
  readonly iri: string;
  readonly quads: readonly Quad[];
  /** Objects of a property of a node. */
  all(subject: string, property: string): Quad_Object[];
  /** The IRI or text of the first; `undefined` where there is none. */
  one(subject: string, property: string): string | undefined;
  /** The text in a language, or else in any. */
  text(subject: string, property: string, language: string): string | undefined;
}

/** A description from its lines. */
export function readDescription(iri: string, lines: readonly Line[]): Description {
  const quads = new Parser({ format: 'N-Quads' }).parse(lines.join('\n'));
  const all: Description['all'] = (subject, property) =>
    quads
      .filter((quad) => quad.subject.value === subject && quad.predicate.value === property)
      .map(({ object }) => object);
  return {
    iri,
    quads,
    all,
    one: (subject, property) => all(subject, property)[0]?.value,
    text: (subject, property, language) => {
      const texts = all(subject, property).filter((object) => object.termType === 'Literal');
      return (texts.find((one) => one.language === language) ?? texts[0])?.value;
    },
  };
}
