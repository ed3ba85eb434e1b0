import type { Participant } from './participants.js';
import { canonicalPart, shortName } from './same-policy.js';
import type { Constraint, Policy } from './policy-schema.js';

/** Left operands that we can hold someone to; an offer with another one is refused. */
export const OPERANDS = ['purpose', 'recipient', 'dateTime', 'elapsedTime'] as const;

/** For whom and when a policy is read. */
export interface Occasion {
  readonly participant: Participant;
  readonly now: Date;
  /** When the agreement was made; for an offer, now. */
  readonly since: Date;
}

/** Why a policy does not permit the use of data on an occasion; `undefined` where it does. */
export function whyNotPermitted(policy: Policy, occasion: Occasion): string | undefined {
  const permissions = (policy.permission ?? []).filter(({ action }) => shortName(action) === 'use');
  if (permissions.length === 0) return 'it permits no use';
  const reasons = permissions.map(({ constraint = [] }) =>
    constraint.map((one) => whyNotMet(one, occasion)).find((reason) => reason !== undefined),
  );
  return reasons.includes(undefined) ? undefined : reasons[0];
}

/** Whether a policy forbids that data is handed on. */
export function forbidsDistribution({ prohibition = [] }: Policy): boolean {
  return prohibition.some(({ action }) => ['distribute', 'share', 'transfer'].includes(shortName(action)));
}

function whyNotMet(constraint: Constraint, occasion: Occasion): string | undefined {
  const { and, andSequence, or, xone } = constraint;
  const all = and ?? andSequence;
  if (all) return all.map((one) => whyNotMet(one, occasion)).find((reason) => reason !== undefined);
  const some = or ?? xone;
  if (!some) return whyNotCompared(constraint, occasion);
  const reasons = some.map((one) => whyNotMet(one, occasion));
  const met = reasons.filter((reason) => reason === undefined).length;
  if (or ? met > 0 : met === 1) return undefined;
  return reasons.find((reason) => reason !== undefined) ?? 'more than one of its alternatives is met';
}

function whyNotCompared(constraint: Constraint, occasion: Occasion): string | undefined {
  const wanted = valuesOf(constraint.rightOperand ?? '');
  if (wanted) return whyComparisonFails(constraint, wanted, occasion);
  return `what "${constraint.leftOperand ?? ''}" is compared with cannot be read here`;
}

function whyComparisonFails(
  { leftOperand = '', operator = 'eq' }: Constraint,
  wanted: readonly string[],
  { participant, now, since }: Occasion,
): string | undefined {
  switch (shortName(leftOperand)) {
    case 'recipient':
      return isAmong(operator, wanted, [participant.id, participant.organisation])
        ? undefined
        : `${participant.id} is not among its recipients`;
    case 'purpose':
      return isAmong(operator, wanted, participant.purposes)
        ? undefined
        : `its purpose (${wanted.join(', ')}) is not one that ${participant.id} is known for`;
    case 'dateTime':
      return compares(operator, now.getTime(), Date.parse(wanted[0] ?? ''))
        ? undefined
        : `its time is over or has not come (${wanted.join(', ')})`;
    case 'elapsedTime':
      return compares(operator, now.getTime(), after(since, wanted[0] ?? ''))
        ? undefined
        : `its duration (${wanted.join(', ')}) is over`;
    default:
      return `"${leftOperand}" is not something that can be checked here`;
  }
}

function isAmong(operator: string, wanted: readonly string[], has: readonly (string | undefined)[]): boolean {
  const found = wanted.some((one) => has.includes(one));
  if (['eq', 'isAnyOf', 'isA', 'isPartOf'].includes(operator)) return found;
  return ['neq', 'isNoneOf'].includes(operator) && !found;
}

function compares(operator: string, left: number, right: number): boolean {
  if (Number.isNaN(right)) return false;
  switch (operator) {
    case 'lt':
      return left < right;
    case 'lteq':
    case 'term-lteq':
      return left <= right;
    case 'gt':
      return left > right;
    case 'gteq':
      return left >= right;
    default:
      return operator === 'eq' && left === right;
  }
}

const DURATION =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * The moment a duration (ISO 8601) after another; NaN where it is none. A day that its month does not have is the last one of
 * it (XML Schema 1.1 part 2, section E.3.3).
 */
function after(since: Date, duration: string): number {
  const parts = DURATION.exec(duration);
  if (!parts || duration.endsWith('P') || duration.endsWith('T')) return Number.NaN;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number((part as string | undefined) ?? 0));
  const end = new Date(since);
  const [year, month] = [end.getUTCFullYear() + years, end.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  end.setUTCFullYear(year, month, Math.min(end.getUTCDate(), lastDay));
  return end.getTime() + (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000;
}

/** Whether a text is a duration of ISO 8601. */
export function isDuration(text: string): boolean {
  return !Number.isNaN(after(new Date(0), text));
}

/** The values of an operand as texts; `undefined` where one of them cannot be read, so that nothing may follow from it. */
function valuesOf(operand: unknown): string[] | undefined {
  if (Array.isArray(operand)) {
    const lists = operand.map(valuesOf);
    return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
  }
  const value = canonicalPart(operand);
  return ['string', 'number', 'boolean'].includes(typeof value) ? [String(value)] : undefined;
}

/** The rules of a policy, without its name and what it is about. */
export function rulesOf({ profile, permission, prohibition, obligation }: Policy): Policy {
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(permission === undefined ? {} : { permission }),
    ...(prohibition === undefined ? {} : { prohibition }),
    ...(obligation === undefined ? {} : { obligation }),
  };
}
