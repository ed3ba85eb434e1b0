import { ww } from '../rdf/namespaces.js';
import type { Succession } from '../registers/index.js';
import type { LonLat } from '../spatial/index.js';
import { clarify } from './clarify.js';
import { factsOf, featuresOf } from './facts.js';
import type { Knowledge } from './knowledge.js';
import type { Decision, Named, NamedRule, Question, RunnerUp, SituationAnswer } from './model.js';
import { paragraphOf } from './paragraph.js';
import { sentenceOf, telling, thingIn } from './sentence.js';
import { managersOf, responsibleIn, type Verdict } from './verdict.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';

/** The rule of the last resort: where no other holds, the municipality of the place, or else nobody. */
const FALLBACK_RULE = ww('FallbackRule');

/** The answers to all readings of a place, and what they come to. */
export interface Reached {
  /** One per situation, the likeliest first. */
  readonly answers: readonly [SituationAnswer, ...SituationAnswer[]];
  readonly verdict: Verdict;
}

/**
 * Turns the answers to all readings of a place into one decision with its reasons.
 * @param place where it was decided about
 */
export async function explain(
  question: Question,
  place: LonLat,
  { answers, verdict }: Reached,
  { knowledge, time }: { readonly knowledge: Knowledge; readonly time: Date },
): Promise<Decision> {
  const names = await knowledge.name(thingsToName(question, verdict, answers));
  const named = (iri: string): Named => names.get(iri) ?? { iri, label: { nl: iri, en: iri } };
  const { outcome, answer, winner, candidates, mayBeNobodys } = verdict;
  const responsible = responsibleIn(verdict);
  const steps = stepsTo(candidates.keys(), verdict);
  const losing = outcome === 'decided' ? runnersUp(answer, knowledge, named) : [];
  const open = candidates.size > 1 || outcome === 'ambiguous' ? [...candidates.keys()].map(named) : [];
  const asked =
    candidates.size > 1
      ? clarify(answers, place, {
          named,
          thing: (candidate, language) => thingIn(candidate, language, named),
          managersOf: (each) => managersOf(each, knowledge),
        })
      : undefined;
  const decision: Omit<Decision, 'sentence' | 'forDispatcher'> = {
    question,
    outcome,
    responsible: responsible === undefined ? undefined : named(responsible),
    rule: ruleOf(verdict, knowledge, named),
    openRules: openRules(verdict, knowledge, named),
    ambiguity: verdict.ambiguity,
    facts: factsOf(answer, steps, { knowledge, named, time }),
    runnersUp: losing,
    noOtherCandidate: losing.length === 0 && open.length === 0 && !mayBeNobodys,
    candidates: open,
    clarify: asked?.question,
    choices: asked?.choices ?? [],
    time,
    asOf: knowledge.asOf,
  };
  const about = telling(answer.situation, winner, knowledge);
  return {
    ...decision,
    // The sentence names the one responsible alone, where there is one.
    sentence: sentenceOf(
      decision,
      about,
      responsible === undefined ? steps : stepsTo([responsible], verdict),
      named,
    ),
    forDispatcher: paragraphOf(decision, verdict, steps, {
      named,
      knowledge,
      bases: await knowledge.bases(rulesOf(verdict)),
    }),
  };
}

function thingsToName(
  { chosen = [], excluded = [] }: Question,
  verdict: Verdict,
  answers: readonly SituationAnswer[],
): string[] {
  const { answer, candidates, unheld } = verdict;
  // What the other readings hold is told of only where they lead elsewhere.
  const told = candidates.size > 1 ? answers : [answer];
  const names = [FALLBACK_RULE, ...candidates.keys(), ...excluded];
  for (const one of told) {
    const { winners, losers } = one;
    for (const { feature, classes } of featuresOf(one)) names.push(feature, ...classes.slice(0, 1));
    for (const { rule, responsible } of [...winners, ...losers]) names.push(rule, responsible);
  }
  for (const { event, from, to } of stepsTo(candidates.keys(), verdict)) names.push(event, from, to);
  for (const { feature } of [...chosen, ...unheld]) names.push(feature);
  return names;
}

/** The rules that lead to whoever may be responsible. */
function rulesOf({ winner, candidates }: Verdict): string[] {
  return [
    ...(winner ? [winner.rule] : []),
    ...[...candidates.values()].flatMap(({ rule }) => rule?.rule ?? []),
  ];
}

/** The successions that led to these managers, each once: several may have come out of one. */
function stepsTo(managers: Iterable<string>, { candidates }: Pick<Verdict, 'candidates'>): Succession[] {
  const steps = [...managers].flatMap((manager) => candidates.get(manager)?.steps ?? []);
  return [...new Map(steps.map((step) => [[step.event, step.from, step.to].join(' '), step])).values()];
}

function ruleOf(
  { outcome, winner }: Verdict,
  knowledge: Knowledge,
  named: (iri: string) => Named,
): NamedRule | undefined {
  if (outcome === 'ambiguous') return undefined;
  return winner && outcome === 'decided' ? namedRule(winner.rule, knowledge, named) : named(FALLBACK_RULE);
}

/** Of each manager that remains, the rule that leads to it. */
function openRules(
  { outcome, candidates }: Verdict,
  knowledge: Knowledge,
  named: (iri: string) => Named,
): NamedRule[] {
  if (outcome !== 'ambiguous') return [];
  const rules = new Set([...candidates.values()].map(({ rule }) => rule?.rule ?? FALLBACK_RULE));
  return [...rules].map((rule) => namedRule(rule, knowledge, named));
}

function namedRule(iri: string, knowledge: Knowledge, named: (iri: string) => Named): NamedRule {
  const rule = knowledge.rules.get(iri);
  return { ...named(iri), set: rule?.set, version: rule?.version };
}

function runnersUp(
  { losers }: SituationAnswer,
  knowledge: Knowledge,
  named: (iri: string) => Named,
): RunnerUp[] {
  return losers.map(({ rule, responsible, lostTo }) => {
    const winner = named(lostTo ?? '');
    const own = namedRule(rule, knowledge, named);
    const isEntrusted = isGeneral(rule, knowledge) && lostTo !== undefined && !isGeneral(lostTo, knowledge);
    const how = isEntrusted ? 'entrusted' : 'lost';
    return {
      rule: own,
      responsible: named(responsible),
      isEntrusted,
      why: { nl: nl[how](own.label.nl, winner.label.nl), en: en[how](own.label.en, winner.label.en) },
    };
  });
}

function isGeneral(rule: string, knowledge: Knowledge): boolean {
  return knowledge.rules.get(rule)?.conditions.entrustedBy === undefined;
}
