import jsonld from 'jsonld';
import { Parser, Writer } from 'n3';
import type { Quad, Term } from '@rdfjs/types';
import type { DocumentLoader } from './contexts.js';
import type { RdfMediaType } from './media-types.js';
import { prefixes, rdf } from './namespaces.js';
import { storedTermToString, type Line } from './nquads.js';
import { writeRdfXml } from './rdf-xml-writer.js';

/** How to write a document. */
export interface SerialiseOptions {
  readonly mediaType: RdfMediaType;
  /** Writes JSON-LD with the keys of the context at this URL, which the loader must know. */
  readonly compactWith?: { readonly context: string; readonly documentLoader: DocumentLoader } | undefined;
}

const TRIPLES_ONLY: ReadonlySet<RdfMediaType> = new Set([
  'text/turtle',
  'application/n-triples',
  'application/rdf+xml',
]);
const TYPE = rdf('type');
const PREFIX_OF = new Map(Object.entries(prefixes).map(([prefix, base]) => [base, prefix]));

/**
 * Writes quads or lines as a document, for documents that fit in memory. Turtle, N-Triples and RDF/XML have no graphs:
 * there the triples of all graphs are written, each once. The same content gives the same text, in whatever order it
 * comes.
 * @throws UnstorableTermError for malformed IRIs
 * @throws ProblemError `not-acceptable` for what RDF/XML cannot write: some properties
 */
export async function serialise(
  content: Iterable<Quad> | Iterable<Line>,
  { mediaType, compactWith }: SerialiseOptions,
): Promise<string> {
  const lines = [...new Set(statements(content, !TRIPLES_ONLY.has(mediaType)))].sort();
  const nquads = lines.map((line) => `${line}\n`).join('');
  if (mediaType === 'application/n-quads' || mediaType === 'application/n-triples') return nquads;
  const quads = new Parser({ format: 'application/n-quads', blankNodePrefix: '_:' }).parse(nquads);
  if (mediaType === 'application/ld+json') return writeJsonLd(quads, compactWith);
  return mediaType === 'application/rdf+xml' ? writeRdfXml(quads) : writeTurtle(quads, mediaType);
}

function* statements(content: Iterable<Quad> | Iterable<Line>, hasGraphs: boolean): Generator<string> {
  for (const item of content) {
    if (typeof item !== 'string') yield statementOf(item, hasGraphs);
    else yield hasGraphs ? item : `${item.slice(0, item.lastIndexOf(' ', item.length - 3))} .`;
  }
}

function statementOf({ subject, predicate, object, graph }: Quad, hasGraph: boolean): string {
  const terms: Term[] = [subject, predicate, object];
  if (hasGraph && graph.termType !== 'DefaultGraph') terms.push(graph);
  return `${terms.map(termOf).join(' ')} .`;
}

/** Unlike what is stored, a document such as a validation report may have blank nodes. */
function termOf(term: Term): string {
  return term.termType === 'BlankNode' ? `_:${term.value}` : storedTermToString(term);
}

/** Grouped by graph and subject, classes first, and with those of our prefixes that are used. */
function writeTurtle(quads: readonly Quad[], format: RdfMediaType): Promise<string> {
  const order = ({ graph, subject, predicate }: Quad): string =>
    `${graph.value} ${subject.value} ${predicate.value === TYPE ? '0' : '1'}`;
  const sorted = quads.map((quad) => ({ quad, key: order(quad) }));
  sorted.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return new Promise((resolve, reject) => {
    const writer = new Writer({ format, prefixes: usedPrefixes(quads) });
    for (const { quad } of sorted) writer.addQuad(quad);
    writer.end((error: Error | null, text: string) => {
      if (error) reject(error);
      else resolve(text);
    });
  });
}

/** Those of our prefixes that are used, in the order of their names. */
export function usedPrefixes(quads: readonly Quad[]): Record<string, string> {
  const used = new Map<string, string>();
  for (const quad of quads)
    for (const iri of [quad.subject, quad.predicate, quad.object, quad.graph].map(iriIn)) {
      // Written as "a".
      if (iri === TYPE) continue;
      const base = iri.slice(0, Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/')) + 1);
      const prefix = PREFIX_OF.get(base);
      if (prefix !== undefined) used.set(prefix, base);
    }
  return Object.fromEntries([...used].sort());
}

/** The IRI in a term, a literal's being its datatype. */
function iriIn(term: Term): string {
  if (term.termType === 'Literal') return term.language ? '' : term.datatype.value;
  return term.termType === 'NamedNode' ? term.value : '';
}

/** The library is given quads, each there once, since its own parser compares each one with all before it. */
async function writeJsonLd(
  quads: readonly Quad[],
  compactWith: SerialiseOptions['compactWith'],
): Promise<string> {
  const expanded = await jsonld.fromRDF(quads);
  if (!compactWith) return JSON.stringify(expanded);
  const { context, documentLoader } = compactWith;
  return JSON.stringify(await jsonld.compact(expanded, context, { documentLoader }));
}
