import jsonld from 'jsonld';
import { contextDocument, createDocumentLoader, reportContextUrl } from '../../rdf/contexts.js';
import { prefixes } from '../../rdf/namespaces.js';
import { iriToString, lineTerms, type Line } from '../../rdf/nquads.js';
import { serialise } from '../../rdf/serialise.js';
import type { Site } from '../http/reply.js';

/** Properties of the report context that hold an `xsd:double`, for which a JSON number says the same. */
const NUMBERS = ['accuracy', 'distance', 'lon', 'lat'];

/**
 * A description as JSON-LD text: one tree with the resource at its root and its parts within, and beside it what links to
 * it (`@included`, JSON-LD 1.1, section 4.7). Reports and decisions come in the friendly names of the published context, as
 * they are given when a report is filed; others with prefixes.
 */
export async function describedJson(
  { baseUrl }: Site,
  { iri, lines }: { readonly iri: string; readonly lines: readonly Line[] },
): Promise<string> {
  const triples = await serialise(lines, { mediaType: 'application/n-triples' });
  const expanded = await jsonld.fromRDF(triples, { format: 'application/n-quads' });
  const isOurs = [`${baseUrl}/id/report/`, `${baseUrl}/id/decision/`].some((start) => iri.startsWith(start));
  const context = isOurs
    ? (contextDocument('report') as { '@context': object })['@context']
    : usedPrefixes(triples);
  const tree = await jsonld.frame(
    expanded,
    { '@context': context, '@id': iri },
    { omitGraph: true, documentLoader: createDocumentLoader(baseUrl) },
  );
  const links = await linksAsNodes(lines, iri, (nodes) => jsonld.compact(nodes, context));
  const document = {
    ...tree,
    '@context': isOurs ? reportContextUrl(baseUrl) : context,
    ...(links.length === 0 ? {} : { '@included': links }),
  };
  return `${JSON.stringify(document, isOurs ? plainNumber : undefined, 2)}\n`;
}

/** What links to a resource and is not in its tree already, each with its links. */
async function linksAsNodes(
  lines: readonly Line[],
  iri: string,
  compact: (nodes: object) => Promise<Record<string, unknown>>,
): Promise<object[]> {
  const terms = lines.map(lineTerms);
  const linked = new Set(terms.map(({ object }) => object));
  const own = iriToString(iri);
  const links = lines.filter((_, index) => {
    const { subject = '', object } = terms[index] ?? {};
    return object === own && subject !== own && !linked.has(subject);
  });
  if (links.length === 0) return [];
  const triples = await serialise(links, { mediaType: 'application/n-triples' });
  const { '@graph': graph, ...only } = await compact(
    await jsonld.fromRDF(triples, { format: 'application/n-quads' }),
  );
  if (Array.isArray(graph)) return graph as object[];
  delete only['@context'];
  return [only];
}

function usedPrefixes(triples: string): Record<string, string> {
  return Object.fromEntries(Object.entries(prefixes).filter(([, base]) => triples.includes(`<${base}`)));
}

function plainNumber(name: string, value: unknown): unknown {
  return NUMBERS.includes(name) && typeof value === 'string' ? Number(value) : value;
}
