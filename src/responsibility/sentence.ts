import { ww } from '../rdf/namespaces.js';
import type { Succession } from '../registers/index.js';
import { areasOf, governedArea } from './area-nesting.js';
import type { Knowledge } from './knowledge.js';
import type { AppliedRule, Bilingual, Candidate, Decision, Named, Situation } from './model.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { Thing } from './wording/wording.js';

/** The thing that the winning rule is about: what a person would point at. */
export function telling(
  situation: Situation,
  winner: AppliedRule | undefined,
  knowledge: Knowledge,
): Candidate | undefined {
  const conditions = winner && knowledge.rules.get(winner.rule);
  const [ground] = situation.grounds;
  if (!conditions) return undefined;
  if (conditions.result === ww('Area')) return governedArea(situation, knowledge);
  const { assetClass, attributes, asset, area } = conditions.conditions;
  if (situation.asset && (assetClass !== undefined || asset !== undefined || attributes.length > 0))
    return situation.asset;
  if (conditions.conditions.groundClass !== undefined) return ground;
  return situation.asset ?? areaMeant(situation, area, knowledge);
}

/** The area that a rule asks for, or the one in it; the smallest one where it asks for none. */
function areaMeant(
  situation: Situation,
  asked: string | undefined,
  { hierarchies }: Knowledge,
): Candidate | undefined {
  const areas = areasOf(situation);
  if (asked === undefined) return areas[0];
  return (
    areas.find(({ feature }) => feature === asked) ??
    areas.find(({ feature }) => hierarchies.areasFrom(feature).includes(asked))
  );
}

/** A thing by its kind and its name. */
export function thingIn(
  candidate: Candidate,
  language: keyof Bilingual,
  named: (iri: string) => Named,
): Thing {
  const [first] = candidate.classes;
  const kind = first === undefined || candidate.role === 'area' ? undefined : named(first).label[language];
  const { nameless, label } = named(candidate.feature);
  const name = nameless ? undefined : label[language];
  return { role: candidate.role, kind, name };
}

/**
 * The decision for the citizen: one sentence, and one for each organisation that made way, since a reader may know the
 * one in the register alone.
 * @param about the thing that the winning rule is about
 * @param steps the successions that led to whoever may be responsible
 */
export function sentenceOf(
  decision: Omit<Decision, 'sentence' | 'forDispatcher'>,
  about: Candidate | undefined,
  steps: readonly Succession[],
  named: (iri: string) => Named,
): Bilingual {
  const fact = decision.facts.find(({ feature }) => feature.iri === about?.feature);
  const write = (language: keyof Bilingual): string => {
    const wording = language === 'nl' ? nl : en;
    const sentence = wording.sentence({
      outcome: decision.outcome,
      ambiguity: decision.ambiguity,
      manager: decision.responsible?.label[language],
      rule: decision.rule?.label[language],
      thing: about && thingIn(about, language, named),
      distance: about?.distance,
      register: fact?.register.label[language],
      asOf: fact?.asOf,
      candidates: decision.candidates.map(({ label }) => label[language]),
    });
    return [sentence, ...successionsIn(language, steps, named)].join(' ');
  };
  return { nl: write('nl'), en: write('en') };
}

/** A sentence for each organisation that made way for another. */
export function successionsIn(
  language: keyof Bilingual,
  steps: readonly Succession[],
  named: (iri: string) => Named,
): string[] {
  const wording = language === 'nl' ? nl : en;
  return steps.map(({ from, to, date }) =>
    wording.succeeded(named(from).label[language], named(to).label[language], date),
  );
}
