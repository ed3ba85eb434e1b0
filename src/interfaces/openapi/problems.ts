import { z } from 'zod';
import { problemTypes, type ProblemType } from '../../problem.js';
import { PROBLEM_JSON } from '../http/problems.js';
import type { Method, Route, Site } from '../http/reply.js';
import type { Described } from './operation.js';

/** What went wrong (RFC 9457). */
export function problemSchema({ baseUrl }: Site): z.ZodType {
  const types = Object.keys(problemTypes).map((name) => `${baseUrl}/problem/${name}`);
  return z
    .looseObject({
      type: z.enum(types).meta({ description: 'Which problem it is; the address explains it.' }),
      title: z.string(),
      status: z.int(),
      detail: z.string().meta({ description: 'What was wrong this time, and how to mend it.' }),
      detailInEnglish: z.string().optional().meta({ description: 'The same, where `detail` is Dutch.' }),
      requestId: z.string().meta({ description: 'The number under which the log has it.' }),
      errors: z
        .array(z.looseObject({}))
        .optional()
        .meta({ description: 'Each fault of a body that does not have the form asked for.' }),
    })
    .meta({ id: 'Problem' });
}

/** The problems that an operation may meet: its own, and those of how it is reached. */
export function problemsOf(route: Route, method: Method, described: Described): ProblemType[] {
  const { body, query, headers, answers, problems = [], action = route.requires } = described;
  const isNegotiated = Object.values(answers).some(({ content = {} }) => Object.keys(content).length > 1);
  const all: (ProblemType | false)[] = [
    ...problems,
    (query !== undefined || headers !== undefined) && 'invalid-parameter',
    action !== undefined && 'unauthenticated',
    action !== undefined && 'forbidden',
    method === 'GET' && isNegotiated && 'not-acceptable',
    body !== undefined && 'body-too-large',
    body !== undefined && 'unsupported-media-type',
    'internal-error',
  ];
  return [...new Set(all.filter((one) => one !== false))];
}

/**
 * Problems as answers by status: references to answers that are gathered once, since many operations have the same.
 * @param gathered answers by name, for `components`
 */
export function problemAnswers(
  types: readonly ProblemType[],
  gathered: Record<string, object>,
): Record<string, object> {
  const statuses = [...new Set(types.map((type) => problemTypes[type].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const same = types.filter((type) => problemTypes[type].status === status).sort();
      const name = same.join('_or_');
      gathered[name] ??= {
        description: same.map((type) => `\`${type}\`: ${problemTypes[type].title}.`).join(' '),
        content: { [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } } },
      };
      return [String(status), { $ref: `#/components/responses/${name}` }];
    }),
  );
}
