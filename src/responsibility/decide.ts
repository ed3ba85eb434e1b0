import { LRUCache } from 'lru-cache';
import { xsd } from '../rdf/namespaces.js';
import { integerTerm, iriTerm, literalTerm, readQuery, type SparqlTerm } from '../rdf/query-text.js';
import { askTogether } from './ask-together.js';
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
/** Kinds in one query: its answer must not take long, as others wait for the same worker. */
const KINDS_IN_QUERY = 64;

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
  const memories = new WeakMap<Knowledge, RulesOfKind>();

  return {
    attributes,
    apply: async (knowledge, category, situations, today, excluded = []) => {
      let rulesOf = memories.get(knowledge);
      if (!rulesOf) memories.set(knowledge, (rulesOf = rememberRules(rules, knowledge)));
      const assets = situations.flatMap(({ asset }) => asset?.feature ?? []);
      const known = await attributes.of(assets, knowledge);
      const kinds = situations.map((situation) => {
        const ofAsset = known.get(situation.asset?.feature ?? '') ?? [];
        return kindOf(situation, { category, attributes: ofAsset, today }, knowledge);
      });
      const chosen = await Promise.all(kinds.map(rulesOf));
      return situations.map((situation, index) =>
        chooseAmong(situation, chosen[index] ?? [], knowledge, { today, excluded }),
      );
    },
  };
}

/** The rules that apply in situations of a kind, each that loses with the one that it loses to. */
type RulesOfKind = (kind: SituationKind) => Promise<readonly AppliedRule[]>;

/** After a change of registers or rules nothing is remembered, and many decisions want the same few kinds at once. */
function rememberRules(rules: Queryable, knowledge: Knowledge): RulesOfKind {
  const known = new LRUCache<string, readonly AppliedRule[]>({ max: REMEMBERED_KINDS });
  const together = askTogether(async (keys) => {
    const kinds = keys.map((key) => ({ key, kind: JSON.parse(key) as SituationKind }));
    const found = new Map<string, AppliedRule[]>();
    for (const asked of queriesFor(kinds)) {
      const applied = await findApplied(
        rules,
        asked.map(({ kind }) => kind),
        knowledge,
      );
      asked.forEach(({ key }, index) => found.set(key, applied[index] ?? []));
    }
    return found;
  });
  return async (kind) => {
    const key = JSON.stringify(kind);
    const remembered = known.get(key);
    if (remembered) return remembered;
    const applied = (await together(key)) ?? [];
    known.set(key, applied);
    return applied;
  };
}

/** Kinds by the query that asks about them: of one day, as a query has one, and not too many. */
function queriesFor<T extends { readonly kind: SituationKind }>(kinds: readonly T[]): T[][] {
  const queries: T[][] = [];
  const filling = new Map<string, T[]>();
  for (const each of kinds) {
    const { today } = each.kind;
    const last = filling.get(today);
    if (last && last.length < KINDS_IN_QUERY) {
      last.push(each);
      continue;
    }
    const next = [each];
    filling.set(today, next);
    queries.push(next);
  }
  return queries;
}

/** For each of these kinds, which are of one day, the rules that apply, each that loses with the one that it loses to. */
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
