import { ProblemError } from '../../problem.js';
import type { Chosen } from '../../responsibility/index.js';
import type { StoredReport } from '../stored-report.js';

/** The choice of the decision in force that a text names: an IRI, its fragment or its number. @throws ProblemError */
export function findChoice({ decision = '', choices }: StoredReport, text: string): Chosen {
  if (choices.size === 0)
    throw new ProblemError(
      'nothing-asked',
      'The decision about this report asks nothing of the reporter; there is nothing to answer.',
    );
  const known = [text, `${decision}#${text}`, `${decision}#choice-${text}`];
  const found = known.map((iri) => choices.get(iri)).find((one) => one !== undefined);
  if (found) return found;
  const offered = [...choices.keys()];
  throw new ProblemError(
    'invalid-parameter',
    `"${text}" is not one of the choices of the decision in force: ${offered.join(', ')}.`,
    { parameter: 'choice', example: offered[0], suggestions: offered },
  );
}
