import { DataFactory } from 'n3';
import type { BlankNode, Literal, NamedNode, Quad, Quad_Graph, Quad_Object } from '@rdfjs/types';
import { rdf, xsd } from './namespaces.js';
import { canonicalDouble } from './nquads.js';
import { literal, namedNode } from './terms.js';

/** As jsonld.js tells absolute IRIs from others, blank nodes aside. */
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+-.]*:\S*$/;
const LARGEST_PLAIN = 1e21;

type Name = NamedNode | BlankNode;
type Expanded = Readonly<Record<string, unknown>>;
/** `undefined` where its name is no IRI: then its triples are dropped, and the graphs inside are not. */
type Graph = Quad_Graph | undefined;

/**
 * The quads of expanded JSON-LD (JSON-LD 1.1 Processing Algorithms, section 8), without the node map: that of jsonld.js is
 * made of plain objects under names that the document chooses, and compares each value of a property with all others. What
 * has a relative IRI is dropped; doubles stay, as they do in other syntaxes.
 */
export function quadsOfExpanded(expanded: readonly unknown[]): Quad[] {
  const walk = new Walk();
  for (const node of expanded) if (isObject(node)) walk.node(node, DataFactory.defaultGraph());
  return walk.quads;
}

/** The walk through one document; used once. */
class Walk {
  readonly quads: Quad[] = [];
  /** What the quads say: what is said again adds none. */
  readonly #said = new Set<string>();
  readonly #labels = new Map<string, string>();
  #issued = 0;

  /** @returns the name of the node; `undefined` where it has none that RDF allows */
  node(node: Expanded, graph: Graph): Name | undefined {
    const subject = this.#name(node['@id']);
    for (const [key, value] of Object.entries(node)) {
      const values = asArray(value);
      if (key === '@type')
        for (const type of values) this.#add(subject, namedNode(rdf('type')), this.#iri(type), graph);
      else if (key === '@graph') this.#nodes(values, subject);
      else if (key === '@included') this.#nodes(values, graph);
      else if (key === '@reverse') this.#reverse(value, subject, graph);
      else if (!key.startsWith('@')) this.#values(values, subject, this.#iri(key), graph);
    }
    return subject;
  }

  #nodes(values: readonly unknown[], graph: Graph): void {
    for (const value of values) if (isObject(value)) this.node(value, graph);
  }

  #values(
    values: readonly unknown[],
    subject: Name | undefined,
    predicate: Name | undefined,
    graph: Graph,
  ): void {
    // The cells of a list go with its triple; the nodes in it have triples of their own.
    const cells = subject && predicate?.termType === 'NamedNode' ? graph : undefined;
    for (const value of values) this.#add(subject, predicate, this.#object(value, graph, cells), graph);
  }

  #reverse(map: unknown, object: Name | undefined, graph: Graph): void {
    if (!isObject(map)) return;
    for (const [property, nodes] of Object.entries(map))
      for (const node of asArray(nodes))
        if (isObject(node)) this.#add(this.node(node, graph), this.#iri(property), object, graph);
  }

  #object(value: unknown, graph: Graph, cells: Graph): Quad_Object | undefined {
    if (!isObject(value)) return undefined;
    if ('@value' in value) return literalOf(value);
    if ('@list' in value) return this.#list(asArray(value['@list']), graph, cells);
    // A name that is a keyword of a later version of JSON-LD expands to nothing.
    if ('@id' in value && !value['@id']) return undefined;
    return this.node(value, graph);
  }

  #list(items: readonly unknown[], graph: Graph, cells: Graph): Quad_Object {
    const nodes = items.map(() => this.#fresh());
    for (const [index, item] of items.entries()) {
      const node = nodes[index];
      this.#add(node, namedNode(rdf('first')), this.#object(item, graph, cells), cells);
      this.#add(node, namedNode(rdf('rest')), nodes[index + 1] ?? namedNode(rdf('nil')), cells);
    }
    return nodes[0] ?? namedNode(rdf('nil'));
  }

  #add(
    subject: Name | undefined,
    predicate: Name | undefined,
    object: Quad_Object | undefined,
    graph: Graph,
  ): void {
    if (!subject || predicate?.termType !== 'NamedNode' || !object || !graph) return;
    const said = [subject, predicate, object, graph].map(keyOf).join('\n');
    if (this.#said.has(said)) return;
    this.#said.add(said);
    this.quads.push(DataFactory.quad(subject, predicate, object, graph));
  }

  /** The name of a node: one of its own where it was given none. */
  #name(id: unknown): Name | undefined {
    return typeof id === 'string' ? this.#iri(id) : this.#fresh();
  }

  /** A blank node for a label, an IRI where it is absolute. */
  #iri(name: unknown): Name | undefined {
    if (typeof name !== 'string') return undefined;
    if (!name.startsWith('_:')) return ABSOLUTE.test(name) ? namedNode(name) : undefined;
    let label = this.#labels.get(name);
    if (label === undefined) this.#labels.set(name, (label = this.#label()));
    return DataFactory.blankNode(label);
  }

  #fresh(): Name {
    return DataFactory.blankNode(this.#label());
  }

  #label(): string {
    this.#issued += 1;
    return `b${String(this.#issued - 1)}`;
  }
}

/** Tells terms apart. */
function keyOf(term: Quad_Object | Quad_Graph): string {
  if (term.termType !== 'Literal') return `${term.termType} ${term.value}`;
  return JSON.stringify([term.value, term.language, term.datatype.value]);
}

/** Section 8.6: a number becomes canonical; a text keeps its form, also one that is called a double, for others to judge. */
function literalOf({ '@value': value, '@type': type, '@language': language }: Expanded): Literal {
  if (type === '@json') return literal(canonicalJson(value), namedNode(rdf('JSON')));
  const datatype = typeof type === 'string' ? type : undefined;
  const of = (text: string, usual: string): Literal => literal(text, namedNode(datatype ?? usual));
  if (typeof value === 'boolean') return of(String(value), xsd('boolean'));
  const number = typeof value === 'number' ? value : undefined;
  if (number !== undefined && (datatype === xsd('double') || isDouble(number)))
    return of(canonicalDouble(number), xsd('double'));
  if (number !== undefined) return of(number.toFixed(0), xsd('integer'));
  if (typeof language === 'string' && language !== '') return literal(String(value), language);
  return of(String(value), xsd('string'));
}

function isDouble(value: number): boolean {
  return !Number.isInteger(value) || Math.abs(value) >= LARGEST_PLAIN;
}

/** RFC 8785. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`;
}

function isObject(value: unknown): value is Expanded {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
