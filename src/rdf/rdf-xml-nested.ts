import type { Quad, Term } from '@rdfjs/types';
import { rdf } from './namespaces.js';
import { XmlNames, escapeXml, literalElement } from './rdf-xml-writer.js';

const TYPE = rdf('type');
const INDENT = '  ';

/** How to nest. */
export interface NestingOptions {
  /** The resource that the document begins with. */
  readonly root: string;
  /**
   * Classes whose resources are described once: directly inside the root where that leads to them, where they are first met
   * otherwise. All others are described at each mention, as
   * harvesters that read the document as XML look for a concept, licence or contact below the property that leads to it.
   */
  readonly once: ReadonlySet<string>;
}

/**
 * Writes triples as RDF/XML with each resource inside the property that leads to it and named by its first class
 * (RDF 1.1 XML Syntax, sections 2.6 and 2.13). What the root does not lead to is left out.
 * @param triples without blank nodes
 * @throws ProblemError `not-acceptable` as `writeRdfXml`
 */
export function writeNestedRdfXml(triples: readonly Quad[], options: NestingOptions): string {
  const writer = new NestedWriter(triples, options);
  const body = writer.node(options.root, 1, new Set());
  const opening = `<rdf:RDF${writer.names.declarations()}>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${opening}${body}</rdf:RDF>\n`;
}

class NestedWriter {
  readonly names = new XmlNames();
  readonly #bySubject = new Map<string, Map<string, Quad>>();
  readonly #once: ReadonlySet<string>;
  readonly #written = new Set<string>();
  readonly #ofRoot = new Set<string>();

  constructor(triples: readonly Quad[], { root, once }: NestingOptions) {
    this.#once = once;
    for (const quad of triples) {
      const { subject, predicate, object } = quad;
      let known = this.#bySubject.get(subject.value);
      if (!known) this.#bySubject.set(subject.value, (known = new Map<string, Quad>()));
      const tag = object.termType === 'Literal' ? `@${object.language}^${object.datatype.value}` : '';
      if (subject.value === root) this.#ofRoot.add(object.value);
      known.set(`${predicate.value} ${object.termType} ${object.value}${tag}`, quad);
    }
  }

  /** @param above resources that this one stands inside of */
  node(iri: string, depth: number, above: ReadonlySet<string>): string {
    const quads = [...(this.#bySubject.get(iri)?.values() ?? [])];
    const [type, ...rest] = quads.filter(({ predicate }) => predicate.value === TYPE);
    const name = this.names.element(type?.object.value ?? rdf('Description'));
    const inside = new Set([...above, iri]);
    this.#written.add(iri);
    const others = quads.filter(({ predicate }) => predicate.value !== TYPE);
    const properties = [...rest, ...others].map((quad) => this.#property(quad, depth + 1, inside));
    const indent = INDENT.repeat(depth);
    const opening = `${indent}<${name} rdf:about="${escapeXml(iri)}">\n`;
    return `${opening}${properties.join('')}${indent}</${name}>\n`;
  }

  #property({ predicate, object }: Quad, depth: number, above: ReadonlySet<string>): string {
    const indent = INDENT.repeat(depth);
    const name = this.names.element(predicate.value);
    if (object.termType === 'Literal') return `${indent}${literalElement(name, object)}\n`;
    if (!this.#isDescribed(predicate.value, object, above))
      return `${indent}<${name} ${this.names.reference(object, 'resource')}/>\n`;
    return `${indent}<${name}>\n${this.node(object.value, depth + 1, above)}${indent}</${name}>\n`;
  }

  #isDescribed(predicate: string, object: Term, above: ReadonlySet<string>): boolean {
    const known = this.#bySubject.get(object.value);
    if (!known || predicate === TYPE || above.has(object.value)) return false;
    const isOnce = [...known.values()].some(
      (quad) => quad.predicate.value === TYPE && this.#once.has(quad.object.value),
    );
    if (!isOnce) return true;
    const isInRoot = above.size === 1;
    return !this.#written.has(object.value) && (isInRoot || !this.#ofRoot.has(object.value));
  }
}
