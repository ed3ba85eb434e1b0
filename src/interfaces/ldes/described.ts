/** The event streams, for the description of the interface. */
import { z } from 'zod';
import { rdfContents, type Answer, type Operations } from '../openapi/operation.js';

const cached: Readonly<Record<number, Answer>> = {
  304: { description: 'As the client has it.' },
};

/** The streams by method and address. */
export const streamsDescribed: Operations = {
  'GET /ldes/*path': {
    summary: 'An event stream, one of its pages, or one of its members',
    description:
      'Follow the relations of TREE: the addresses of pages and members below this one are those that it leads to.',
    addresses: ['/ldes/reports', '/ldes/decisions', '/ldes/register/{name}'],
    query: z.object({
      after: z.string().optional().meta({
        description: 'For server-sent events: the position after which to begin; 0 for all.',
      }),
    }),
    headers: z.object({
      'Last-Event-ID': z.string().optional().meta({ description: 'The last event that the client has.' }),
    }),
    path: { name: 'The name of the register.' },
    answers: {
      200: {
        description:
          'A page of the stream (LDES 1.0, TREE), or its members as they come (server-sent events).',
        content: rdfContents({ 'text/event-stream': 'text' }),
        headers: { ETag: 'Of this page in this form.', 'Cache-Control': 'Immutable where the page is full.' },
      },
      ...cached,
    },
    problems: ['not-found', 'gone', 'invalid-parameter', 'too-many-requests', 'feed-full'],
  },
  'GET /shapes/stream': {
    summary: 'The shape of the members of streams',
    answers: { 200: { description: 'SHACL.', content: rdfContents() }, ...cached },
  },
};
