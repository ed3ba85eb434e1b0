/** What the addresses of registers take and answer, for the description of the interface. */
import { z } from 'zod';
import {
  bilingual,
  count,
  dateTime,
  iri,
  jsonAnswer,
  rdfContents,
  type Operations,
} from '../openapi/operation.js';
import { MOST_DIGITS } from './read-numbers.js';
import { redecisionReview } from './redecisions.js';

const managers = { from: z.array(iri), to: z.array(iri) };
const message = z.union([z.string(), bilingual]);

const version = z
  .object({
    id: iri,
    version: count,
    asOf: z.string(),
    loaded: dateTime,
    agent: iri,
    kind: z.enum(['full', 'delta', 'undo']),
    files: z.array(z.string()),
    records: count.optional(),
    failures: count.optional(),
    added: count.optional(),
    removed: count.optional(),
    changed: count.optional(),
    managersChanged: count.optional(),
    sequence: count.optional().meta({ description: 'Where it stands in the change log.' }),
  })
  .meta({ id: 'RegisterVersion' });

const difference = z
  .object({
    added: count,
    removed: count,
    changed: count,
    managersChanged: count,
    pairs: z.array(z.object({ ...managers, count })),
    examples: z.array(z.object({ ...managers, feature: iri })),
  })
  .meta({ id: 'RegisterDifference' });

const redecide = iri.meta({ description: 'Where open reports are listed whose answer changes by it.' });

const load = z
  .object({
    register: iri,
    version: count,
    switched: z
      .boolean()
      .meta({ description: 'Whether it is in force; not so where it was only looked at.' }),
    records: count,
    quads: count,
    failures: count,
    listedFailures: z.array(
      z.object({
        file: z.string(),
        line: count.optional(),
        record: count,
        feature: iri.optional(),
        message,
      }),
    ),
    warnings: count,
    listedWarnings: z.array(z.object({ feature: iri, message })),
    difference,
    redecide,
  })
  .meta({ id: 'RegisterLoad' });

const redecision = z
  .object({
    id: iri,
    report: iri,
    decision: iri,
    ...managers,
    why: bilingual,
    cause: iri.optional(),
    created: dateTime,
    state: z.enum(['waiting', 'dismissed']),
    held: z.string().optional(),
  })
  .meta({ id: 'Redecision' });

const applied = z.object({
  applied: z.array(iri),
  settled: z.array(iri),
  kept: z.array(z.object({ report: iri, reason: z.string() })),
  unknown: z.array(iri),
});

const register = z
  .object({
    id: iri,
    name: z.string(),
    title: z.string(),
    versions: z.array(version).meta({ description: 'From older to newer, ending with the newest of them.' }),
    older: iri.optional().meta({ description: 'Where those before these are listed, if there are any.' }),
  })
  .meta({ id: 'Register' });

const limit = z.int().min(0).max(1000).optional().meta({ description: '100 if left out.' });

/** Registers by method and address. */
export const registersApiDescribed: Operations = {
  'GET /registers': {
    summary: 'The registers and their versions',
    query: z.object({ limit: limit.meta({ description: 'Versions of each; 100 if left out.' }) }),
    answers: {
      200: jsonAnswer('Every register with its newest versions.', z.object({ registers: z.array(register) })),
    },
    problems: ['invalid-parameter'],
  },
  'GET /registers/:name': {
    summary: 'A register and its versions',
    path: { name: 'The register’s own name.' },
    query: z.object({
      before: z
        .int()
        .min(0)
        .optional()
        .meta({ description: 'Number of a version: those before it; the newest if left out.' }),
      limit,
    }),
    answers: { 200: jsonAnswer('The register with its newest versions.', register) },
    problems: ['not-found', 'invalid-parameter'],
    action: 'public.read',
  },
  'PUT /registers/:name': {
    summary: 'Make a new version of a register',
    description: 'At once for everyone, or not at all.',
    path: { name: 'The register’s own name.' },
    query: z.object({
      asOf: z.iso.date().optional().meta({ description: 'The day that it describes; today if left out.' }),
      title: z.string().optional(),
      crs: z.string().optional().meta({
        description: 'Reference system of coordinates that name none: EPSG:31370, EPSG:3812 or EPSG:4326.',
      }),
      delta: z.enum(['true', 'false']).optional().meta({ description: 'Whether this is only what changed.' }),
      mapping: z.string().optional().meta({ description: 'Name of a mapping, for CSV and GeoJSON.' }),
      maxFailures: z
        .string()
        .optional()
        .meta({ description: 'Records that may be wrong: a number, or a share as 1%.' }),
      dryRun: z.enum(['true', 'false']).optional().meta({ description: 'Only look what would change.' }),
    }),
    body: rdfContents({ 'text/csv': 'text', 'application/geo+json': z.looseObject({}) }),
    answers: {
      200: jsonAnswer('Another version, or a look at it.', load),
      201: jsonAnswer('The first version.', load, { headers: { Location: 'IRI of the register.' } }),
    },
    problems: ['invalid-register', 'capacity-exceeded', 'storage-unavailable'],
    action: 'register.load',
  },
  'GET /registers/:name/difference': {
    summary: 'What a version of a register changed',
    path: { name: 'The register’s own name.' },
    query: z.object({
      version: z.int().min(1).optional().meta({ description: 'Its number; the one in force if left out.' }),
    }),
    answers: {
      200: jsonAnswer(
        'Things that came, went and changed, and managers that made way for others.',
        z.object({ id: iri, version: count, asOf: z.string(), difference }),
      ),
    },
    problems: ['not-found', 'invalid-parameter', 'capacity-exceeded'],
    action: 'register.load',
  },
  'POST /registers/:name/undo': {
    summary: 'Take back what the version of a register in force changed',
    description:
      'As a new version, so that once more takes that back. Refused where others changed it since.',
    path: { name: 'The register’s own name.' },
    answers: {
      200: jsonAnswer(
        'The version that is in force now.',
        z.object({ register: iri, version: count, difference, redecide }),
      ),
    },
    problems: ['not-found', 'invalid-register', 'capacity-exceeded', 'storage-unavailable'],
    action: 'register.load',
  },
  'GET /redecide': {
    summary: 'Open reports whose answer would be another one now',
    query: z.object({
      limit,
      offset: z.int().min(0).max(MOST_DIGITS).optional(),
    }),
    answers: {
      200: jsonAnswer(
        'A page of them.',
        z.object({
          total: count,
          waiting: count,
          scan: z
            .object({ done: count, total: count, decided: count, found: count })
            .optional()
            .meta({ description: 'How far looking for them is, while it is under way.' }),
          items: z.array(redecision),
        }),
      ),
    },
    action: 'redecide.list',
  },
  'POST /redecide': {
    summary: 'Decide reports again, or let their decisions stay',
    body: { 'application/json': redecisionReview },
    answers: {
      200: jsonAnswer('What became of each.', z.union([applied, z.object({ dismissed: z.array(iri) })])),
    },
    problems: ['malformed-body', 'storage-unavailable', 'query-unavailable'],
    action: 'redecide.apply',
  },
};
