import type { Knowledge } from './knowledge.js';
import type { AppliedRule } from './model.js';
import { compareRules, type Rule } from './rules.js';

/**
 * Of the rules that apply in one situation, each that another is more specific than gets the name of that one: the first
 * by IRI, where there are several. Only rules that apply together are ever compared, which are a handful out of thousands.
 * @returns them in the order of their IRIs
 */
export function markBeaten(
  applied: readonly AppliedRule[],
  { rules, hierarchies }: Pick<Knowledge, 'rules' | 'hierarchies'>,
): AppliedRule[] {
  const known = applied.flatMap((one) => rules.get(one.rule) ?? []);
  const beats = (a: Rule, b: Rule): boolean =>
    a !== b && isOfOneKind(a, b) && compareRules(a.conditions, b.conditions, hierarchies) === 'more';
  const betterThan = (iri: string): string | undefined => {
    const rule = rules.get(iri);
    const better = rule ? known.filter((other) => beats(other, rule)).map((other) => other.iri) : [];
    return better.sort()[0];
  };
  return applied
    .map((one) => ({ ...one, lostTo: applied.length > 1 ? betterThan(one.rule) : undefined }))
    .sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
}

/** Agreements are set against general rules only when it is known whom those give a place to (`agreements.ts`). */
function isOfOneKind({ conditions: a }: Rule, { conditions: b }: Rule): boolean {
  return (a.entrustedBy === undefined) === (b.entrustedBy === undefined);
}
