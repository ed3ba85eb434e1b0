import { odrl } from '../rdf/namespaces.js';
import type { Participant } from './participants.js';
import type { Constraint, Policy, Rule } from './policy-schema.js';

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
  if (!some) return whyComparisonFails(constraint, occasion);
  const reasons = some.map((one) => whyNotMet(one, occasion));
  const met = reasons.filter((reason) => reason === undefined).length;
  if (or ? met > 0 : met === 1) return undefined;
  return reasons.find((reason) => reason !== undefined) ?? 'more than one of its alternatives is met';
}

function whyComparisonFails(
  { leftOperand = '', operator = 'eq', rightOperand = '' }: Constraint,
  { participant, now, since }: Occasion,
): string | undefined {
  const wanted = valuesOf(rightOperand);
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

/** The moment a duration (ISO 8601) after another; NaN where it is none. */
function after(since: Date, duration: string): number {
  const parts = DURATION.exec(duration);
  if (!parts || duration.endsWith('P') || duration.endsWith('T')) return Number.NaN;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number((part as string | undefined) ?? 0));
  const end = new Date(since);
  end.setUTCFullYear(end.getUTCFullYear() + years, end.getUTCMonth() + months);
  return end.getTime() + (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000;
}

/** Whether a text is a duration of ISO 8601. */
export function isDuration(text: string): boolean {
  return !Number.isNaN(after(new Date(0), text));
}

/** A term of ODRL without its namespace, however it was written. */
export function shortName(term: string): string {
  return term.replace(/^odrl:/, '').replace(odrl.base, '');
}

function valuesOf(operand: string | object): string[] {
  if (typeof operand === 'string') return [operand];
  if (Array.isArray(operand)) return operand.flatMap((one) => valuesOf(one as string | object));
  const { '@value': value, '@id': id } = operand as { '@value'?: unknown; '@id'?: unknown };
  return [value ?? id].filter((one): one is string => typeof one === 'string');
}

/** Whether two policies say the same: the same rules, whatever they are called and about whatever they are. */
export function isSamePolicy(a: Policy, b: Policy): boolean {
  return canonical(a) === canonical(b);
}

function canonical(policy: Policy): string {
  const names = ['permission', 'prohibition', 'obligation'] as const;
  return JSON.stringify(names.map((name) => (policy[name] ?? []).map(canonicalRule).sort()));
}

function canonicalRule({ action, constraint = [] }: Rule): string {
  return JSON.stringify([shortName(action), constraint.map(canonicalConstraint).sort()]);
}

function canonicalConstraint(constraint: Constraint): string {
  const { leftOperand = '', operator, rightOperand = '', and, andSequence, or, xone } = constraint;
  const joined = Object.entries({ and, andSequence, or, xone }).flatMap(([name, list]) =>
    list === undefined ? [] : [[name, list.map(canonicalConstraint)]],
  );
  return JSON.stringify(
    joined.length > 0 ? joined : [shortName(leftOperand), operator, valuesOf(rightOperand)],
  );
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
