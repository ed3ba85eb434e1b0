/** The catalogue, for the description of the interface. */
import { z } from 'zod';
import { language, rdfContents, type Operations } from '../openapi/operation.js';

/** The catalogue by method and address. */
export const catalogueDescribed: Operations = {
  'GET /catalog': {
    summary: 'The catalogue of datasets and services',
    query: z.object({ lang: language }),
    answers: {
      200: {
        description: 'DCAT-AP Vlaanderen 3.0.',
        content: rdfContents({ 'text/html': 'text' }),
        headers: { ETag: 'Of this form of it.' },
      },
      304: { description: 'As the client has it.' },
    },
  },
};
