import { ww } from '../rdf/namespaces.js';
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
 * @param answers one per situation, the likeliest first; at least one
 */
export async function explain(
  question: Question,
  answers: readonly [SituationAnswer, ...SituationAnswer[]],
  knowledge: Knowledge,
  time: Date,
): Promise<Decision> {
  const verdict = reachVerdict(answers, knowledge);
  const names = await knowledge.name(thingsToName(verdict, knowledge));
  const named = (iri: string): Named => names.get(iri) ?? { iri, label: { nl: iri, en: iri } };
  const { outcome, answer, winner, candidates } = verdict;
  const certain = outcome === 'decided' || outcome === 'fallback';
  const responsible = certain ? [...candidates.keys()][0] : undefined;
  const facts = factsOf(answer.situation, knowledge, named);
  const decision: Omit<Decision, 'sentence'> = {
    question,
    outcome,
    responsible: responsible === undefined ? undefined : named(responsible),
    rule: winner && outcome === 'decided' ? namedRule(winner.rule, knowledge, named) : undefined,
    facts,
    runnersUp: outcome === 'decided' ? runnersUp(answer, knowledge, named) : [],
    candidates: outcome === 'ambiguous' ? [...candidates.keys()].map(named) : [],
    clarify: outcome === 'ambiguous' ? clarify([...candidates.values()], named) : undefined,
    time,
  };
  return { ...decision, sentence: sentenceOf(decision, telling(answer.situation, winner, knowledge), named) };
}

function reachVerdict(
  answers: readonly [SituationAnswer, ...SituationAnswer[]],
  knowledge: Knowledge,
): Verdict {
  const [first] = answers;
  const candidates = new Map<string, Situation>();
  for (const { situation, winners } of answers) {
    const managers =
      winners.length > 0 ? winners.map(({ responsible }) => responsible) : fallbackOf(situation, knowledge);
    for (const manager of managers) if (!candidates.has(manager)) candidates.set(manager, situation);
  }
  const winner = first.winners[0];
  const outcome =
    candidates.size > 1 ? 'ambiguous' : winner ? 'decided' : candidates.size === 1 ? 'fallback' : 'undecided';
  return { outcome, answer: first, winner, candidates };
}

/** No rule at all: the organisation of the municipality. */
function fallbackOf({ area }: Situation, knowledge: Knowledge): string[] {
  const organisation = area && knowledge.areaOrganisations.get(area.feature);
  return organisation === undefined ? [] : [organisation];
}

function thingsToName({ answer, candidates }: Verdict, knowledge: Knowledge): string[] {
  const situations = [answer.situation, ...candidates.values()];
  const features = situations.flatMap(featuresOf);
  const applied = [...answer.winners, ...answer.losers];
  return [
    ...candidates.keys(),
    ...features.flatMap(({ feature, classes }) => [feature, ...classes]),
    ...applied.flatMap(({ rule, responsible }) => [rule, responsible]),
    ...situations.flatMap(({ assumedClasses }) => assumedClasses.slice(0, 1)),
    ...applied.flatMap(({ rule }) => knowledge.rules.get(rule)?.set ?? []),
  ];
}

function featuresOf({ asset, grounds, area }: Situation): Candidate[] {
  return [...(asset ? [asset] : []), ...grounds, ...(area ? [area] : [])];
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
    return {
      rule: own,
      responsible: named(responsible),
      why: { nl: nl.lost(own.label.nl, winner.label.nl), en: en.lost(own.label.en, winner.label.en) },
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

/** One question in the names of things, since a citizen cannot know agencies. */
function clarify(situations: readonly Situation[], named: (iri: string) => Named): Bilingual {
  const role = situations.find(({ differsIn }) => differsIn !== undefined)?.differsIn ?? 'ground';
  const write = (language: keyof Bilingual): string => {
    const wording = language === 'nl' ? nl : en;
    const things = situations.map((situation) => {
      const candidate = tellingIn(situation, role);
      return candidate
        ? wording.thing(thingIn(candidate, language, named))
        : wording.thing({ role, kind: undefined, name: undefined });
    });
    return wording.question([...new Set(things)], role);
  };
  return { nl: write('nl'), en: write('en') };
}

function tellingIn({ asset, grounds, area }: Situation, role: Candidate['role']): Candidate | undefined {
  if (role === 'asset') return asset;
  return role === 'area' ? area : grounds[0];
}
