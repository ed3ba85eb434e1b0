import type { Knowledge } from './knowledge.js';
import type { AppliedRule, Situation, SituationAnswer } from './model.js';

/**
 * Rules about grounds of unrelated classes cannot be compared: grass and the park around it. Where such rules lead
 * to different managers, the one about the most precise ground wins.
 * @param answer general rules alone
 */
export function preferPreciseGround(answer: SituationAnswer, knowledge: Knowledge): SituationAnswer {
  const { situation, winners, losers } = answer;
  if (new Set(winners.map(({ responsible }) => responsible)).size <= 1) return answer;
  const depths = new Map(winners.map((winner) => [winner, groundDepth(winner, situation, knowledge)]));
  const least = Math.min(...depths.values());
  const kept = winners.filter((winner) => depths.get(winner) === least);
  const beaten = winners.filter((winner) => depths.get(winner) !== least);
  const lostTo = kept[0]?.rule;
  return { situation, winners: kept, losers: [...losers, ...beaten.map((rule) => ({ ...rule, lostTo }))] };
}

/** How far down the stack of grounds the first one lies that the rule is about. */
function groundDepth({ rule }: AppliedRule, { grounds }: Situation, knowledge: Knowledge): number {
  const wanted = knowledge.rules.get(rule)?.conditions.groundClass;
  const depth = grounds.findIndex(({ classes }) =>
    classes.some((own) => wanted !== undefined && knowledge.hierarchies.isClassBelow(own, wanted)),
  );
  return depth < 0 ? grounds.length : depth;
}
