import { ProblemError } from '../problem.js';
import { isDuration } from './policy.js';
import type { Policy, Rule } from './policy-schema.js';

/** The terms that a steward can set; each becomes a rule of ODRL. */
export interface Terms {
  /** Purposes, as IRIs or words, of which the consumer must be known for one. */
  readonly purposes?: readonly string[] | undefined;
  /** Ids of participants or IRIs of organisations; everyone where not given. */
  readonly recipients?: readonly string[] | undefined;
  /** Until when, ISO 8601. */
  readonly until?: string | undefined;
  /** How long from the agreement on, ISO 8601, such as P1Y. */
  readonly duration?: string | undefined;
  /** Whether the data may be handed on; by default it may. */
  readonly distribution?: boolean | undefined;
}

/** Terms as rules of ODRL. @throws ProblemError `invalid-parameter` for a time or a duration that is none */
export function rulesOfTerms(terms: Terms): Policy {
  checkTerms(terms);
  const { purposes, recipients, until, duration, distribution = true } = terms;
  const constraint = [
    ...anyOf('recipient', recipients),
    ...anyOf('purpose', purposes),
    ...(until === undefined
      ? []
      : [
          { leftOperand: 'dateTime', operator: 'lteq' as const, rightOperand: new Date(until).toISOString() },
        ]),
    ...(duration === undefined
      ? []
      : [{ leftOperand: 'elapsedTime', operator: 'lteq' as const, rightOperand: duration }]),
  ];
  return {
    permission: [{ action: 'use', ...(constraint.length > 0 ? { constraint } : {}) }],
    ...(distribution ? {} : { prohibition: [{ action: 'distribute' }] }),
  };
}

function checkTerms({ until, duration }: Terms): void {
  const wrong = (parameter: string, detail: string): ProblemError =>
    new ProblemError('invalid-parameter', detail, { parameter });
  if (until !== undefined && Number.isNaN(Date.parse(until)))
    throw wrong('terms/until', 'Give "until" as a date and time, such as 2027-12-31T23:59:59Z.');
  if (duration !== undefined && !isDuration(duration))
    throw wrong('terms/duration', 'Give "duration" as ISO 8601 has it, such as P30D or P1Y.');
}

/** One value, or one of several. */
function anyOf(leftOperand: string, values: readonly string[] = []): NonNullable<Rule['constraint']> {
  const [first, ...others] = values;
  if (first === undefined) return [];
  return others.length === 0
    ? [{ leftOperand, operator: 'eq', rightOperand: first }]
    : [{ leftOperand, operator: 'isAnyOf', rightOperand: [...values] }];
}
