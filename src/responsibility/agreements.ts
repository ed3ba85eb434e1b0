import type { Knowledge } from './knowledge.js';
import type { AppliedRule, SituationAnswer } from './model.js';
import { isRole } from './roles.js';
import { fallbackOf } from './succeed.js';

/**
 * Lets agreements that apply take the place of the rules they derogate from: whatever the general rules give to a party
 * that has entrusted it, goes to whom it is entrusted to. Where the general rules choose someone else, an agreement has
 * nothing to say: nobody can entrust what is another's.
 * @param answer general rules and agreements, each chosen among their own kind
 */
export function applyAgreements(answer: SituationAnswer, knowledge: Knowledge): SituationAnswer {
  const { situation, winners, losers } = answer;
  const isAgreement = ({ rule }: AppliedRule): boolean => partiesOf(rule, knowledge).length > 0;
  if (![...winners, ...losers].some(isAgreement)) return answer;
  const general = winners.filter((winner) => !isAgreement(winner));
  const managers =
    general.length > 0 ? general.map(({ responsible }) => responsible) : fallbackOf(situation, knowledge);
  const inForce = winners.filter(
    (winner) => isAgreement(winner) && managers.some((manager) => isParty(manager, winner.rule, knowledge)),
  );
  const agreementOn = ({ responsible }: AppliedRule): AppliedRule | undefined =>
    inForce.find(({ rule }) => isParty(responsible, rule, knowledge));
  return {
    ...answer,
    winners: [...inForce, ...general.filter((winner) => !agreementOn(winner))],
    losers: [
      ...losers.filter((loser) => !isAgreement(loser) || inForce.some(({ rule }) => rule === loser.lostTo)),
      ...general.flatMap((winner) => {
        const agreement = agreementOn(winner);
        return agreement ? [{ ...winner, lostTo: agreement.rule }] : [];
      }),
    ],
  };
}

function partiesOf(rule: string, knowledge: Knowledge): readonly string[] {
  return knowledge.rules.get(rule)?.conditions.entrustedBy ?? [];
}

/** Whoever is recorded in a role, in a place that is only described, may be a party of any agreement. */
function isParty(manager: string, rule: string, knowledge: Knowledge): boolean {
  return isRole(manager) || partiesOf(rule, knowledge).includes(manager);
}
