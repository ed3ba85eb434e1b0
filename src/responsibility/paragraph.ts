import type { Succession } from '../registers/index.js';
import type { Basis } from './bases.js';
import { featuresOf, nearestCounted } from './facts.js';
import type { Knowledge } from './knowledge.js';
import type { Bilingual, Candidate, Decision, Fact, Named, RunnerUp } from './model.js';
import { successionsIn, telling, thingIn } from './sentence.js';
import type { Lead, Verdict } from './verdict.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import { paragraphEn } from './wording/paragraph-en.js';
import { paragraphNl } from './wording/paragraph-nl.js';
import type { LeadMention, ParagraphWording, RegisterMention, RuleMention } from './wording/paragraph.js';
import type { Wording } from './wording/wording.js';

/** Rules that lost and are named; the record has them all. */
const MOST_LOSERS = 3;

/** What the paragraph is told with. */
export interface Telling {
  readonly named: (iri: string) => Named;
  readonly knowledge: Knowledge;
  /** What the rules that led to an answer rest on. */
  readonly bases: ReadonlyMap<string, Basis>;
}

/**
 * The decision for the dispatcher: what was found where, what decided and what that rests on, who lost and why, and what
 * is not certain.
 * @param steps the successions that led to whoever may be responsible
 */
export function paragraphOf(
  decision: Omit<Decision, 'sentence' | 'forDispatcher'>,
  verdict: Verdict,
  steps: readonly Succession[],
  telling: Telling,
): Bilingual {
  return {
    nl: write({ ...telling, language: 'nl', words: nl, sentences: paragraphNl }, decision, verdict, steps),
    en: write({ ...telling, language: 'en', words: en, sentences: paragraphEn }, decision, verdict, steps),
  };
}

/** The paragraph in one language. */
interface Writing extends Telling {
  readonly language: keyof Bilingual;
  readonly words: Wording;
  readonly sentences: ParagraphWording;
}

function write(
  writing: Writing,
  decision: Omit<Decision, 'sentence' | 'forDispatcher'>,
  verdict: Verdict,
  steps: readonly Succession[],
): string {
  const { language, sentences, named } = writing;
  const { chosen = [], excluded = [] } = decision.question;
  const names = (iris: readonly string[]): string[] => iris.map((iri) => named(iri).label[language]);
  return [
    ...foundText(writing, decision, verdict),
    ...(chosen.length > 0 ? [sentences.chosen(names(chosen.map(({ feature }) => feature)))] : []),
    outcomeText(writing, decision, verdict),
    ...successionsIn(language, steps, named),
    ...unheldText(writing, verdict),
    ...(decision.clarify ? [sentences.asked(decision.clarify[language])] : []),
    ...othersText(writing, decision),
    ...(excluded.length > 0 ? [sentences.excluded(names(excluded))] : []),
    ...staleText(writing, decision.facts),
  ].join(' ');
}

function foundText(
  writing: Writing,
  { question, facts }: Pick<Decision, 'question' | 'facts'>,
  { answer }: Verdict,
): string[] {
  const { sentences, knowledge } = writing;
  const features = featuresOf(answer);
  if (features.length === 0) return [sentences.nothingFound(facts.map((fact) => mention(writing, fact, [])))];
  const found = [...new Set(features.map(({ register }) => register))].flatMap((register) => {
    const fact = facts.find((one) => one.register.iri === register);
    return fact
      ? [
          mention(
            writing,
            fact,
            features.filter((one) => one.register === register),
          ),
        ]
      : [];
  });
  const isNamed = features.some(({ feature }) => feature === question.asset);
  const isAboutThing = answer.situation.assumedClasses.some((iri) => knowledge.roleOf([iri]) === 'asset');
  return [
    sentences.found(found, isNamed ? undefined : question.accuracy),
    ...(isAboutThing ? [sentences.thingUnknown] : []),
    ...(nearestCounted(answer) ? [sentences.outside] : []),
  ];
}

