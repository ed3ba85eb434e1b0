import type { Quad, Quad_Object } from '@rdfjs/types';
import { dct, foaf, prefixes, rdf, rdfs, voidNamespace, xsd } from '../../rdf/namespaces.js';
import { literal, namedNode, quad } from '../../rdf/terms.js';
import { en } from '../web/wording/en.js';
import { nl } from '../web/wording/nl.js';
import type { Figures } from './figures.js';

const FORMATS = 'http://www.w3.org/ns/formats/';
/** Forms in which documents and graphs are given (W3C, Unique URIs for File Formats). */
const FEATURES = ['Turtle', 'N-Triples', 'N-Quads', 'TriG', 'JSON-LD', 'RDF_XML'];

/** What the description is made from. */
export interface VoidOptions {
  readonly baseUrl: string;
  readonly figures: Figures;
  /** IRI of the licence of the data, where the operator gave one. */
  readonly licence?: string | undefined;
}

/** The IRI of the dataset that an instance publishes. */
export function datasetIri({ baseUrl }: { readonly baseUrl: string }): string {
  return `${baseUrl}/void#dataset`;
}

/**
 * The description of the dataset (Describing Linked Datasets with the VoID Vocabulary, W3C Note of 2011): access
 * (section 3), structure and statistics (section 4), and the backlink of `/.well-known/void` (section 7.2).
 */
export function voidQuads({ baseUrl, figures, licence }: VoidOptions): Quad[] {
  const dataset = datasetIri({ baseUrl });
  const document = `${baseUrl}/void`;
  const vocabularies = Object.values(prefixes).filter((base) =>
    [...figures.classes, ...figures.properties].some(({ iri }) => iri.startsWith(base)),
  );
  return [
    about(document, rdf('type'), iri(voidNamespace('DatasetDescription'))),
    about(document, foaf('primaryTopic'), iri(dataset)),
    about(dataset, rdf('type'), iri(voidNamespace('Dataset'))),
    about(dataset, dct('title'), literal('Wegwijzer', 'nl')),
    about(dataset, dct('title'), literal('Wegwijzer', 'en')),
    about(dataset, dct('description'), literal(nl.intro, 'nl')),
    about(dataset, dct('description'), literal(en.intro, 'en')),
    about(dataset, foaf('homepage'), iri(`${baseUrl}/`)),
    about(dataset, rdfs('seeAlso'), iri(`${baseUrl}/catalog`)),
    ...(licence === undefined ? [] : [about(dataset, dct('license'), iri(licence))]),
    about(dataset, voidNamespace('sparqlEndpoint'), iri(`${baseUrl}/sparql`)),
    about(dataset, voidNamespace('uriSpace'), literal(`${baseUrl}/id/`)),
    ...FEATURES.map((format) => about(dataset, voidNamespace('feature'), iri(FORMATS + format))),
    ...vocabularies.map((base) => about(dataset, voidNamespace('vocabulary'), iri(base))),
    ...figures.examples.map((example) => about(dataset, voidNamespace('exampleResource'), iri(example))),
    about(dataset, voidNamespace('triples'), number(figures.triples)),
    about(dataset, voidNamespace('classes'), number(figures.classes.length)),
    about(dataset, voidNamespace('properties'), number(figures.properties.length)),
    ...subsets(dataset, baseUrl, figures),
    ...partitions(dataset, figures),
  ];
}

/** The graphs, each a dataset of its own name; those of reports together. */
function subsets(dataset: string, baseUrl: string, { graphs, reportTriples }: Figures): Quad[] {
  const reports = { iri: `${baseUrl}/void#reports`, count: reportTriples };
  return [...graphs, ...(reportTriples > 0 ? [reports] : [])].flatMap((graph) => [
    about(dataset, voidNamespace('subset'), iri(graph.iri)),
    about(graph.iri, rdf('type'), iri(voidNamespace('Dataset'))),
    about(graph.iri, voidNamespace('triples'), number(graph.count)),
  ]);
}

function partitions(dataset: string, { classes, properties }: Figures): Quad[] {
  return [
    ...classes.flatMap(({ iri: name, count }, index) => {
      const partition = `${dataset}-class-${String(index + 1)}`;
      return [
        about(dataset, voidNamespace('classPartition'), iri(partition)),
        about(partition, voidNamespace('class'), iri(name)),
        about(partition, voidNamespace('entities'), number(count)),
      ];
    }),
    ...properties.flatMap(({ iri: name, count }, index) => {
      const partition = `${dataset}-property-${String(index + 1)}`;
      return [
        about(dataset, voidNamespace('propertyPartition'), iri(partition)),
        about(partition, voidNamespace('property'), iri(name)),
        about(partition, voidNamespace('triples'), number(count)),
      ];
    }),
  ];
}

function about(subject: string, predicate: string, object: Quad_Object): Quad {
  return quad(namedNode(subject), namedNode(predicate), object);
}

const iri = namedNode;

function number(value: number): Quad_Object {
  return literal(String(value), namedNode(xsd('integer')));
}
