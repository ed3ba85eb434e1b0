/** Things, their documents, terms and shapes, for the description of the interface. */
import { z } from 'zod';
import {
  iri,
  language,
  rdfContents,
  redirect,
  type Answer,
  type Described,
  type Operations,
} from '../openapi/operation.js';

const lang = z.object({ lang: language });
const PARTS = { type: 'What it is, such as `organisation` or `asset`.', key: 'Its own name among these.' };
const unchanged: Answer = { description: 'As the client has it.' };
const document: Described = {
  summary: 'The document about a thing',
  query: lang,
  answers: {
    200: {
      description: 'All that the graph says of it.',
      content: rdfContents({ 'text/html': 'text' }),
      headers: { ETag: 'Of this form of it.', Link: 'What it describes.' },
    },
    304: unchanged,
  },
  problems: ['not-found', 'gone', 'too-many-requests', 'query-timeout', 'query-unavailable'],
};

/** Linked data by method and address. */
export const linkedDataDescribed: Operations = {
  'GET /id/*key': {
    summary: 'The name of a thing, which leads to the document about it',
    addresses: ['/id/{type}/{key}'],
    path: PARTS,
    answers: { 303: redirect('To the document.') },
  },
  'GET /doc/*key': { ...document, addresses: ['/doc/{type}/{key}'], path: PARTS },
  'GET /doc': {
    ...document,
    summary: 'The document about anything that the graph speaks of',
    query: z.object({
      iri: iri.meta({ description: 'Its IRI, also where that is someone else’s.' }),
      lang: language,
    }),
    problems: ['not-found', 'too-many-requests', 'query-timeout', 'query-unavailable'],
  },
  'GET /graph/:name': {
    ...document,
    summary: 'A whole graph of terms, with its contents',
    path: { name: 'The last part of the IRI of the graph.' },
    problems: ['not-found', 'query-timeout', 'result-too-large', 'query-unavailable', 'too-many-requests'],
  },
  'GET /context/report.jsonld': {
    summary: 'The JSON-LD context of reports',
    answers: {
      200: {
        description: 'The context.',
        content: { 'application/ld+json': z.looseObject({ '@context': z.unknown() }) },
      },
      304: unchanged,
    },
  },
  'GET /ontology': {
    summary: 'Our own terms',
    query: lang,
    answers: {
      200: { description: 'OWL.', content: rdfContents() },
      303: redirect('For browsers: to the page.'),
      304: unchanged,
    },
  },
  'GET /shapes': {
    summary: 'What a report must look like',
    answers: { 200: { description: 'SHACL.', content: rdfContents() }, 304: unchanged },
  },
  'GET /categories': {
    summary: 'The categories of reports',
    query: lang,
    answers: {
      200: { description: 'A SKOS scheme.', content: rdfContents({ 'application/json': z.looseObject({}) }) },
      303: redirect('For browsers: to the page.'),
      304: unchanged,
    },
  },
};
