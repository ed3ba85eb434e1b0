/** What the addresses of rule sets take and answer, for the description of the interface. */
import { z } from 'zod';
import {
  bilingual,
  count,
  dateTime,
  entityTags,
  iri,
  jsonAnswer,
  rdfContents,
  redirect,
  type Operations,
} from '../openapi/operation.js';

const SET = { set: 'The name of the rule set.' };
const VERSION = { ...SET, version: 'What the version is called.' };

const facts = {
  iri,
  version: z.string(),
  title: bilingual,
  changeNote: bilingual,
  authors: z.array(iri),
  validFrom: z.string(),
};
const checked = {
  facts: z.object(facts),
  rules: count,
  examples: count,
  warnings: z.array(z.string()),
  changes: z
    .array(
      z.object({
        rule: iri,
        label: bilingual,
        change: z.enum(['added', 'removed', 'changed']),
        properties: z.array(iri),
      }),
    )
    .meta({ description: 'What differs from the version in force.' }),
};
const listedVersion = z
  .object({
    ...facts,
    set: iri,
    inForce: z.boolean(),
    rules: count,
    examples: count,
    loaded: dateTime,
    prior: iri.optional(),
  })
  .meta({ id: 'RuleSetVersion' });
const loaded = z.object({ ...checked, version: iri, switched: z.boolean() }).meta({ id: 'RuleSetLoad' });

/** Rule sets by method and address. */
export const rulesApiDescribed: Operations = {
  'GET /rules': {
    summary: 'The rule sets and their versions',
    answers: {
      200: {
        description: 'Every version there was.',
        content: rdfContents({ 'application/json': z.object({ versions: z.array(listedVersion) }) }),
      },
    },
  },
  'GET /rules/:set': {
    summary: 'The rule set in force',
    path: SET,
    answers: {
      200: { description: 'Its rules.', content: rdfContents(), headers: { ETag: 'For If-Match.' } },
      304: { description: 'As the client has it.' },
    },
    problems: ['not-found'],
    action: 'public.read',
  },
  'PUT /rules/:set': {
    summary: 'Put a version of a rule set in force',
    description: 'Whole or not at all, once its own examples come out.',
    path: SET,
    query: z.object({
      check: z.enum(['true', 'false']).optional().meta({ description: 'Only look whether it could be.' }),
    }),
    headers: z.object({
      'If-Match': entityTags.meta({ description: 'The ETag of the version in force.' }),
      'If-None-Match': entityTags.meta({ description: '* where there must be none yet.' }),
    }),
    body: rdfContents(),
    answers: {
      200: jsonAnswer(
        'It took the place of another, or was looked at.',
        z.union([loaded, z.object(checked)]),
      ),
      201: jsonAnswer('The first version of a set.', loaded, { headers: { Location: 'The version.' } }),
    },
    problems: [
      'malformed-body',
      'invalid-rules',
      'conflicting-rules',
      'precondition-failed',
      'storage-unavailable',
    ],
    action: 'rules.load',
  },
  'GET /rules/:set/:version': {
    summary: 'A version of a rule set',
    path: VERSION,
    answers: {
      200: { description: 'Its rules.', content: rdfContents(), headers: { ETag: 'Of the version.' } },
      304: { description: 'As the client has it.' },
    },
    problems: ['not-found'],
  },
  'GET /id/rules/:set/:version': {
    summary: 'The name of a version, which leads to it',
    path: VERSION,
    answers: { 303: redirect('To the version itself.') },
  },
};
