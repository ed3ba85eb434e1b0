/** Ready-made queries, for the description of the interface. */
import { z } from 'zod';
import type { DeclaredParameter, QueryFile } from '../../rdf/query-file.js';
import {
  bilingual,
  jsonAnswer,
  jsonLd,
  language,
  textContents,
  type Contents,
  type Described,
  type Operations,
} from '../openapi/operation.js';
import { sparqlResults } from '../sparql/described.js';
import { queryForm } from '../sparql/query-form.js';
import { FORMATS } from './answer.js';
import { parameterKinds } from './parameter-kinds.js';
import { readSavedQueries } from './saved-query.js';

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

const TABLES = ['json', 'xml', 'csv', 'tsv'];
const GRAPHS = Object.keys(FORMATS).filter((format) => !TABLES.includes(format));
const tables: Contents = {
  ...textContents(mediaTypesOf(TABLES)),
  'application/sparql-results+json': sparqlResults,
  'application/json': sparqlResults,
};
const graphs: Contents = { ...textContents(mediaTypesOf(GRAPHS)), 'application/ld+json': jsonLd };

function mediaTypesOf(formats: readonly string[]): string[] {
  return formats.flatMap((format) => FORMATS[format] ?? []);
}

function commonParameters(formats: readonly string[]): z.ZodRawShape {
  return {
    lang: language,
    format: z.enum(formats).optional().meta({ description: 'Instead of Accept.' }),
  };
}

function answersOf(description: string, content: Contents): Described['answers'] {
  return { 200: { description, content: { ...content, 'text/html': 'text' } } };
}

const problems = [
  'query-timeout',
  'query-memory',
  'result-too-large',
  'too-many-requests',
  'query-unavailable',
] as const;

function savedDescribed({ title, description, parameters, text }: QueryFile): Described {
  const makesGraph = queryForm(text) === 'graph';
  const own = parameters.map((declared) => [declared.name, parameterSchema(declared)]);
  return {
    summary: title.en,
    description: description.en,
    query: z.object({
      ...(Object.fromEntries(own) as z.ZodRawShape),
      ...commonParameters(makesGraph ? GRAPHS : TABLES),
    }),
    answers: makesGraph ? answersOf('A graph.', graphs) : answersOf('A table.', tables),
    problems: ['invalid-parameter', ...problems],
  };
}

function parameterSchema({ kind, required, example, label }: DeclaredParameter): z.ZodType {
  const { schema = z.string(), takes = kind } = parameterKinds[kind] ?? {};
  const description = `${label.en}: ${takes}, such as ${example}.`;
  return (required ? schema : schema.optional()).meta({ description });
}

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
    description: 'Whatever its name; each is described on its own, with its parameters, too.',
    path: { name: 'The name of the query.' },
    query: z.object(commonParameters(Object.keys(FORMATS))),
    answers: answersOf('A table, or a graph where the query makes one.', { ...graphs, ...tables }),
    problems: ['not-found', ...problems],
  },
  ...Object.fromEntries(
    readSavedQueries().map((file) => [`GET /queries/${file.name}`, savedDescribed(file)]),
  ),
};
