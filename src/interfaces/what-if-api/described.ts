/** What the addresses of deciding again take and answer, for the description of the interface. */
import { z } from 'zod';
import {
  bilingual,
  count,
  dateTime,
  iri,
  named,
  rdfContents,
  textContents,
  type Operations,
} from '../openapi/operation.js';

const lines = z.array(z.string()).meta({ description: 'Lines of N-Quads, sorted.' });

const whatIf = z
  .object({
    since: dateTime,
    reports: count.meta({ description: 'Reports that were decided again.' }),
    changes: z.array(
      z
        .object({
          report: iri,
          decision: iri.meta({ description: 'The decision in force.' }),
          before: z.array(named),
          after: z.array(named),
          outcome: z.enum(['decided', 'ambiguous', 'fallback', 'undecided']),
          rule: named.nullable(),
          anyway: z
            .boolean()
            .meta({ description: 'Whether the answer would change so without the supposition, too.' }),
          why: bilingual,
        })
        .meta({ id: 'ChangedAnswer' }),
    ),
  })
  .meta({ id: 'WhatIf' });

const replay = z
  .object({
    decision: iri,
    same: z.boolean(),
    asOf: count.meta({ description: 'Number of the last change that the decision had seen.' }),
    why: bilingual,
    record: lines,
    missing: lines,
    added: lines,
    texts: z.object({ missing: lines, added: lines }).meta({
      description: 'Texts for people that are worded otherwise now; no part of the canonical record.',
    }),
  })
  .meta({ id: 'Replay' });

/** Deciding again, by method and address. */
export const whatIfApiDescribed: Operations = {
  'POST /what-if': {
    summary: 'Decide past reports again as if rules or a register were others',
    description:
      'The body is a rule set where `set` is given, a register where `register` is, and a form with both where both are. ' +
      'Nothing is stored.',
    query: z.object({
      since: z.string().meta({
        description:
          'Day in Belgium or moment, in Belgian time without offset, from which reports are decided again.',
      }),
      set: z.string().optional().meta({ description: 'The rule set that the body takes the place of.' }),
      register: z.string().optional().meta({ description: 'The register that the body takes the place of.' }),
      asOf: z.iso.date().optional().meta({ description: 'The day that the register describes.' }),
      title: z.string().optional(),
      crs: z.string().optional().meta({ description: 'Reference system of coordinates that name none.' }),
      delta: z.enum(['true', 'false']).optional().meta({ description: 'Whether this is only what changed.' }),
      mapping: z.string().optional().meta({ description: 'Name of a mapping, for CSV and GeoJSON.' }),
      maxFailures: z.string().optional().meta({ description: 'Records that may be wrong.' }),
    }),
    body: rdfContents({
      'text/csv': 'text',
      'application/geo+json': z.looseObject({}),
      'multipart/form-data': z.object({
        rules: z.string().optional().meta({ description: 'A rule set.' }),
        register: z.string().optional().meta({ description: 'A register.' }),
      }),
    }),
    answers: {
      200: {
        description: 'The reports that would go to someone else.',
        content: rdfContents({ ...textContents(['text/csv', 'text/plain']), 'application/json': whatIf }),
      },
    },
    problems: [
      ...(['malformed-body', 'invalid-register', 'conflicting-rules'] as const),
      ...(['not-acceptable', 'capacity-exceeded', 'query-unavailable', 'storage-unavailable'] as const),
    ],
  },
  'GET /doc/decision/:id/replay': {
    summary: 'Make a decision again as things were then',
    path: { id: 'UUID of the decision.' },
    answers: {
      200: {
        description: 'Whether the record is the same; as RDF, the record that comes out now.',
        content: rdfContents({ 'text/plain': 'text', 'application/json': replay }),
      },
    },
    problems: ['not-found', 'query-unavailable'],
  },
};
