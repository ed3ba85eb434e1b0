/** The form of our own page, for the description of the interface. */
import { z } from 'zod';
import { language, type Operations } from '../openapi/operation.js';

const text = z.string().optional();

/** The form by method and address. */
export const frontDescribed: Operations = {
  'POST /report-form': {
    summary: 'File a report by the form of our own page',
    description: 'Programs use POST /reports.',
    query: z.object({ lang: language }),
    body: {
      'application/x-www-form-urlencoded': z.object({
        category: text,
        description: text,
        lon: text,
        lat: text,
        accuracy: text,
        asset: text,
        chosen: z.array(z.string()).optional(),
        name: text,
        email: text,
        phone: text,
        notify: text,
        key: text.meta({ description: 'The same report with the same key files nothing again.' }),
        lang: text,
      }),
    },
    answers: {
      201: {
        description: 'A page with the secret link that follows it.',
        content: { 'text/html': 'text' },
        headers: { Location: 'IRI of the report.' },
      },
    },
    problems: ['invalid-report', 'reporter-required', 'storage-unavailable', 'query-unavailable'],
  },
};
