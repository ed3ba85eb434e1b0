import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../problem.js';
import { quadToLine, UnstorableTermError, type Line } from './nquads.js';

/**
 * The line of a quad that someone sent.
 * @throws ProblemError `malformed-body` where it has a term that no graph can hold, as an IRI with a loose percent sign
 */
export function sentLine(quad: Quad, graph: string): Line {
  try {
    return quadToLine(quad, graph);
  } catch (error) {
    if (!(error instanceof UnstorableTermError)) throw error;
    const { subject, predicate } = quad;
    throw new ProblemError(
      'malformed-body',
      `${error.message} It stands in what is said of "${subject.value}" with the property "${predicate.value}".`,
      {},
      { cause: error },
    );
  }
}
