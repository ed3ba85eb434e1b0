/** The entry, and what its pages are made of, for the description of the interface. */
import { z } from 'zod';
import { iri, language, type Operations } from '../openapi/operation.js';
import { assetRoutes } from './assets.js';

const texts = z.object({ nl: z.string(), en: z.string() });
const entry = z
  .object({
    '@context': z.looseObject({}),
    id: iri,
    type: z.literal('dcat:DataService'),
    title: texts,
    description: texts,
    sparql: iri,
    reports: iri,
    responsible: z.string().meta({ description: 'A URI template (RFC 6570).' }),
    categories: iri,
    ontology: iri,
    shapes: iri,
    openapi: iri,
    catalog: iri,
  })
  .meta({ id: 'Entry' });

/** The entry by method and address. */
export const webDescribed: Operations = {
  'GET /': {
    summary: 'Where everything else is',
    query: z.object({ lang: language }),
    answers: {
      200: {
        description: 'A dcat:DataService, or the front page.',
        content: { 'application/ld+json': entry, 'application/json': entry, 'text/html': 'text' },
      },
    },
    problems: ['too-many-requests', 'query-timeout', 'query-unavailable'],
  },
  ...Object.fromEntries(
    assetRoutes().map(({ path }) => [
      `GET ${path}`,
      {
        summary: 'A part of our pages',
        answers: {
          200: {
            description: 'It.',
            content: { 'text/css': 'text', 'text/javascript': 'text', 'image/svg+xml': 'text' } as const,
          },
          304: { description: 'As the client has it.' },
        },
      },
    ]),
  ),
};
