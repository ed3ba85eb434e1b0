import { applyAgreements, isAgreement } from './agreements.js';
import { nestingOf, withNesting, type NestedPair } from './area-nesting.js';
import type { Knowledge } from './knowledge.js';
import type { AppliedRule, Situation, SituationAnswer } from './model.js';
import { markBeaten } from './most-specific.js';
import { preferPreciseGround } from './precise-ground.js';
import { ROLE_IRIS } from './roles.js';
import { managersIn } from './situation-kind.js';
import { applySuccessions, heirsOf, type Heritage } from './succeed.js';

/**
 * Chooses among the rules that apply in a situation, by the same steps whether somebody has refused or not: those that
 * lead to who refused are gone; of the others the most specific win, then the one about the most precise ground; whoever
 * has ended makes way for its successors; agreements pass on what is their parties'.
 * @param applied every rule that applies, those marked that lose where nobody has refused; `responsible` may be the IRI of
 * a role
 */
export function chooseAmong(
  situation: Situation,
  applied: readonly AppliedRule[],
  knowledge: Knowledge,
  choosing: Pick<Heritage, 'today' | 'excluded'>,
): SituationAnswer {
  const place: Heritage = { situation, knowledge, ...choosing };
  const open = withoutRefusals(withManagers(applied, situation, knowledge), place);
  const winners = open.filter(({ lostTo }) => lostTo === undefined);
  const general = preferPreciseGround(
    {
      situation,
      winners: winners.filter(({ rule }) => !isAgreement(rule, knowledge)),
      losers: open.filter(({ lostTo }) => lostTo !== undefined),
    },
    knowledge,
  );
  const agreements = winners.filter(({ rule }) => isAgreement(rule, knowledge));
  const succeeded = applySuccessions({ ...general, winners: [...general.winners, ...agreements] }, place);
  return applyAgreements(succeeded, place);
}

/** What rules are compared with at a place whose areas lie in each other. */
export function nested(
  { rules, hierarchies }: Knowledge,
  pairs: readonly NestedPair[],
): Pick<Knowledge, 'rules' | 'hierarchies'> {
  return { rules, hierarchies: withNesting(hierarchies, pairs) };
}

/** Puts the recorded managers in the place of the roles. */
function withManagers(
  applied: readonly AppliedRule[],
  situation: Situation,
  knowledge: Knowledge,
): AppliedRule[] {
  const managers = new Map(
    [...managersIn(situation, knowledge)].map(([role, iri]) => [ROLE_IRIS[role], iri]),
  );
  return applied.map((one) => ({ ...one, responsible: managers.get(one.responsible) ?? one.responsible }));
}

/** A rule that nobody is left to be chosen by outranks no other any more. */
function withoutRefusals(applied: readonly AppliedRule[], place: Heritage): readonly AppliedRule[] {
  if (place.excluded.length === 0) return applied;
  const left = applied.filter(({ responsible }) => heirsOf(responsible, place).length > 0);
  if (left.length === applied.length) return applied;
  return markBeaten(left, nested(place.knowledge, nestingOf(place.situation)));
}
