import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../../problem.js';
import { foaf, schema } from '../../rdf/namespaces.js';
import type { Policies } from './policies.js';

const REACHED_BY = [foaf('mbox'), schema('email'), schema('telephone')];

/**
 * Refuses a report without anyone to reach, where its category is not taken from someone unknown.
 * @param category IRI
 * @param personal what is known of the reporter
 * @throws ProblemError `reporter-required`
 */
export async function requireReporter(
  policies: Pick<Policies, 'policyFor'>,
  category: string,
  personal: readonly Quad[],
): Promise<void> {
  if (personal.some(({ predicate }) => REACHED_BY.includes(predicate.value))) return;
  const { anonymous } = await policies.policyFor(category);
  if (anonymous) return;
  throw new ProblemError(
    'reporter-required',
    'Reports of this category are not taken from someone unknown. Add a reporter with an email or a phone: "reporter": {"email": "…"}. Only those who handle the report see it.',
    { category },
  );
}
