import { LRUCache } from 'lru-cache';
import { xsd } from '../rdf/namespaces.js';
import { integerTerm, iriTerm, literalTerm, readQuery, type SparqlTerm } from '../rdf/query-text.js';
import type { Successor } from '../registers/index.js';
import { createAttributes, type Attributes } from './attributes.js';
import { nestingOf, withNesting, type NestedPair } from './area-nesting.js';
import type { Knowledge } from './knowledge.js';
import { SETTLED } from './settled.js';
import type { AppliedRule, Queryable, Situation, SituationAnswer } from './model.js';
import { applyAgreements } from './agreements.js';
import { markBeaten } from './most-specific.js';
import { ROLE_IRIS } from './roles.js';
import { ANYTHING } from './rule-index.js';
import { kindOf, managersIn, type SituationKind } from './situation-kind.js';
import { fallbackOf } from './succeed.js';

const applicableQuery = readQuery('responsibility/applicable.rq');

/** Kinds of situation whose answer is remembered. */
const REMEMBERED_KINDS = 20_000;

/** The rules' answer to a kind of situation; `responsible` is a body, or the IRI of a role. */
interface Choice {
  readonly winners: readonly AppliedRule[];
  readonly losers: readonly AppliedRule[];
}

/** Lets the rules choose. */
export interface Chooser {
  /** What things are like, as far as some rule asks. */
  readonly attributes: Attributes;
  /**
   * The rules that win and lose in each situation.
   * @param today `xsd:date` on which rules must be in force
   */
  apply(
    knowledge: Knowledge,
    category: string,
    situations: readonly Situation[],
    today: string,
  ): Promise<SituationAnswer[]>;
  /**
   * The answers without the managers that are excluded: among the rules that apply and lead elsewhere, the choice is
   * made again, so that the next most specific one wins. Excluded, a municipality is no fallback either.
   */
  without(
    knowledge: Knowledge,
    answers: readonly SituationAnswer[],
    excluded: readonly string[],
  ): SituationAnswer[];
}

/** Where a chooser asks what things are like, and what the rules are. */
export interface ChooserSources {
  readonly facts: Queryable;
  readonly rules: Queryable;
}

/**
 * SPARQL finds the rules whose conditions hold (`applicable.rq`); of those, the ones win that no other is more specific
 * than. As places of one kind are many and kinds are few, the choice is remembered for as long as the knowledge it rests
 * on.
 */
export function createChooser({ facts, rules }: ChooserSources): Chooser {
  const attributes = createAttributes(facts);
  const remembered = new WeakMap<Knowledge, LRUCache<string, Choice>>();

  return {
    attributes,
    apply: async (knowledge, category, situations, today) => {
      let choices = remembered.get(knowledge);
      if (!choices) remembered.set(knowledge, (choices = new LRUCache({ max: REMEMBERED_KINDS })));
      const assets = situations.flatMap(({ asset }) => asset?.feature ?? []);
      const known = await attributes.of(assets, knowledge);
      const kinds = situations.map((situation) => {
        const ofAsset = known.get(situation.asset?.feature ?? '') ?? [];
        return kindOf(situation, { category, attributes: ofAsset, today }, knowledge);
      });
      const keys = kinds.map((kind) => JSON.stringify(kind));
      const missing = kinds.filter((_, index) => !choices.has(keys[index] ?? ''));
      const found = missing.length > 0 ? await choose(rules, missing, knowledge) : [];
      missing.forEach((kind, index) =>
        choices.set(JSON.stringify(kind), found[index] ?? { winners: [], losers: [] }),
      );
      return situations.map((situation, index) =>
        resolve(situation, choices.get(keys[index] ?? '') ?? { winners: [], losers: [] }, knowledge),
      );
    },
    without: (knowledge, answers, excluded) => {
      if (excluded.length === 0) return [...answers];
      const whole = answers.map((answer) => ({ ...answer, fallback: fallbackIn(answer, knowledge) }));
      return whole
        .map((answer) => withoutExcluded(answer, excluded, knowledge))
        .map((answer) => applyAgreements(answer, knowledge));
    },
  };
}

