import type { Succession, Successor } from '../registers/index.js';
import { areasOf, governedArea } from './area-nesting.js';
import type { Knowledge } from './knowledge.js';
import type { AppliedRule, Candidate, Situation, SituationAnswer } from './model.js';

/** Where and when somebody takes over, and who does not. */
export interface Heritage {
  readonly situation: Situation;
  readonly knowledge: Knowledge;
  /** `xsd:date` */
  readonly today: string;
  /** IRIs of those who have refused, and take over from nobody. */
  readonly excluded: readonly string[];
}

/**
 * Puts whoever is there on a day in the place of organisations that have ended by then. Where one was divided, the
 * successor whose area holds the place takes over, or all of them where none is known to. Whoever has refused does not,
 * nor is it fallen back on.
 */
export function applySuccessions(answer: SituationAnswer, place: Heritage): SituationAnswer {
  const { winners, losers } = answer;
  const follow = (applied: AppliedRule): AppliedRule[] =>
    heirsOf(applied.responsible, place).map(({ organisation, steps }) => ({
      ...applied,
      responsible: organisation,
      ...(steps.length > 0 ? { successions: steps } : {}),
    }));
  return {
    ...answer,
    winners: winners.flatMap(follow),
    // A rule that lost is told of once, whoever of the successors it would be.
    losers: losers.flatMap((applied) => follow(applied).slice(0, 1)),
    fallback: fallbackOf(place.situation, place.knowledge).flatMap((body) => [...heirsOf(body, place)]),
  };
}

/** Who stands in an organisation's place on a day, of those who have not refused; it may be nobody. */
export function heirsOf(organisation: string, place: Heritage): readonly Successor[] {
  const heirs = successorsAt(organisation, place);
  if (place.excluded.length === 0) return heirs;
  return heirs.filter((heir) => !place.excluded.includes(heir.organisation));
}

/** No rule at all: the organisation of the municipality, or of the nearest one just outside all of them. */
export function fallbackOf(situation: Situation, knowledge: Knowledge): string[] {
  return organisationOf(governedArea(situation, knowledge) ?? situation.nearestArea, knowledge);
}

/** The organisation of the municipality that the place lies in; none just outside all of them. */
export function governing(situation: Situation, knowledge: Knowledge): string[] {
  return organisationOf(governedArea(situation, knowledge), knowledge);
}

function organisationOf(area: Candidate | undefined, { areaOrganisations }: Knowledge): string[] {
  const organisation = area && areaOrganisations.get(area.feature);
  return organisation === undefined ? [] : [organisation];
}

/** The events that led to a manager of the answer. */
export function successionsTo(
  manager: string,
  { winners, fallback = [] }: SituationAnswer,
): readonly Succession[] {
  if (winners.length > 0)
    return winners.find(({ responsible }) => responsible === manager)?.successions ?? [];
  return fallback.find(({ organisation }) => organisation === manager)?.steps ?? [];
}

function successorsAt(
  organisation: string,
  { situation, today, knowledge: { successions, hierarchies, areaOrganisations } }: Heritage,
): readonly Successor[] {
  const all = successions.successorsOf(organisation, today);
  if (all.length <= 1) return all;
  const { nearestArea } = situation;
  const areas = [...areasOf(situation), ...(nearestArea ? [nearestArea] : [])];
  const around = areas.flatMap(({ feature }) => hierarchies.areasFrom(feature));
  const bodies = new Set(around.map((iri) => areaOrganisations.get(iri)));
  const here = all.filter((successor) => bodies.has(successor.organisation));
  return here.length === 1 ? here : all;
}
