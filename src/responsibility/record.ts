import { dct, owl, prov, rdf, skos, ww, xsd } from '../rdf/namespaces.js';
import { lineWriter, type LineWriter } from '../rdf/line-writer.js';
import { canonicalDouble, iriToString, lineTerms, type Line } from '../rdf/nquads.js';
import type { Ambiguity, Choice, Decision, Fact, FactRole, Outcome, RunnerUp, Side } from './model.js';

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  decided: ww('Decided'),
  ambiguous: ww('Ambiguous'),
  fallback: ww('Fallback'),
  undecided: ww('Undecided'),
};
const AMBIGUITIES: Readonly<Record<Ambiguity, string>> = {
  place: ww('ByPlace'),
  rules: ww('ByRules'),
  succession: ww('BySuccession'),
};
const ROLES: Readonly<Record<FactRole, string>> = {
  asset: ww('Asset'),
  ground: ww('Ground'),
  road: ww('Road'),
  area: ww('Area'),
  succession: ww('Succession'),
  consulted: ww('Consulted'),
};

const SIDES: Readonly<Record<Side, string>> = { left: ww('Left'), right: ww('Right') };

/** What a record says to people, in words that a later release may choose otherwise. */
const WORDS = [dct('description'), ww('forDispatcher'), ww('question'), skos('prefLabel')].map(iriToString);

/**
 * Whether a line of the record of a decision is a text for people. What was decided and why is in the others, which are
 * its canonical record.
 */
export function isWording(line: Line): boolean {
  return WORDS.includes(lineTerms(line).predicate);
}

/**
 * The record of a decision: a `prov:Activity` with its rule, facts, runners-up and explanations (PROV-O, section 3;
 * `docs/data-model.md`, "A decision").
 * @param options.iri IRI of the decision; its parts are named under it
 * @param options.graph graph to put it in
 * @param options.agent IRI of the software agent that decided
 */
export function decisionLines(
  decision: Decision,
  options: { readonly iri: string; readonly graph: string; readonly agent: string; readonly report?: string },
): Line[] {
  const write = lineWriter(options.graph);
  const { iri } = options;
  return [
    write.iri(iri, rdf('type'), ww('Decision')),
    write.iri(iri, rdf('type'), prov('Activity')),
    write.iri(iri, ww('outcome'), OUTCOMES[decision.outcome]),
    write.literal(iri, prov('startedAtTime'), decision.time.toISOString(), xsd('dateTime')),
    write.literal(iri, ww('asOfChange'), String(decision.asOf), xsd('integer')),
    write.iri(iri, prov('wasAssociatedWith'), options.agent),
    ...(options.report === undefined ? [] : [write.iri(iri, prov('used'), options.report)]),
    ...(decision.responsible ? [write.iri(iri, ww('responsible'), decision.responsible.iri)] : []),
    ...(decision.rule ? [write.iri(iri, ww('rule'), decision.rule.iri)] : []),
    ...(decision.rule?.version === undefined
      ? []
      : [write.literal(iri, owl('versionInfo'), decision.rule.version)]),
    ...decision.openRules.map((rule) => write.iri(iri, ww('rule'), rule.iri)),
    ...(decision.ambiguity ? [write.iri(iri, ww('ambiguity'), AMBIGUITIES[decision.ambiguity])] : []),
    ...decision.candidates.map((candidate) => write.iri(iri, ww('candidate'), candidate.iri)),
    ...(decision.noOtherCandidate
      ? [write.literal(iri, ww('noOtherCandidate'), 'true', xsd('boolean'))]
      : []),
    ...write.bilingual(iri, dct('description'), decision.sentence),
    ...write.bilingual(iri, ww('forDispatcher'), decision.forDispatcher),
    ...(decision.clarify ? write.bilingual(iri, ww('question'), decision.clarify) : []),
    ...(decision.question.chosen ?? []).flatMap(({ choice }) =>
      choice === undefined ? [] : [write.iri(iri, ww('chosen'), choice)],
    ),
    ...(decision.question.excluded ?? []).map((manager) => write.iri(iri, ww('excluded'), manager)),
    ...decision.choices.flatMap((choice, index) =>
      choiceLines(choice, iri, `${iri}#choice-${String(index + 1)}`, write),
    ),
    ...decision.facts.flatMap((fact, index) =>
      factLines(fact, iri, `${iri}#fact-${String(index + 1)}`, write),
    ),
    ...decision.runnersUp.flatMap((runnerUp, index) =>
      runnerUpLines(runnerUp, iri, `${iri}#runner-up-${String(index + 1)}`, write),
    ),
  ];
}

function choiceLines(
  { role, feature, side, label }: Choice,
  decision: string,
  iri: string,
  write: LineWriter,
): Line[] {
  return [
    write.iri(decision, ww('choice'), iri),
    write.iri(iri, rdf('type'), ww('Choice')),
    write.iri(iri, prov('hadRole'), ROLES[role]),
    write.iri(iri, prov('entity'), feature.iri),
    ...(side === undefined ? [] : [write.iri(iri, ww('side'), SIDES[side])]),
    ...write.bilingual(iri, skos('prefLabel'), label),
  ];
}

function factLines(fact: Fact, decision: string, iri: string, write: LineWriter): Line[] {
  return [
    write.iri(decision, prov('qualifiedUsage'), iri),
    write.iri(iri, rdf('type'), prov('Usage')),
    write.iri(iri, prov('entity'), fact.feature.iri),
    write.iri(iri, prov('hadRole'), ROLES[fact.role]),
    ...(fact.distance === undefined
      ? []
      : [write.literal(iri, ww('distance'), canonicalDouble(fact.distance), xsd('double'))]),
    write.iri(iri, ww('register'), fact.register.iri),
    ...(fact.asOf === undefined ? [] : [write.literal(iri, dct('issued'), fact.asOf, xsd('date'))]),
    ...(fact.stale ? [write.literal(iri, ww('stale'), 'true', xsd('boolean'))] : []),
  ];
}

function runnerUpLines(runnerUp: RunnerUp, decision: string, iri: string, write: LineWriter): Line[] {
  return [
    write.iri(decision, ww('runnerUp'), iri),
    write.iri(iri, rdf('type'), ww('RunnerUp')),
    write.iri(iri, ww('rule'), runnerUp.rule.iri),
    write.iri(iri, ww('responsible'), runnerUp.responsible.iri),
    ...write.bilingual(iri, dct('description'), runnerUp.why),
  ];
}
