/** What the address of coverage takes and answers, for the description of the interface. */
import { z } from 'zod';
import { bilingual, count, iri, named, rdfContents, type Operations } from '../openapi/operation.js';

const cell = {
  area: named.nullable(),
  category: named.nullable(),
  assetClass: named.nullable(),
  groundClass: named.nullable(),
  coverage: z.enum(['covered', 'gap', 'overlap']),
  responsible: z.array(named),
  fallback: z.array(named).optional(),
  rules: z.array(named),
  kinds: count,
  message: bilingual.optional(),
};
const point = z.array(z.number()).length(2).meta({ description: 'Longitude and latitude (WGS84).' });

const coverage = z
  .object({
    day: z.string(),
    areas: count,
    categories: count,
    places: count,
    counts: z.object({ covered: count, gap: count, overlap: count }),
    cells: z.array(
      z
        .object({ ...cell, sample: z.looseObject({ point, asset: iri.optional() }) })
        .meta({ id: 'CoverageCell' }),
    ),
  })
  .meta({ id: 'Coverage' });

const geoJson = z
  .object({
    type: z.literal('FeatureCollection'),
    features: z.array(
      z.object({
        type: z.literal('Feature'),
        geometry: z.object({ type: z.literal('Point'), coordinates: point }),
        properties: z.object({ ...cell, asset: iri.optional() }),
      }),
    ),
  })
  .meta({ id: 'CoverageFeatures' });

/** Coverage by method and address. */
export const coverageApiDescribed: Operations = {
  'GET /coverage': {
    summary: 'Where nobody is responsible, and where several are',
    query: z.object({
      area: z.array(z.string()).optional().meta({ description: 'IRIs or names of areas.' }),
      category: z.array(z.string()).optional().meta({ description: 'Keys or IRIs of categories.' }),
      only: z.string().optional().meta({ description: '`gap`, `overlap` or `covered`.' }),
      unrecorded: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: 'Also things that no register has.' }),
    }),
    answers: {
      200: {
        description: 'The matrix of areas, categories and kinds of place.',
        content: rdfContents({
          'application/json': coverage,
          'text/csv': 'text',
          'text/plain': 'text',
          'application/geo+json': geoJson,
        }),
      },
    },
    problems: ['invalid-parameter', 'query-unavailable'],
  },
};
