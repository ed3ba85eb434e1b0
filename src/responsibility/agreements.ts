import type { Succession } from '../registers/index.js';
import type { Knowledge } from './knowledge.js';
import type { AppliedRule, SituationAnswer } from './model.js';
import { isRole } from './roles.js';
import { governing, heirsOf, type Heritage } from './succeed.js';

/** Whether a rule is an agreement, by which a party entrusts what is its own. */
export function isAgreement(rule: string, knowledge: Knowledge): boolean {
  return partiesOf(rule, knowledge).length > 0;
}

/**
 * Lets agreements take the place of the rules they derogate from: whatever the general rules give to a party
 * that has entrusted it, goes to whom it is entrusted to. Where the general rules choose someone else, an agreement has
 * nothing to say: nobody can entrust what is another's.
 * @param answer general rules and agreements, each chosen among their own kind, those who ended having made way
 */
export function applyAgreements(answer: SituationAnswer, place: Heritage): SituationAnswer {
  const { knowledge } = place;
  const { winners, losers } = answer;
  if (![...winners, ...losers].some(({ rule }) => isAgreement(rule, knowledge))) return answer;
  const general = winners.filter(({ rule }) => !isAgreement(rule, knowledge));
  const owners = general.length > 0 ? general.map(ownerOf) : ownersByDefault(place);
  const pathTo = (owner: Owner, { rule }: AppliedRule): readonly Succession[] | undefined =>
    pathToParty(owner, partiesOf(rule, knowledge), place);
  const inForce = winners.flatMap((winner): AppliedRule[] => {
    if (!isAgreement(winner.rule, knowledge)) return [];
    const [path] = owners.flatMap((owner) => {
      const found = pathTo(owner, winner);
      return found ? [found] : [];
    });
    if (!path) return [];
    return [path.length > 0 ? { ...winner, successions: [...path, ...(winner.successions ?? [])] } : winner];
  });
  const agreementOn = (applied: AppliedRule): AppliedRule | undefined =>
    inForce.find((agreement) => pathTo(ownerOf(applied), agreement) !== undefined);
  const entrusted = general.flatMap((winner) => {
    const agreement = agreementOn(winner);
    return agreement ? [{ ...winner, lostTo: agreement.rule }] : [];
  });
  return {
    ...answer,
    winners: [...inForce, ...general.filter((winner) => !agreementOn(winner))],
    losers: [
      ...losers.filter(
        ({ rule, lostTo }) =>
          !isAgreement(rule, knowledge) || inForce.some((agreement) => agreement.rule === lostTo),
      ),
      ...onceEach(entrusted),
    ],
  };
}

/** Whose a place is before any agreement: who it is recorded to, and who stands there now. */
interface Owner {
  readonly recorded: string;
  readonly now: string;
  readonly steps: readonly Succession[];
}

function ownerOf({ responsible, successions = [] }: AppliedRule): Owner {
  return { recorded: successions[0]?.from ?? responsible, now: responsible, steps: successions };
}

/**
 * Where no rule chooses, the municipality, although it may have refused. Where it was divided, nobody knows whose the place
 * is, so that it counts as it is recorded alone. What lies outside its territory it cannot entrust, though a report is
 * passed to it.
 */
function ownersByDefault(place: Heritage): Owner[] {
  return governing(place.situation, place.knowledge).map((recorded) => {
    const [heir, another] = heirsOf(recorded, { ...place, excluded: [] });
    return heir && !another
      ? { recorded, now: heir.organisation, steps: heir.steps }
      : { recorded, now: recorded, steps: [] };
  });
}

/**
 * The events between the owner that is recorded and a party of an agreement: none where that is the party. A party may
 * have come after the one in the register, or have ended before it. One that merged with the owner is no party: what
 * it entrusted was its own alone.
 * @returns `undefined` where the owner is no party
 */
function pathToParty(
  { recorded, now, steps }: Owner,
  parties: readonly string[],
  { knowledge: { successions }, today }: Heritage,
): readonly Succession[] | undefined {
  // Whoever is recorded in a role, in a place that is only described, may be a party of any agreement.
  if (isRole(now) || parties.includes(recorded)) return [];
  const later = steps.findIndex(({ to }) => parties.includes(to));
  if (later >= 0) return steps.slice(0, later + 1);
  for (const party of parties)
    for (const heir of successions.successorsOf(party, today)) {
      const until = heir.steps.findIndex(({ to }) => to === recorded);
      if (until >= 0) return heir.steps.slice(0, until + 1);
    }
  return undefined;
}

function partiesOf(rule: string, knowledge: Knowledge): readonly string[] {
  return knowledge.rules.get(rule)?.conditions.entrustedBy ?? [];
}

/** Each rule once, as one may lead to several successors. */
function onceEach(applied: readonly AppliedRule[]): AppliedRule[] {
  return applied.filter(({ rule }, index) => applied.findIndex((other) => other.rule === rule) === index);
}
