import { ProblemError } from '../../problem.js';

/**
 * A parameter that is true or false; false where not given. Nothing else is taken for either, so that who meant only to
 * look changes nothing.
 * @throws ProblemError `invalid-parameter`
 */
export function readYes(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new ProblemError('invalid-parameter', `${name} is true or false.`, {
    parameter: name,
    example: 'true',
  });
}
