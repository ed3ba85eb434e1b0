/** The SPARQL endpoint, for the description of the interface. */
import { z } from 'zod';
import {
  count,
  iri,
  language,
  rdfContents,
  textContents,
  type Contents,
  type Operations,
} from '../openapi/operation.js';
import { SOLUTIONS } from './index.js';

const dataset = {
  'default-graph-uri': z
    .array(iri)
    .optional()
    .meta({ description: 'Graphs that the default graph is made of.' }),
  'named-graph-uri': z.array(iri).optional().meta({ description: 'Graphs that are there by name.' }),
};
const timeout = z
  .string()
  .optional()
  .meta({ description: 'Such as 5s or 1500: instead of the usual time limit.' });
const query = z.string().meta({ description: 'A query of SPARQL 1.1.' });
const form = z.object({
  query: query.optional(),
  update: z.string().optional().meta({ description: 'An update of SPARQL 1.1, instead of a query.' }),
  ...dataset,
  'using-graph-uri': z.array(iri).optional(),
  'using-named-graph-uri': z.array(iri).optional(),
  timeout,
});

const truth = z.object({ head: z.looseObject({}), boolean: z.boolean() });
const term = z.looseObject({ type: z.enum(['uri', 'literal', 'bnode', 'triple']), value: z.unknown() });
const table = z.object({
  head: z.object({ vars: z.array(z.string()), link: z.array(iri).optional() }),
  results: z.object({ bindings: z.array(z.record(z.string(), term)) }),
});
/** A table or a truth as JSON. */
export const sparqlResults = z.union([table, truth]).meta({ id: 'SparqlResults' });

const answers: Contents = {
  ...textContents(SOLUTIONS),
  ...rdfContents(),
  'application/sparql-results+json': sparqlResults,
  'application/json': sparqlResults,
};
const problems = [
  'malformed-query',
  'invalid-parameter',
  'query-timeout',
  'query-memory',
  'query-too-complex',
  'result-too-large',
  'unknown-function',
  'too-many-requests',
  'service-refused',
  'service-failed',
  'query-unavailable',
] as const;

/** The endpoint (SPARQL 1.1 Protocol) by method and address. */
export const sparqlDescribed: Operations = {
  'GET /sparql': {
    summary: 'Query the public graphs',
    description: 'Without a query, the service description; the query page in a browser.',
    query: z.object({ query: query.optional(), ...dataset, timeout, lang: language }),
    answers: {
      200: {
        description: 'A table or a truth, or a graph where the query makes one.',
        content: { ...answers, 'text/html': 'text' },
      },
    },
    problems,
  },
  'POST /sparql': {
    summary: 'Query the public graphs, or update graphs',
    description: 'Updates are for stewards and administrators.',
    query: z.object({ ...dataset, timeout }),
    body: {
      'application/sparql-query': 'text',
      'application/sparql-update': 'text',
      'application/x-www-form-urlencoded': form,
    },
    answers: {
      200: {
        description: 'What a query gives, or what an update changed.',
        content: {
          ...answers,
          'application/json': z.union([
            z.object({ inserted: count, removed: count, sequence: count }).meta({ id: 'UpdateResult' }),
            sparqlResults,
          ]),
        },
      },
    },
    problems: [...problems, 'not-acceptable', 'protected-graph', 'update-failed', 'storage-unavailable'],
  },
};
