import type { Bilingual, Choice, Decision, Fact, Named, RunnerUp } from './model.js';

/** A decision as JSON-LD under the published report context, without `@context`. */
export interface DecisionJson {
  readonly [key: string]: unknown;
  readonly type: 'Decision';
}

/**
 * The friendly form of a decision. Read with the report context it says the same as `decisionLines`, plus names.
 * @param iri IRI of the decision, where it is stored
 */
export function decisionToJson(decision: Decision, iri?: string): DecisionJson {
  return {
    ...(iri === undefined ? {} : { id: iri }),
    type: 'Decision',
    outcome: decision.outcome,
    ...(decision.responsible ? { responsible: namedJson(decision.responsible) } : {}),
    ...(decision.ambiguity ? { ambiguity: decision.ambiguity } : {}),
    explanation: bilingualJson(decision.sentence),
    forDispatcher: bilingualJson(decision.forDispatcher),
    ...(decision.clarify ? { question: bilingualJson(decision.clarify) } : {}),
    ...(decision.choices.length > 0
      ? {
          choices: decision.choices.map((choice, index) => ({
            ...partId(iri, 'choice', index),
            ...choiceJson(choice),
          })),
        }
      : {}),
    ...(decision.candidates.length > 0 ? { candidates: decision.candidates.map(namedJson) } : {}),
    ...ruleJson(decision),
    facts: decision.facts.map((fact, index) => ({ ...partId(iri, 'fact', index), ...factJson(fact) })),
    runnersUp: decision.runnersUp.map((one, index) => ({
      ...partId(iri, 'runner-up', index),
      ...runnerUpJson(one),
    })),
    ...(decision.noOtherCandidate ? { noOtherCandidate: true } : {}),
    ...chosenJson(decision),
    decidedAt: decision.time.toISOString(),
    asOfChange: decision.asOf,
  };
}

/** The rule with its version; of an ambiguous answer, all rules that lead to what it leaves open. */
function ruleJson({ rule, openRules }: Decision): object {
  if (openRules.length > 0) return { rule: openRules.map(namedJson) };
  if (!rule) return {};
  return { rule: namedJson(rule), ...(rule.version === undefined ? {} : { ruleVersion: rule.version }) };
}

function chosenJson({ question: { chosen = [] } }: Decision): object {
  const iris = chosen.flatMap(({ choice }) => choice ?? []);
  return iris.length > 0 ? { chosen: iris } : {};
}

/** Parts of a stored decision have the names that `decisionLines` gives them. */
function partId(decision: string | undefined, kind: string, index: number): object {
  return decision === undefined ? {} : { id: `${decision}#${kind}-${String(index + 1)}` };
}

function namedJson({ iri, label }: Named): object {
  return { id: iri, label: bilingualJson(label) };
}

function bilingualJson({ nl, en }: Bilingual): object {
  return { nl, en };
}

function choiceJson({ role, feature, side, label }: Choice): object {
  return {
    type: 'Choice',
    role,
    feature: namedJson(feature),
    ...(side ? { side } : {}),
    label: bilingualJson(label),
  };
}

function factJson({ role, feature, distance, register, asOf, stale }: Fact): object {
  return {
    type: 'Fact',
    role,
    feature: namedJson(feature),
    ...(distance === undefined ? {} : { distance }),
    register: namedJson(register),
    ...(asOf === undefined ? {} : { asOf }),
    ...(stale ? { stale: true } : {}),
  };
}

function runnerUpJson({ rule, responsible, why }: RunnerUp): object {
  return {
    type: 'RunnerUp',
    rule: namedJson(rule),
    responsible: namedJson(responsible),
    why: bilingualJson(why),
  };
}
