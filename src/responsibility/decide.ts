import { LRUCache } from 'lru-cache';
import { xsd } from '../rdf/namespaces.js';
import { integerTerm, iriTerm, literalTerm, readQuery, type SparqlTerm } from '../rdf/query-text.js';
import { createAttributes, type Attributes } from './attributes.js';
import { chooseAmong, nested } from './choose-among.js';
import type { Knowledge } from './knowledge.js';
import { SETTLED } from './settled.js';
import type { AppliedRule, Queryable, Situation, SituationAnswer } from './model.js';
import { markBeaten } from './most-specific.js';
import { ROLE_IRIS } from './roles.js';
import { ANYTHING } from './rule-index.js';
import { kindOf, type SituationKind } from './situation-kind.js';

const applicableQuery = readQuery('responsibility/applicable.rq');

/** Kinds of situation whose answer is remembered. */
const REMEMBERED_KINDS = 20_000;

/** Lets the rules choose. */
export interface Chooser {
  /** What things are like, as far as some rule asks. */
  readonly attributes: Attributes;
  /**
   * The rules that win and lose in each situation, and whom it falls back on, once those who have ended made way and
   * agreements have passed on what is their parties'.
   * @param today `xsd:date` on which rules must be in force
   * @param excluded IRIs of managers that have refused: the choice is made among the rules that lead elsewhere, so that
   * the next most specific one wins. Excluded, a municipality is no fallback either.
   */
  apply(
    knowledge: Knowledge,
    category: string,
    situations: readonly Situation[],
    today: string,
    excluded?: readonly string[],
  ): Promise<SituationAnswer[]>;
}

/** Where a chooser asks what things are like, and what the rules are. */
export interface ChooserSources {
  readonly facts: Queryable;
  readonly rules: Queryable;
}

/**
 * SPARQL finds the rules whose conditions hold (`applicable.rq`); of those, the ones win that no other is more specific
 * than. As places of one kind are many and kinds are few, which rules apply and how they compare is remembered for as long as
 * the knowledge it rests on. Whom they lead to is worked out for each place (`choose-among.ts`).
 */
export function createChooser({ facts, rules }: ChooserSources): Chooser {
  const attributes = createAttributes(facts);
  const remembered = new WeakMap<Knowledge, LRUCache<string, readonly AppliedRule[]>>();

  return {
    attributes,
    apply: async (knowledge, category, situations, today, excluded = []) => {
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
      const found = missing.length > 0 ? await findApplied(rules, missing, knowledge) : [];
      missing.forEach((kind, index) => choices.set(JSON.stringify(kind), found[index] ?? []));
      return situations.map((situation, index) =>
        chooseAmong(situation, choices.get(keys[index] ?? '') ?? [], knowledge, { today, excluded }),
      );
    },
  };
}

/** For each kind, the rules that apply, each that loses with the one that it loses to. */
async function findApplied(
  store: Queryable,
  kinds: readonly SituationKind[],
  knowledge: Knowledge,
): Promise<AppliedRule[][]> {
  const applied: AppliedRule[][] = kinds.map(() => []);
  for (const { situation, rule, responsible } of await store.select(applicableText(kinds), SETTLED))
    if (rule && responsible)
      applied[Number(situation?.value)]?.push({ rule: rule.value, responsible: responsible.value });
  return applied.map((rules, index) => markBeaten(rules, nested(knowledge, kinds[index]?.nesting ?? [])));
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
