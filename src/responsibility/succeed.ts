import type { Succession, Successor } from '../registers/index.js';
import { areasOf, governedArea } from './area-nesting.js';
import type { Knowledge } from './knowledge.js';
import type { AppliedRule, Situation, SituationAnswer } from './model.js';

/**
 * Puts whoever is there on a day in the place of organisations that have ended by then. Where one was divided, the
 * successor whose area holds the place takes over, or all of them where none is known to.
 * @param day `xsd:date`
 */
export function applySuccessions(
  answer: SituationAnswer,
  knowledge: Knowledge,
  day: string,
): SituationAnswer {
  if (knowledge.successions.isEmpty) return answer;
  const { situation, winners, losers } = answer;
  const heirs = (organisation: string): readonly Successor[] =>
    successorsAt(organisation, situation, knowledge, day);
  const follow = (applied: AppliedRule): AppliedRule[] =>
    heirs(applied.responsible).map(({ organisation, steps }) => ({
      ...applied,
      responsible: organisation,
      ...(steps.length > 0 ? { successions: steps } : {}),
    }));
  return {
    ...answer,
    winners: winners.flatMap(follow),
    losers: losers.flatMap((applied) => follow(applied).slice(0, 1)),
    fallback: fallbackOf(situation, knowledge).flatMap(heirs),
  };
}

/** No rule at all: the organisation of the municipality, or of the nearest one just outside all of them. */
export function fallbackOf(situation: Situation, knowledge: Knowledge): string[] {
  const fallback = governedArea(situation, knowledge) ?? situation.nearestArea;
  const organisation = fallback && knowledge.areaOrganisations.get(fallback.feature);
  return organisation === undefined ? [] : [organisation];
}

/** The events that led to a manager of the answer. */
export function successionsTo(
  manager: string | undefined,
  { winners, fallback = [] }: SituationAnswer,
): readonly Succession[] {
  if (winners.length > 0)
    return winners.find(({ responsible }) => responsible === manager)?.successions ?? [];
  return fallback.find(({ organisation }) => organisation === manager)?.steps ?? [];
}

function successorsAt(
  organisation: string,
  situation: Situation,
  { successions, hierarchies, areaOrganisations }: Knowledge,
  day: string,
): readonly Successor[] {
  const all = successions.successorsOf(organisation, day);
  if (all.length <= 1) return all;
  const { nearestArea } = situation;
  const areas = [...areasOf(situation), ...(nearestArea ? [nearestArea] : [])];
  const around = areas.flatMap(({ feature }) => hierarchies.areasFrom(feature));
  const bodies = new Set(around.map((iri) => areaOrganisations.get(iri)));
  const here = all.filter((successor) => bodies.has(successor.organisation));
  return here.length === 1 ? here : all;
}
