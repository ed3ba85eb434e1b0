/** Ready-made queries, for the description of the interface. */
import { z } from 'zod';
import { bilingual, iri, jsonAnswer, language, textContents, type Operations } from '../openapi/operation.js';
import { FORMATS } from './answer.js';

const parameter = z
  .object({
    name: z.string(),
    kind: z.string(),
    required: z.boolean(),
    example: z.string().optional(),
    default: z.string().optional(),
    label: bilingual,
  })
  .meta({ id: 'QueryParameter' });
const saved = z
  .object({
    name: z.string(),
    address: z.string().meta({ description: 'A URI template (RFC 6570).' }),
    title: bilingual,
    description: bilingual,
    parameters: z.array(parameter),
  })
  .meta({ id: 'SavedQuery' });
const example = z
  .object({ name: z.string(), title: z.string(), description: z.string(), query: z.string() })
  .meta({ id: 'ExampleQuery' });
const index = z.object({ queries: z.array(saved), formats: z.record(z.string(), z.string()) });

/** Ready-made queries by method and address. */
export const queriesDescribed: Operations = {
  'GET /queries': {
    summary: 'The saved queries, with their parameters',
    query: z.object({ lang: language }),
    answers: {
      200: { description: 'All of them.', content: { 'application/json': index, 'text/html': 'text' } },
      304: { description: 'As the client has it.' },
    },
  },
  'GET /queries/examples': {
    summary: 'Examples for the query page',
    query: z.object({ lang: language }),
    answers: {
      200: jsonAnswer('Queries that teach the model.', z.array(example)),
      304: { description: 'As the client has it.' },
    },
  },
  'GET /queries/:name': {
    summary: 'The answer to a saved query',
    description: 'It takes, besides, the parameters that `GET /queries` lists for it.',
    path: { name: 'The name of the query.' },
    query: z.object({
      lang: language,
      format: z.enum(Object.keys(FORMATS)).optional().meta({ description: 'Instead of Accept.' }),
    }),
    answers: {
      200: {
        description: 'A table, or a graph where the query makes one.',
        content: {
          ...textContents(Object.values(FORMATS)),
          'application/sparql-results+json': z.looseObject({
            head: z.looseObject({ link: z.array(iri).optional() }),
          }),
          'text/html': 'text',
        },
      },
    },
    problems: [
      'not-found',
      'query-timeout',
      'query-memory',
      'result-too-large',
      'too-many-requests',
      'query-unavailable',
    ],
  },
};
