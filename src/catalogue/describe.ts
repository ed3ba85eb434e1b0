import type { Quad, Quad_Object } from '@rdfjs/types';
import { dcat, dct, foaf, ldes, odrl, rdf, skos, vcard, xsd } from '../rdf/namespaces.js';
import { literal, namedNode, quad } from '../rdf/terms.js';
import {
  ACCESS_RIGHTS,
  EVENT_STREAM,
  FORMATS,
  LANGUAGES,
  mediaTypeIri,
  PROTOCOL_STANDARDS,
  THEME,
  type Concept,
} from './concepts.js';
import { inBoth } from './naming.js';
import type {
  AccessRight,
  Bilingual,
  CatalogueContent,
  CatalogueDataset,
  CatalogueDistribution,
  CatalogueService,
  CatalogueTerms,
} from './model.js';

/**
 * The catalogue as DCAT-AP 3.0 with what DCAT-AP Vlaanderen 3.0 asks beside: identifiers, contact, publisher and access
 * rights everywhere, language tags, and every concept described. Concepts, publisher, contact and licence are described
 * beside their first use, so that harvesters need not fetch them.
 */
export function describeCatalogue(content: CatalogueContent): Quad[] {
  const { iri, terms, datasets, services } = content;
  return [
    ...typed(iri, dcat('Catalog')),
    ...identified(iri),
    ...tagged(iri, dct('title'), { nl: terms.title, en: terms.title }),
    ...tagged(
      iri,
      dct('description'),
      inBoth((wording) => wording.catalogue),
    ),
    ...LANGUAGES.flatMap((language) => pointed(iri, dct('language'), language, dct('LinguisticSystem'))),
    ...owned(content, iri),
    ...licensed(iri, terms),
    ...datasets.flatMap((dataset) => [
      about(iri, dcat('dataset'), namedNode(dataset.iri)),
      ...datasetQuads(content, dataset),
      ...recordQuads(content, dataset),
    ]),
    ...services.flatMap((service) => [
      about(iri, dcat('service'), namedNode(service.iri)),
      ...serviceQuads(content, service),
    ]),
  ];
}

function datasetQuads(content: CatalogueContent, dataset: CatalogueDataset): Quad[] {
  const { iri, stream, register, modified, source, policy } = dataset;
  return [
    ...typed(iri, dcat('Dataset'), ...(stream === undefined ? [] : [ldes('EventStream')])),
    ...identified(iri),
    ...tagged(iri, dct('title'), dataset.title),
    ...tagged(iri, dct('description'), dataset.description),
    ...dataset.keywords.flatMap((keyword) => tagged(iri, dcat('keyword'), keyword)),
    ...(stream === undefined ? [] : pointed(iri, dct('type'), EVENT_STREAM, skos('Concept'))),
    ...(register === undefined ? [] : [about(iri, dct('relation'), namedNode(register))]),
    ...(source === undefined ? [] : [about(iri, dct('source'), namedNode(source))]),
    ...(policy ? policyQuads(iri, policy) : []),
    ...(modified === undefined ? [] : [about(iri, dct('modified'), time(modified))]),
    ...LANGUAGES.flatMap((language) => pointed(iri, dct('language'), language, dct('LinguisticSystem'))),
    ...pointed(iri, dcat('theme'), THEME, skos('Concept')),
    ...open(iri, dataset.accessRights),
    ...owned(content, iri),
    ...dataset.distributions.flatMap((distribution) => [
      about(iri, dcat('distribution'), namedNode(distribution.iri)),
      ...distributionQuads(distribution, content.terms),
      ...(policy ? [about(distribution.iri, odrl('hasPolicy'), namedNode(policy.iri))] : []),
    ]),
  ];
}

/** DCAT 3, section 6.4.14. An offer is said to be a policy, since the shapes of DCAT-AP do not infer it. */
function policyQuads(iri: string, policy: NonNullable<CatalogueDataset['policy']>): Quad[] {
  return [
    about(iri, odrl('hasPolicy'), namedNode(policy.iri)),
    ...policy.quads,
    ...typed(policy.iri, odrl('Policy')),
  ];
}

function distributionQuads(distribution: CatalogueDistribution, terms: CatalogueTerms): Quad[] {
  const { iri, mediaType, transfer, accessUrl, downloadUrl, service, isEventSource } = distribution;
  const format = transfer ?? (mediaType && FORMATS[mediaType]);
  return [
    ...typed(iri, dcat('Distribution'), ...(isEventSource === true ? [ldes('EventSource')] : [])),
    ...identified(iri),
    ...tagged(iri, dct('title'), distribution.title),
    about(iri, dcat('accessURL'), namedNode(accessUrl)),
    ...(downloadUrl === undefined ? [] : [about(iri, dcat('downloadURL'), namedNode(downloadUrl))]),
    ...(service === undefined ? [] : [about(iri, dcat('accessService'), namedNode(service))]),
    ...(format
      ? [
          ...pointed(iri, dct('format'), format, skos('Concept')),
          ...typed(format.iri, dct('MediaTypeOrExtent')),
        ]
      : []),
    ...(mediaType === undefined ? [] : mediaTypeQuads(iri, mediaTypeIri(mediaType))),
    ...licensed(iri, terms),
  ];
}

