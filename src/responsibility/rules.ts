import { readQuery } from '../rdf/query-text.js';
import type { Solution } from '../store/graph-store.js';
import { ProblemError } from '../problem.js';
import type { Hierarchies } from './hierarchies.js';
import type { Queryable } from './model.js';

/** A rule's conditions, from the most telling kind to the least (docs/data-model.md, "Rules"). */
export interface Conditions {
  /** The parties that entrust what is theirs by an agreement, sorted; none for a general rule. */
  readonly entrustedBy?: readonly string[] | undefined;
  readonly asset?: string | undefined;
  /** `path value` pairs, sorted. */
  readonly attributes: readonly string[];
  readonly assetClass?: string | undefined;
  readonly groundClass?: string | undefined;
  readonly category?: string | undefined;
  readonly area?: string | undefined;
  /** The days it is in force, `from/through`, with an open end left empty. */
  readonly period?: string | undefined;
}

/** A rule of responsibility. */
export interface Rule {
  readonly iri: string;
  readonly set?: string | undefined;
  readonly version?: string | undefined;
  readonly conditions: Conditions;
  /** Where it leads: a named body, or the manager in a role; as one text to compare. */
  readonly result: string;
}

/** How two rules compare. */
export type Comparison = 'more' | 'less' | 'equal' | 'incomparable';

const rulesQuery = readQuery('responsibility/rules.rq');

/** All rules in the store. */
export async function readRules(store: Queryable): Promise<Rule[]> {
  const byIri = new Map<string, Solution[]>();
  for (const row of await store.select(rulesQuery())) {
    const iri = row.rule?.value ?? '';
    byIri.set(iri, [...(byIri.get(iri) ?? []), row]);
  }
  return [...byIri].map(([iri, rows]) => toRule(iri, rows)).sort((a, b) => (a.iri < b.iri ? -1 : 1));
}

/** An attribute condition as one text, to compare. */
export function describeAttribute(path: string, value: string): string {
  return `${path} ${value}`;
}

/** The path of an attribute condition that `describeAttribute` made a text of. */
export function attributePath(attribute: string): string {
  return attribute.slice(0, attribute.indexOf(' '));
}

function toRule(iri: string, rows: readonly Solution[]): Rule {
  const value = (name: string): string | undefined => rows.find((row) => row[name])?.[name]?.value;
  const attributes = rows.flatMap((row) => {
    const { path, value: wanted } = row;
    return path && wanted ? [describeAttribute(path.value, wanted.value)] : [];
  });
  const from = value('from');
  const through = value('through');
  const parties = [...new Set(rows.flatMap(({ entrustedBy }) => entrustedBy?.value ?? []))].sort();
  return {
    iri,
    set: value('set'),
    version: value('version'),
    conditions: {
      entrustedBy: parties.length > 0 ? parties : undefined,
      asset: value('asset'),
      attributes: [...new Set(attributes)].sort(),
      assetClass: value('assetClass'),
      groundClass: value('groundClass'),
      category: value('category'),
      area: value('area'),
      period: from === undefined && through === undefined ? undefined : `${from ?? ''}/${through ?? ''}`,
    },
    result: value('manager') ?? value('managerOf') ?? '',
  };
}

/**
 * Compares two rules by how specific they are: kind by kind, and the first kind where they differ decides.
 * This is the lexicographic product of the orders of the kinds, so itself an order. Where two conditions lie in each other
 * both ways, as in a circle of areas, they are equal, and the next kind decides: else each rule would outrank the other.
 */
export function compareRules(a: Conditions, b: Conditions, hierarchies: Hierarchies): Comparison {
  const comparisons = [
    () => compareParties(a.entrustedBy, b.entrustedBy),
    () => compareNarrowness(a.asset, b.asset, () => false),
    () => compareSets(a.attributes, b.attributes),
    () => compareNarrowness(a.assetClass, b.assetClass, hierarchies.isClassBelow),
    () => compareNarrowness(a.groundClass, b.groundClass, hierarchies.isClassBelow),
    () => compareNarrowness(a.category, b.category, hierarchies.isCategoryBelow),
    () => compareNarrowness(a.area, b.area, hierarchies.isAreaWithin),
    () => compareNarrowness(a.period, b.period, isPeriodWithin),
  ];
  for (const compare of comparisons) {
    const comparison = compare();
    if (comparison !== 'equal') return comparison;
  }
  return 'equal';
}

function compareNarrowness(
  a: string | undefined,
  b: string | undefined,
  isWithin: (narrow: string, broad: string) => boolean,
): Comparison {
  if (a === b) return 'equal';
  if (b === undefined) return 'more';
  if (a === undefined) return 'less';
  const [aInB, bInA] = [isWithin(a, b), isWithin(b, a)];
  if (aInB && bInA) return 'equal';
  if (aInB) return 'more';
  return bInA ? 'less' : 'incomparable';
}

/** An agreement outranks every general rule; those of different parties have nothing to do with each other. */
function compareParties(a: readonly string[] | undefined, b: readonly string[] | undefined): Comparison {
  if (a === undefined || b === undefined) return a === b ? 'equal' : a === undefined ? 'less' : 'more';
  return a.join(' ') === b.join(' ') ? 'equal' : 'incomparable';
}

function compareSets(a: readonly string[], b: readonly string[]): Comparison {
  const bInA = b.every((item) => a.includes(item));
  const aInB = a.every((item) => b.includes(item));
  if (aInB && bInA) return 'equal';
  if (bInA) return 'more';
  return aInB ? 'less' : 'incomparable';
}

function isPeriodWithin(narrow: string, broad: string): boolean {
  const [narrowFrom = '', narrowThrough = ''] = narrow.split('/');
  const [broadFrom = '', broadThrough = ''] = broad.split('/');
  const endsBefore = broadThrough === '' || (narrowThrough !== '' && narrowThrough <= broadThrough);
  return narrowFrom >= broadFrom && endsBefore;
}

/**
 * Refuses rules that are equally specific and lead elsewhere.
 * @throws ProblemError `conflicting-rules`, naming every such pair
 */
export function checkContradictions(rules: readonly Rule[], hierarchies: Hierarchies): void {
  const bySignature = new Map<string, Rule>();
  const pairs: { rules: [string, string]; results: [string, string] }[] = [];
  for (const rule of rules) {
    const signature = JSON.stringify(rule.conditions);
    const other = bySignature.get(signature);
    if (!other) bySignature.set(signature, rule);
    else if (
      other.result !== rule.result &&
      compareRules(rule.conditions, other.conditions, hierarchies) === 'equal'
    )
      pairs.push({ rules: [other.iri, rule.iri], results: [other.result, rule.result] });
  }
  if (pairs.length === 0) return;
  const described = pairs.map(
    ({ rules: [a, b], results: [x, y] }) =>
      `<${a}> (to <${x}>) and <${b}> (to <${y}>) have the same conditions`,
  );
  throw new ProblemError(
    'conflicting-rules',
    `${described.join('; ')}. Give one of them a narrower condition, or take one away.`,
    { pairs },
  );
}
