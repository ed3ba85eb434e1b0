import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from 'n3';
import { skos } from '../rdf/namespaces.js';
import type { Bilingual } from '../responsibility/index.js';
import { rulesIn, textOf } from './rule-set.js';

/** Rules that are compared before other work has its turn. */
const AT_ONCE = 500;

/** A rule that differs between two versions. */
export interface RuleChange {
  readonly rule: string;
  readonly label: Bilingual;
  readonly change: 'added' | 'removed' | 'changed';
  /** Properties of a changed rule that are not the same, IRIs in order. */
  readonly properties: readonly string[];
}

/** What differs between two versions of a rule set, rule by rule, in order of their IRIs. */
export async function compareRuleSets(before: Store, after: Store): Promise<RuleChange[]> {
  const old = new Set(rulesIn(before));
  const now = new Set(rulesIn(after));
  const changes: RuleChange[] = [];
  for (const [index, rule] of [...new Set([...old, ...now])].sort().entries()) {
    if (!old.has(rule)) changes.push(changeOf(after, rule, 'added'));
    else if (!now.has(rule)) changes.push(changeOf(before, rule, 'removed'));
    else {
      const properties = differing(statements(before, rule), statements(after, rule));
      if (properties.length > 0) changes.push({ ...changeOf(after, rule, 'changed'), properties });
    }
    if ((index + 1) % AT_ONCE === 0) await nextTurn();
  }
  return changes;
}

function changeOf(triples: Store, rule: string, change: RuleChange['change']): RuleChange {
  return { rule, label: textOf(triples, rule, skos('prefLabel')), change, properties: [] };
}

/** Property → its values, parts without name written out; their IRIs come of what they hold. */
function statements(triples: Store, rule: string): Map<string, string> {
  const values = new Map<string, string[]>();
  for (const { predicate, object } of triples.getQuads(rule, null, null, null))
    values.set(predicate.value, [
      ...(values.get(predicate.value) ?? []),
      object.termType === 'Literal' ? `${object.value}@${object.language}` : object.value,
    ]);
  return new Map([...values].map(([property, all]) => [property, all.sort().join('\n')]));
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((property) => before.get(property) !== after.get(property))
    .sort();
}
