import { odrl } from '../rdf/namespaces.js';
import type { Policy } from './policy-schema.js';

/** What names a policy, and says between whom and about what it is. */
const OF_POLICY = ['@context', '@id', '@type', 'target', 'assigner', 'assignee', 'timestamp'];
/** The same of a rule; whom it is for counts, since a rule may be for one of those who agree. */
const OF_RULE = ['@id', '@type', 'target', 'assigner'];
const OF_PART = ['@id', '@type'];
/** What describes a policy to people binds nobody. */
const DESCRIBES =
  /^(?:dct|dcterms|rdfs|skos):|^http:\/\/(?:purl\.org\/dc\/|www\.w3\.org\/2000\/01\/rdf-schema#)/;
const KINDS = ['permission', 'prohibition', 'obligation'];
/** Members whose values are terms of ODRL. */
const TERMS = ['action', 'leftOperand', 'operator'];

/**
 * Whether two policies say the same, whatever they are called and about whatever they are. All members count, also those
 * that nothing here knows, such as duties: what is passed over would be agreed to without being looked at.
 */
export function isSamePolicy(a: Policy, b: Policy): boolean {
  return canonical(a) === canonical(b);
}

/** A term of ODRL without its namespace, however it was written. */
export function shortName(term: string): string {
  return term.replace(/^odrl:/, '').replace(odrl.base, '');
}

function canonical(policy: Policy): string {
  const members = inOrder(policy, OF_POLICY, (name, value) =>
    KINDS.includes(name) && Array.isArray(value)
      ? value
          .map((rule: object) => canonicalRule(rule, (policy as { readonly assignee?: unknown }).assignee))
          .sort()
      : canonicalPart(value),
  );
  return JSON.stringify(members);
}

/** @param assignee whom the whole policy is for: a rule that is for the same says nothing more */
function canonicalRule(rule: object, assignee: unknown): string {
  const isForAll = (rule as { readonly assignee?: unknown }).assignee === assignee;
  return JSON.stringify(inOrder(rule, isForAll ? [...OF_RULE, 'assignee'] : OF_RULE, canonicalMember));
}

function canonicalMember(name: string, value: unknown): unknown {
  if (TERMS.includes(name) && typeof value === 'string') return shortName(value);
  if (name === 'rightOperand') return [value].flat(Number.POSITIVE_INFINITY).map(canonicalPart);
  const part = canonicalPart(value);
  return name === 'constraint' && Array.isArray(part) ? part.map((one) => JSON.stringify(one)).sort() : part;
}

/** A value without what it is called. One written as `@value` or `@id` alone is that; of which datatype makes no difference. */
export function canonicalPart(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalPart);
  if (typeof value !== 'object' || value === null) return value;
  const { '@value': literal, '@id': id } = value as Record<string, unknown>;
  const isAlone = Object.keys(value).every((name) => ['@value', '@id', '@type'].includes(name));
  if (isAlone && literal !== undefined) return literal;
  if (isAlone && id !== undefined) return id;
  return inOrder(value, OF_PART, canonicalMember);
}

/** An object with its members in the order of their names; what is empty is as what is not there. */
function inOrder(
  object: object,
  passedOver: readonly string[],
  write: (name: string, value: unknown) => unknown,
): object {
  const members = Object.entries(object)
    .filter(([name, value]) => !passedOver.includes(name) && !DESCRIBES.test(name) && value !== undefined)
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([name, value]) => [name, write(name, value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members);
}
