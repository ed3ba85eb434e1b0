import { ww } from '../rdf/namespaces.js';
import type { Succession } from '../registers/index.js';
import type { Knowledge } from './knowledge.js';
import type {
  AppliedRule,
  Bilingual,
  Candidate,
  Decision,
  Fact,
  Named,
  NamedRule,
  Outcome,
  Question,
  RunnerUp,
  Situation,
  SituationAnswer,
} from './model.js';
import type { LonLat } from '../spatial/index.js';
import { clarify } from './clarify.js';
import { fallbackOf, successionsTo } from './succeed.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { Thing } from './wording/wording.js';

/** What the answers to all situations come to. */
interface Verdict {
  readonly outcome: Outcome;
  readonly answer: SituationAnswer;
  readonly winner: AppliedRule | undefined;
  /** The managers that remain possible, each with the first situation that leads to it. */
  readonly candidates: ReadonlyMap<string, Situation>;
}

/**
 * Turns the answers to all readings of a place into one decision with its reasons.
 * @param place where it was decided about
 * @param answers one per situation, the likeliest first; at least one
 */
export async function explain(
  question: Question,
  place: LonLat,
  answers: readonly [SituationAnswer, ...SituationAnswer[]],
  { knowledge, time }: { readonly knowledge: Knowledge; readonly time: Date },
): Promise<Decision> {
  const verdict = reachVerdict(answers, knowledge);
  const names = await knowledge.name(thingsToName(verdict, answers, knowledge));
  const named = (iri: string): Named => names.get(iri) ?? { iri, label: { nl: iri, en: iri } };
  const { outcome, answer, winner, candidates } = verdict;
  const certain = outcome === 'decided' || outcome === 'fallback';
  const responsible = certain ? [...candidates.keys()][0] : undefined;
  const steps = stepsTo(verdict);
  const facts = [
    ...factsOf(answer.situation, knowledge, named),
    ...[...new Map(steps.map((step) => [step.event, step])).values()].map((step) =>
      successionFact(step, knowledge, named),
    ),
  ];
  const asked =
    candidates.size > 1
      ? clarify(answers, place, {
          named,
          thing: (candidate, language) => thingIn(candidate, language, named),
          managersOf: (each) => managersOf(each, knowledge),
        })
      : undefined;
  const decision: Omit<Decision, 'sentence'> = {
    question,
    outcome,
    responsible: responsible === undefined ? undefined : named(responsible),
    rule: winner && outcome === 'decided' ? namedRule(winner.rule, knowledge, named) : undefined,
    facts,
    runnersUp: outcome === 'decided' ? runnersUp(answer, knowledge, named) : [],
    candidates: candidates.size > 1 ? [...candidates.keys()].map(named) : [],
    clarify: asked?.question,
    choices: asked?.choices ?? [],
    time,
    asOf: knowledge.asOf,
  };
  const sentence = sentenceOf(decision, telling(answer.situation, winner, knowledge), named);
  return { ...decision, sentence: withSuccessions(sentence, steps, named) };
}

function reachVerdict(
  answers: readonly [SituationAnswer, ...SituationAnswer[]],
  knowledge: Knowledge,
): Verdict {
  const [first] = answers;
  const candidates = new Map<string, Situation>();
  for (const each of answers)
    for (const manager of managersOf(each, knowledge))
      if (!candidates.has(manager)) candidates.set(manager, each.situation);
  const winner = first.winners[0];
  const outcome = outcomeOf(
    candidates.size,
    answers.some(({ winners }) => winners.length > 0),
    winner !== undefined,
  );
  return { outcome, answer: first, winner, candidates };
}

/** Between municipalities that no rule chose, the answer is a fallback still: the one where the point lies. */
function outcomeOf(managers: number, anyRule: boolean, ruleWon: boolean): Outcome {
  if (managers === 0) return 'undecided';
  if (!anyRule) return 'fallback';
  if (managers > 1) return 'ambiguous';
  return ruleWon ? 'decided' : 'fallback';
}

/** Who is responsible in one reading of the place. */
function managersOf({ situation, winners, fallback }: SituationAnswer, knowledge: Knowledge): string[] {
  if (winners.length > 0) return winners.map(({ responsible }) => responsible);
  return fallback ? fallback.map(({ organisation }) => organisation) : fallbackOf(situation, knowledge);
}