function mediaTypeQuads(iri: string, media: string): Quad[] {
  return [about(iri, dcat('mediaType'), namedNode(media)), ...typed(media, dct('MediaType'))];
}

function serviceQuads(content: CatalogueContent, service: CatalogueService): Quad[] {
  const { iri, protocol, endpointUrl, endpointDescription } = service;
  const standard = PROTOCOL_STANDARDS[protocol];
  return [
    ...typed(iri, dcat('DataService')),
    ...identified(iri),
    ...tagged(iri, dct('title'), service.title),
    about(iri, dcat('endpointURL'), namedNode(endpointUrl)),
    about(iri, dcat('endpointDescription'), namedNode(endpointDescription)),
    about(iri, dct('conformsTo'), namedNode(standard.iri)),
    ...typed(standard.iri, dct('Standard')),
    ...tagged(standard.iri, dct('title'), standard.label),
    ...service.serves.map((dataset) => about(iri, dcat('servesDataset'), namedNode(dataset))),
    ...open(iri, service.accessRights),
    ...owned(content, iri),
    ...licensed(iri, content.terms),
  ];
}

function recordQuads({ iri: catalogue, made }: CatalogueContent, dataset: CatalogueDataset): Quad[] {
  const last = dataset.iri.slice(dataset.iri.lastIndexOf('/') + 1);
  // An offer may be called as a stream is.
  const record = `${catalogue}#record/${dataset.stream ?? (dataset.policy ? `data-offer/${last}` : last)}`;
  return [
    about(catalogue, dcat('record'), namedNode(record)),
    ...typed(record, dcat('CatalogRecord')),
    ...identified(record),
    about(record, foaf('primaryTopic'), namedNode(dataset.iri)),
    about(record, dct('modified'), time(dataset.modified ?? made)),
  ];
}

/** Publisher and contact, as every resource of the profile must have them. */
function owned({ iri: catalogue, terms }: Pick<CatalogueContent, 'iri' | 'terms'>, iri: string): Quad[] {
  // An IRI has one fragment at most (RFC 3986, section 3.5).
  const contact = `${terms.publisher.includes('#') ? catalogue : terms.publisher}#contact`;
  return [
    about(iri, dct('publisher'), namedNode(terms.publisher)),
    ...typed(terms.publisher, foaf('Agent')),
    ...tagged(terms.publisher, foaf('name'), { nl: terms.publisherName, en: terms.publisherName }),
    about(iri, dcat('contactPoint'), namedNode(contact)),
    ...typed(contact, vcard('Organization'), vcard('Kind')),
    about(contact, vcard('fn'), literal(terms.contactName)),
    about(contact, vcard('hasURL'), namedNode(terms.contactPage)),
    ...(terms.contactEmail === undefined
      ? []
      : [about(contact, vcard('hasEmail'), namedNode(`mailto:${terms.contactEmail}`))]),
  ];
}

function licensed(iri: string, { licence }: CatalogueTerms): Quad[] {
  if (licence === undefined) return [];
  return [
    about(iri, dct('license'), namedNode(licence)),
    ...typed(licence, dct('LicenseDocument')),
    ...identified(licence),
  ];
}

function open(iri: string, right: AccessRight): Quad[] {
  const concept = ACCESS_RIGHTS[right];
  return [
    ...pointed(iri, dct('accessRights'), concept, skos('Concept')),
    ...typed(concept.iri, dct('RightsStatement')),
  ];
}

/** A concept with its description. */
function pointed(iri: string, property: string, concept: Concept, type: string): Quad[] {
  return [
    about(iri, property, namedNode(concept.iri)),
    ...typed(concept.iri, type),
    ...tagged(concept.iri, skos('prefLabel'), concept.label),
  ];
}

function typed(iri: string, ...types: readonly string[]): Quad[] {
  return types.map((type) => about(iri, rdf('type'), namedNode(type)));
}

function identified(iri: string): Quad[] {
  return [about(iri, dct('identifier'), literal(iri))];
}

function tagged(iri: string, property: string, { nl, en }: Bilingual): Quad[] {
  return [about(iri, property, literal(nl, 'nl')), about(iri, property, literal(en, 'en'))];
}

function time(value: string): Quad_Object {
  return literal(value, namedNode(xsd('dateTime')));
}

function about(subject: string, predicate: string, object: Quad_Object): Quad {
  return quad(namedNode(subject), namedNode(predicate), object);
}
