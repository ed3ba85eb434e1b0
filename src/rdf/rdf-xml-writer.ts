import type { Literal, Quad, Term } from '@rdfjs/types';
import { ProblemError } from '../problem.js';
import { prefixes, rdf } from './namespaces.js';

/** An XML name without colon at the end of an IRI (Namespaces in XML, production 4), for the characters in use. */
const LOCAL_NAME = /[\p{L}_][\p{L}\p{N}_.-]*$/u;
/** Characters that XML 1.0 has no way to write (section 2.2). */
// eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string';
const PREFIX_OF = new Map(Object.entries(prefixes).map(([prefix, base]) => [base, prefix]));

/**
 * Writes triples as RDF/XML, in the order given: one `rdf:Description` for each run of the same subject.
 * @throws ProblemError `not-acceptable` for what RDF/XML cannot write: properties that end in no XML name
 */
export function writeRdfXml(triples: readonly Quad[]): string {
  const names = new XmlNames();
  const parts: string[] = [];
  let current: Term | undefined;
  for (const { subject, predicate, object } of triples) {
    if (!current?.equals(subject)) {
      if (current) parts.push('  </rdf:Description>\n');
      parts.push(`  <rdf:Description ${names.reference(subject, 'about')}>\n`);
      current = subject;
    }
    const name = names.element(predicate.value);
    parts.push(`    ${propertyElement(name, object, names)}\n`);
  }
  if (current) parts.push('  </rdf:Description>\n');
  const opening = `<rdf:RDF${names.declarations()}>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${opening}${parts.join('')}</rdf:RDF>\n`;
}

function propertyElement(name: string, object: Term, names: XmlNames): string {
  if (object.termType === 'Literal') return literalElement(name, object);
  return `<${name} ${names.reference(object, 'resource')}/>`;
}

/** A property with a literal. @param name the element, with its prefix */
export function literalElement(name: string, { value, language, datatype }: Literal): string {
  const kind = language
    ? ` xml:lang="${language}"`
    : datatype.value === XSD_STRING
      ? ''
      : ` rdf:datatype="${escapeXml(datatype.value)}"`;
  return `<${name}${kind}>${escapeXml(value)}</${name}>`;
}

/** Prefixes and blank node names as they come into use. */
export class XmlNames {
  readonly #prefixes = new Map([[rdf.base, 'rdf']]);
  readonly #blank = new Map<string, string>();

  element(iri: string): string {
    const local = LOCAL_NAME.exec(iri)?.[0];
    if (local === undefined || local === iri)
      throw new ProblemError(
        'not-acceptable',
        `RDF/XML has no way to write the property <${iri}>, which ends in no XML name. Ask for text/turtle.`,
      );
    const base = iri.slice(0, -local.length);
    const known = this.#prefixes.get(base);
    const prefix = known ?? PREFIX_OF.get(base) ?? `ns${String(this.#prefixes.size)}`;
    if (known === undefined) this.#prefixes.set(base, prefix);
    return `${prefix}:${local}`;
  }

  reference(term: Term, attribute: 'about' | 'resource'): string {
    if (term.termType !== 'BlankNode') return `rdf:${attribute}="${escapeXml(term.value)}"`;
    const name = this.#blank.get(term.value) ?? `b${String(this.#blank.size)}`;
    this.#blank.set(term.value, name);
    return `rdf:nodeID="${name}"`;
  }

  declarations(): string {
    const sorted = [...this.#prefixes].sort(([, a], [, b]) => (a < b ? -1 : 1));
    return sorted.map(([base, prefix]) => `\n  xmlns:${prefix}="${escapeXml(base)}"`).join('');
  }
}

/**
 * Line ends are written as references, since XML readers change them otherwise; what XML cannot write becomes U+FFFD, since
 * one such character must not take a whole page away.
 */
export function escapeXml(text: string): string {
  return text
    .replace(UNWRITABLE, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[\t\n\r]/g, (character) => `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`);
}
