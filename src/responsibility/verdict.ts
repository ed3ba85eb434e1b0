import type { Succession } from '../registers/index.js';
import type { Knowledge } from './knowledge.js';
import type { Ambiguity, AppliedRule, Candidate, Outcome, Situation, SituationAnswer } from './model.js';
import { fallbackOf, successionsTo } from './succeed.js';

/** What leads to a manager: the reading of the place, and the rule, where one does. */
export interface Lead {
  readonly situation: Situation;
  readonly rule: AppliedRule | undefined;
  /** The events that led to the manager from the organisation recorded. */
  readonly steps: readonly Succession[];
}

/** What the answers to all situations come to. */
export interface Verdict {
  readonly outcome: Outcome;
  /** The answer to the likeliest reading. */
  readonly answer: SituationAnswer;
  readonly winner: AppliedRule | undefined;
  /** The managers that remain possible, as far as was looked; each with what leads to it first. */
  readonly candidates: ReadonlyMap<string, Lead>;
  /** Areas on the other side of a boundary that the place may lie in as well, and that nobody is known for. */
  readonly unheld: readonly Candidate[];
  /** Whether nobody is known in some reading of the place, where somebody is in another. */
  readonly mayBeNobodys: boolean;
  /** Why several remain; for an ambiguous answer. */
  readonly ambiguity: Ambiguity | undefined;
}

/**
 * @param answers one per situation, the likeliest first
 * @param isPlaced the answers are about all that the place may be; otherwise none of them is certain
 */
export function reachVerdict(
  answers: readonly [SituationAnswer, ...SituationAnswer[]],
  knowledge: Knowledge,
  isPlaced: boolean,
): Verdict {
  const [first] = answers;
  const candidates = new Map<string, Lead>();
  for (const answer of answers)
    for (const manager of managersOf(answer, knowledge))
      if (!candidates.has(manager))
        candidates.set(manager, {
          situation: answer.situation,
          rule: answer.winners.find(({ responsible }) => responsible === manager),
          steps: successionsTo(manager, answer),
        });
  const winner = first.winners[0];
  const outcome = outcomeOf(
    candidates.size,
    answers.some(({ winners }) => winners.length > 0) || managersOf(first, knowledge).length > 1,
    winner !== undefined,
    isPlaced,
  );
  const nobodys = candidates.size > 0 ? answers.filter((answer) => !isHeld(answer, knowledge)) : [];
  const ambiguity = outcome === 'ambiguous' ? ambiguityOf(first, knowledge) : undefined;
  return {
    outcome,
    answer: first,
    winner,
    candidates,
    unheld: areasAcross(nobodys, first.situation.area),
    mayBeNobodys: nobodys.length > 0,
    ambiguity,
  };
}

/** Whether anybody is known in a reading; where somebody has refused, that one is known still. */
function isHeld(answer: SituationAnswer, knowledge: Knowledge): boolean {
  return managersOf(answer, knowledge).length > 0 || fallbackOf(answer.situation, knowledge).length > 0;
}

/** The areas of readings that differ from the first in that, each once. */
function areasAcross(answers: readonly SituationAnswer[], own: Candidate | undefined): readonly Candidate[] {
  const areas = answers.flatMap(({ situation: { area, differsIn } }) =>
    area && differsIn === 'area' && area.feature !== own?.feature ? [area] : [],
  );
  return [...new Map(areas.map((area) => [area.feature, area])).values()];
}

/** The one who is responsible, where that is certain. */
export function responsibleIn({ outcome, candidates }: Verdict): string | undefined {
  const certain = outcome === 'decided' || outcome === 'fallback';
  return certain ? [...candidates.keys()][0] : undefined;
}

/** Whom it leads to, sorted: the one responsible, or all who may be. */
export function managersIn(verdict: Verdict): string[] {
  const responsible = responsibleIn(verdict);
  return responsible === undefined ? [...verdict.candidates.keys()].sort() : [responsible];
}

/**
 * Between municipalities that no rule chose, the answer is a fallback still: the one where the point lies. Not so between
 * the successors of one that was divided, where nobody knows which of them has the place.
 * @param isOpen a rule chose in some reading, or the municipality has several successors
 */
function outcomeOf(managers: number, isOpen: boolean, ruleWon: boolean, isPlaced: boolean): Outcome {
  if (managers === 0) return 'undecided';
  if (!isOpen) return 'fallback';
  if (managers > 1) return 'ambiguous';
  if (!ruleWon) return 'fallback';
  return isPlaced ? 'decided' : 'ambiguous';
}

/** Where one reading of the place leaves several, no answer about the place can settle it. */
function ambiguityOf(answer: SituationAnswer, knowledge: Knowledge): Ambiguity {
  const managers = new Set(managersOf(answer, knowledge));
  if (managers.size <= 1) return 'place';
  const byRule = new Map<string, Set<string>>();
  for (const { rule, responsible } of answer.winners)
    byRule.set(rule, (byRule.get(rule) ?? new Set()).add(responsible));
  return [...byRule.values()].some((led) => led.size < managers.size) ? 'rules' : 'succession';
}

/** Who is responsible in one reading of the place. */
export function managersOf(
  { situation, winners, fallback }: Pick<SituationAnswer, 'situation' | 'winners' | 'fallback'>,
  knowledge: Knowledge,
): string[] {
  if (winners.length > 0) return winners.map(({ responsible }) => responsible);
  return fallback ? fallback.map(({ organisation }) => organisation) : fallbackOf(situation, knowledge);
}