/** Puts the recorded managers in the place of the roles. */
function resolve(situation: Situation, { winners, losers }: Choice, knowledge: Knowledge): SituationAnswer {
  const managers = new Map(
    [...managersIn(situation, knowledge)].map(([role, iri]) => [ROLE_IRIS[role], iri]),
  );
  const fill = (applied: AppliedRule): AppliedRule => ({
    ...applied,
    responsible: managers.get(applied.responsible) ?? applied.responsible,
  });
  const filled = winners.map(fill);
  const isAgreement = ({ rule }: AppliedRule): boolean =>
    knowledge.rules.get(rule)?.conditions.entrustedBy !== undefined;
  const general = preferPreciseGround(
    { situation, winners: filled.filter((winner) => !isAgreement(winner)), losers: losers.map(fill) },
    knowledge,
  );
  return applyAgreements(
    { ...general, winners: [...general.winners, ...filled.filter(isAgreement)] },
    knowledge,
  );
}

/**
 * Rules about grounds of unrelated classes cannot be compared: grass and the park around it. Where such rules lead
 * to different managers, the one about the most precise ground wins.
 */
function preferPreciseGround(answer: SituationAnswer, knowledge: Knowledge): SituationAnswer {
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

async function choose(
  store: Queryable,
  kinds: readonly SituationKind[],
  knowledge: Knowledge,
): Promise<Choice[]> {
  const applied: AppliedRule[][] = kinds.map(() => []);
  for (const { situation, rule, responsible } of await store.select(applicableText(kinds), SETTLED))
    if (rule && responsible)
      applied[Number(situation?.value)]?.push({ rule: rule.value, responsible: responsible.value });
  return applied.map((rules, index) => choiceOf(markBeaten(rules, nested(knowledge, kinds[index]?.nesting))));
}

/** What rules are compared with at a place whose areas lie in each other. */
function nested(
  { rules, hierarchies }: Knowledge,
  pairs: readonly NestedPair[] = [],
): Pick<Knowledge, 'rules' | 'hierarchies'> {
  return { rules, hierarchies: withNesting(hierarchies, pairs) };
}

function choiceOf(applied: readonly AppliedRule[]): Choice {
  return {
    winners: applied.filter(({ lostTo }) => lostTo === undefined),
    losers: applied.filter(({ lostTo }) => lostTo !== undefined),
  };
}

function applicableText(kinds: readonly SituationKind[]): string {
  const rows = (values: (kind: SituationKind) => readonly string[]): SparqlTerm[][] =>
    kinds.flatMap((kind, index) => withAnything(values(kind)).map((value) => [integerTerm(index), value]));
  return applicableQuery({
    'situation rule': kinds.flatMap((kind, index) =>
      kind.rules.map((rule) => [integerTerm(index), iriTerm(rule)]),
    ),
    'situation category': rows(({ categories }) => categories),
    'situation area': rows(({ areas }) => areas),
    'situation assetClass': rows(({ assetClasses }) => assetClasses),
    'situation groundClass': rows(({ groundClasses }) => groundClasses),
    'situation asset': rows(({ things }) => things),
    'situation path value': kinds.flatMap(({ attributes }, index) =>
      attributes.map(([path, value]) => [integerTerm(index), path, value]),
    ),
    today: [[literalTerm(kinds[0]?.today ?? '', xsd('date'))]],
    'situation role': kinds.flatMap(({ roles }, index) =>
      roles.map((role) => [integerTerm(index), iriTerm(ROLE_IRIS[role])]),
    ),
  });
}

/** Every value that meets a condition, and the absence of one. */
function withAnything(iris: readonly string[]): SparqlTerm[] {
  return [...iris, ANYTHING].map(iriTerm);
}

function fallbackIn({ fallback, situation }: SituationAnswer, knowledge: Knowledge): readonly Successor[] {
  return fallback ?? fallbackOf(situation, knowledge).map((organisation) => ({ organisation, steps: [] }));
}

function withoutExcluded(
  answer: SituationAnswer & { readonly fallback: readonly Successor[] },
  excluded: readonly string[],
  knowledge: Knowledge,
): SituationAnswer {
  const { winners, losers, fallback } = answer;
  const remaining = [...winners, ...losers].filter(({ responsible }) => !excluded.includes(responsible));
  return {
    ...answer,
    ...choiceOf(markBeaten(remaining, nested(knowledge, nestingOf(answer.situation)))),
    fallback: fallback.filter(({ organisation }) => !excluded.includes(organisation)),
  };
}
