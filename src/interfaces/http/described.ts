/** The explanations of problems, for the description of the interface. */
import { z } from 'zod';
import { problemTypes, type ProblemType } from '../../problem.js';
import { bilingual, iri, type Operations } from '../openapi/operation.js';

const types = Object.keys(problemTypes) as ProblemType[];
const explained = z
  .object({ id: iri, status: z.int(), title: bilingual, cause: bilingual, mend: bilingual })
  .meta({ id: 'ProblemExplained' });

/** Problems by method and address. */
export const problemsDescribed: Operations = {
  'GET /problem/:type': {
    summary: 'What a problem means, and how to mend it',
    path: { type: `One of ${types.join(', ')}.` },
    answers: {
      200: {
        description: 'In both languages.',
        content: { 'application/json': explained, 'text/html': 'text' },
      },
    },
    problems: ['not-found'],
  },
};
