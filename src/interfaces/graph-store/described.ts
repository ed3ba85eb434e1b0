/** The graph store, for the description of the interface. */
import { z } from 'zod';
import {
  entityTags,
  iri,
  jsonLd,
  rdfContents,
  textContents,
  type Described,
  type Operations,
} from '../openapi/operation.js';
import { TAKEN } from './write-graph.js';

const KEY = { key: 'The rest of the IRI of the graph; it may hold slashes.' };
const target = z.object({
  graph: iri.optional().meta({ description: 'The graph that is meant.' }),
  default: z
    .string()
    .optional()
    .meta({ description: 'The default graph is meant, whatever the value; instead of graph.' }),
});
const conditions = z.object({
  'If-Match': entityTags.meta({ description: 'The ETag that the graph must have.' }),
  'If-None-Match': entityTags.meta({ description: '* where it must not be there yet.' }),
});
const etag = { ETag: 'The graph as it is then.' };
const writing = ['protected-graph', 'precondition-failed', 'storage-unavailable'] as const;

const read: Described = {
  summary: 'A whole graph',
  answers: {
    200: { description: 'All its triples.', content: rdfContents(), headers: etag },
    304: { description: 'As the client has it.' },
  },
  problems: ['not-found', 'invalid-parameter', 'query-unavailable', 'result-too-large', 'too-many-requests'],
};
const put: Described = {
  summary: 'Replace a graph',
  headers: conditions,
  body: {
    ...textContents(TAKEN),
    'application/ld+json': jsonLd,
    'multipart/form-data': z
      .looseObject({})
      .meta({ description: 'Documents in any of the other media types, each part with its Content-Type.' }),
  },
  answers: {
    201: { description: 'It is there now.', headers: { Location: 'The graph.' } },
    204: { description: 'It is replaced.' },
  },
  problems: ['malformed-body', ...writing],
  action: 'graph.write',
};
const post: Described = {
  ...put,
  summary: 'Add to a graph',
  answers: {
    201: { description: 'It is there now.', headers: { Location: 'The graph.' } },
    204: { description: 'It is added.' },
  },
};
const remove: Described = {
  summary: 'Take a graph away',
  headers: conditions,
  answers: { 204: { description: 'It is gone.' } },
  problems: ['not-found', ...writing],
  action: 'graph.write',
};

/** The graph store (SPARQL 1.1 Graph Store HTTP Protocol) by method and address. */
export const graphStoreDescribed: Operations = {
  'GET /data': { ...read, query: target },
  'PUT /data': { ...put, query: target },
  'POST /data': {
    ...post,
    description: 'Without a name, to a new graph, whose name is in Location.',
    query: target,
  },
  'DELETE /data': { ...remove, query: target },
  'GET /data/*key': { ...read, path: KEY },
  'PUT /data/*key': { ...put, path: KEY },
  'POST /data/*key': { ...post, path: KEY },
  'DELETE /data/*key': { ...remove, path: KEY },
};
