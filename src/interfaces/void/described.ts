/** The description of the dataset, for the description of the interface. */
import { z } from 'zod';
import { language, rdfContents, redirect, type Operations } from '../openapi/operation.js';

/** VoID by method and address. */
export const voidDescribed: Operations = {
  'GET /void': {
    summary: 'What the graph holds, in numbers',
    query: z.object({ lang: language }),
    answers: {
      200: {
        description: 'VoID.',
        content: rdfContents({ 'text/html': 'text' }),
        headers: { ETag: 'Of this form of it.' },
      },
      304: { description: 'As the client has it.' },
    },
    problems: ['query-unavailable'],
  },
  'GET /.well-known/void': {
    summary: 'Where the description of the dataset is looked for',
    answers: { 302: redirect('To the description.') },
  },
};