function thingsToName(
  { answer, candidates }: Verdict,
  answers: readonly SituationAnswer[],
  knowledge: Knowledge,
): string[] {
  const situations = answers.map(({ situation }) => situation);
  const features = situations.flatMap(featuresOf);
  const applied = [...answer.winners, ...answer.losers];
  return [
    ...candidates.keys(),
    ...features.flatMap(({ feature, classes }) => [feature, ...classes]),
    ...applied.flatMap(({ rule, responsible }) => [rule, responsible]),
    ...situations.flatMap(({ assumedClasses }) => assumedClasses.slice(0, 1)),
    ...applied.flatMap(({ rule }) => knowledge.rules.get(rule)?.set ?? []),
    ...stepsTo({ answer, candidates }).flatMap(({ event, from, to }) => [event, from, to]),
  ];
}

function featuresOf({ asset, grounds, area, nearestArea }: Situation): Candidate[] {
  const around = area ?? nearestArea;
  return [...(asset ? [asset] : []), ...grounds, ...(around ? [around] : [])];
}

function factsOf(situation: Situation, knowledge: Knowledge, named: (iri: string) => Named): Fact[] {
  return featuresOf(situation).map(({ role, feature, distance, register }) => {
    const info = knowledge.registers.get(register);
    return {
      role,
      feature: named(feature),
      distance: Math.round(distance * 100) / 100,
      register: { iri: register, label: info?.title ?? { nl: register, en: register } },
      asOf: info?.issued,
    };
  });
}

/** The successions that led to whoever may be responsible. */
function stepsTo({ answer, candidates }: Pick<Verdict, 'answer' | 'candidates'>): Succession[] {
  return [...candidates.keys()].flatMap((manager) => successionsTo(manager, answer));
}

function successionFact(
  { event, from, to, register }: Succession,
  knowledge: Knowledge,
  named: (iri: string) => Named,
): Fact {
  const { nameless, label, iri } = named(event);
  const [before, after] = [named(from).label, named(to).label];
  const info = knowledge.registers.get(register);
  return {
    role: 'succession',
    feature: {
      iri,
      label: nameless ? { nl: `${before.nl} → ${after.nl}`, en: `${before.en} → ${after.en}` } : label,
    },
    register: { iri: register, label: info?.title ?? { nl: register, en: register } },
    asOf: info?.issued,
  };
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
      why: { nl: nl[how](own.label.nl, winner.label.nl), en: en[how](own.label.en, winner.label.en) },
    };
  });
}

/** The thing that the winning rule is about: what a person would point at. */
function telling(
  situation: Situation,
  winner: AppliedRule | undefined,
  knowledge: Knowledge,
): Candidate | undefined {
  const conditions = winner && knowledge.rules.get(winner.rule);
  const [ground] = situation.grounds;
  if (!conditions) return undefined;
  if (conditions.result === ww('Area')) return situation.area;
  const { assetClass, attributes, asset } = conditions.conditions;
  if (situation.asset && (assetClass !== undefined || asset !== undefined || attributes.length > 0))
    return situation.asset;
  return conditions.conditions.groundClass === undefined ? (situation.asset ?? situation.area) : ground;
}

function thingIn(candidate: Candidate, language: keyof Bilingual, named: (iri: string) => Named): Thing {
  const [first] = candidate.classes;
  const kind = first === undefined || candidate.role === 'area' ? undefined : named(first).label[language];
  const { nameless, label } = named(candidate.feature);
  const name = nameless ? undefined : label[language];
  return { role: candidate.role, kind, name };
}

function sentenceOf(
  decision: Omit<Decision, 'sentence'>,
  about: Candidate | undefined,
  named: (iri: string) => Named,
): Bilingual {
  const fact = decision.facts.find(({ feature }) => feature.iri === about?.feature);
  const write = (language: keyof Bilingual): string =>
    (language === 'nl' ? nl : en).sentence({
      outcome: decision.outcome,
      manager: decision.responsible?.label[language],
      rule: decision.rule?.label[language],
      thing: about && thingIn(about, language, named),
      distance: about?.distance,
      register: fact?.register.label[language],
      asOf: fact?.asOf,
      candidates: decision.candidates.map(({ label }) => label[language]),
    });
  return { nl: write('nl'), en: write('en') };
}

/** Adds which organisations made way, since a reader may know the one in the register alone. */
function withSuccessions(
  sentence: Bilingual,
  steps: readonly Succession[],
  named: (iri: string) => Named,
): Bilingual {
  const add = (language: keyof Bilingual): string =>
    steps
      .map(({ from, to, date }) =>
        (language === 'nl' ? nl : en).succeeded(named(from).label[language], named(to).label[language], date),
      )
      .join(' ');
  return steps.length === 0
    ? sentence
    : { nl: `${sentence.nl} ${add('nl')}`, en: `${sentence.en} ${add('en')}` };
}

function isGeneral(rule: string, knowledge: Knowledge): boolean {
  return knowledge.rules.get(rule)?.conditions.entrustedBy === undefined;
}
