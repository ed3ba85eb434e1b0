import type { Knowledge } from './knowledge.js';
import type { AppliedRule, Candidate } from './model.js';
import { ROLE_IRIS } from './roles.js';
import { compareRules, type Rule } from './rules.js';

/**
 * Whether a rule about a named thing wins wherever on that the place may be, as one about the road itself does: neither it nor
 * any that could outrank it asks what only some places there have, and it leads to nobody who is of a place.
 * @param category IRI of what the report is about
 */
export function winsAnywhere(
  winner: AppliedRule | undefined,
  named: Candidate | undefined,
  category: string,
  { rules, hierarchies }: Pick<Knowledge, 'rules' | 'hierarchies'>,
): boolean {
  const rule = winner && rules.get(winner.rule);
  if (!rule || !named || named.role === 'area' || winner.successions) return false;
  const isGround = named.role !== 'asset';
  const asksPlace = ({ conditions: { area, groundClass } }: Rule): boolean =>
    area !== undefined || (groundClass !== undefined && !isGround);
  const ofPlace = [ROLE_IRIS.area, ...(isGround ? [] : [ROLE_IRIS.ground, ROLE_IRIS.road])];
  if (asksPlace(rule) || ofPlace.includes(rule.result)) return false;
  const categories = hierarchies.categoriesFrom(category);
  return [...rules.values()].every((other) => {
    const { conditions } = other;
    const mayHold = conditions.category === undefined || categories.includes(conditions.category);
    return !mayHold || !asksPlace(other) || compareRules(conditions, rule.conditions, hierarchies) === 'less';
  });
}