function mention(
  writing: Writing,
  { register, asOf }: Fact,
  features: readonly Candidate[],
): RegisterMention {
  return {
    register: register.label[writing.language],
    asOf,
    things: features.map((one) => ({ thing: thingText(writing, one), distance: Math.round(one.distance) })),
  };
}

function thingText({ words, language, named }: Writing, candidate: Candidate): string {
  return words.thing(thingIn(candidate, language, named));
}

function outcomeText(
  writing: Writing,
  { responsible, outcome, ambiguity }: Pick<Decision, 'responsible' | 'outcome' | 'ambiguity'>,
  { winner, candidates }: Verdict,
): string {
  const { sentences, language } = writing;
  if (ambiguity)
    return sentences.open(
      [...candidates].map(([manager, lead]) => leadMention(writing, manager, lead)),
      ambiguity,
    );
  if (!responsible) return sentences.undecided;
  const manager = responsible.label[language];
  return outcome === 'decided' && winner
    ? sentences.decided(manager, ruleMention(writing, winner.rule))
    : sentences.fallback(manager);
}

function leadMention(writing: Writing, manager: string, { situation, rule }: Lead): LeadMention {
  const { named, language, knowledge } = writing;
  const about = telling(situation, rule, knowledge);
  return {
    manager: named(manager).label[language],
    rule: rule && ruleMention(writing, rule.rule),
    thing: about && thingText(writing, about),
  };
}

function ruleMention({ named, language, knowledge, bases }: Writing, iri: string): RuleMention {
  const rule = knowledge.rules.get(iri);
  const { source, page, set } = bases.get(iri) ?? {};
  const [, through = ''] = (rule?.conditions.period ?? '').split('/');
  return {
    label: named(iri).label[language],
    set: set?.[language],
    version: rule?.version,
    source: source?.[language],
    page,
    through: through === '' ? undefined : through,
    isAgreement: rule?.conditions.entrustedBy !== undefined,
  };
}

/** Where else the place may be, though nobody is known there. */
function unheldText(writing: Writing, { unheld }: Verdict): string[] {
  if (unheld.length === 0) return [];
  return [writing.sentences.unheld(unheld.map((area) => thingText(writing, area)))];
}

/** Who lost, each with its rule; or that there was no one else. */
function othersText(
  { sentences, language }: Writing,
  {
    runnersUp,
    noOtherCandidate,
    responsible,
  }: Pick<Decision, 'runnersUp' | 'noOtherCandidate' | 'responsible'>,
): string[] {
  if (runnersUp.length === 0) return noOtherCandidate ? [sentences.noOther] : [];
  const losers = (some: readonly RunnerUp[]): { rule: string; manager: string }[] =>
    some.slice(0, MOST_LOSERS).map(({ rule, responsible }) => ({
      rule: rule.label[language],
      manager: responsible.label[language],
    }));
  const isSame = (one: RunnerUp): boolean => one.responsible.iri === responsible?.iri;
  // Those that lead elsewhere first: they are whom the report might have gone to.
  const ordered = [...runnersUp.filter((one) => !isSame(one)), ...runnersUp.filter(isSame)];
  const entrusted = ordered.filter(({ isEntrusted }) => isEntrusted);
  const lost = ordered.filter(({ isEntrusted }) => !isEntrusted);
  const more = (some: readonly RunnerUp[]): number => Math.max(0, some.length - MOST_LOSERS);
  return [
    ...(entrusted.length > 0 ? [sentences.entrusted(losers(entrusted), more(entrusted))] : []),
    ...(lost.length > 0 ? [sentences.lost(losers(lost), more(lost))] : []),
  ];
}

/** A word of warning for each register that is older than it may be. */
function staleText({ sentences, language }: Writing, facts: readonly Fact[]): string[] {
  const stale = new Map(facts.flatMap((fact) => (fact.stale ? [[fact.register.iri, fact] as const] : [])));
  return [...stale.values()].map(({ register, asOf = '', stale: { age, most } = { age: 0, most: 0 } }) =>
    sentences.stale(register.label[language], asOf, age, most),
  );
}
