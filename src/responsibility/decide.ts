import { LRUCache } from 'lru-cache';
import { xsd } from '../rdf/namespaces.js';
import { integerTerm, iriTerm, literalTerm, readQuery, type SparqlTerm } from '../rdf/query-text.js';
import type { Successor } from '../registers/index.js';
import type { Solution } from '../store/graph-store.js';
import { createAttributes, type Attribute } from './attributes.js';
import { SETTLED, type Knowledge } from './knowledge.js';
import type { AppliedRule, Candidate, Queryable, Role, Situation, SituationAnswer } from './model.js';
import { applyAgreements } from './agreements.js';
import { ROLE_IRIS } from './roles.js';
import { ANYTHING } from './rule-index.js';
import { fallbackOf } from './succeed.js';

const applicableQuery = readQuery('responsibility/applicable.rq');
const chooseQuery = readQuery('responsibility/choose.rq');

/** Kinds of situation whose answer is remembered. */
const REMEMBERED_KINDS = 20_000;

/** What the rules ask of a situation, and nothing else of it: two situations of one kind get the same answer. */
interface SituationKind {
  readonly categories: readonly string[];
  readonly areas: readonly string[];
  readonly assetClasses: readonly string[];
  readonly groundClasses: readonly string[];
  /** Things that some rule names. */
  readonly things: readonly string[];
  /** Attributes of the asset that some rule asks for. */
  readonly attributes: readonly Attribute[];
  /** Roles in which a manager is recorded. */
  readonly roles: readonly Role[];
  /** `xsd:date`. */
  readonly today: string;
}

/** The rules' answer to a kind of situation; `responsible` is a body, or the IRI of a role. */
interface Choice {
  readonly winners: readonly AppliedRule[];
  readonly losers: readonly AppliedRule[];
}

/** Lets the rules choose. */
export interface Chooser {
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
  ): Promise<SituationAnswer[]>;
}

/** Where a chooser asks what things are like, and what the rules are. */
export interface ChooserSources {
  readonly facts: Queryable;
  readonly rules: Queryable;
}

/**
 * SPARQL makes the choice: `applicable.rq` finds the rules whose conditions hold, `choose.rq` keeps those that no
 * other is more specific than. As places of one kind are many and kinds are few, the choice is remembered for as long
 * as the knowledge it rests on.
 */
export function createChooser({ facts, rules }: ChooserSources): Chooser {
  const attributes = createAttributes(facts);
  const remembered = new WeakMap<Knowledge, LRUCache<string, Choice>>();

  return {
    apply: async (knowledge, category, situations, today) => {
      let choices = remembered.get(knowledge);
      if (!choices) remembered.set(knowledge, (choices = new LRUCache({ max: REMEMBERED_KINDS })));
      const assets = situations.flatMap(({ asset }) => asset?.feature ?? []);
      const known = await attributes.of(assets, knowledge);
      const kinds = situations.map((situation) => ({
        ...kindOf(situation, category, knowledge),
        attributes: known.get(situation.asset?.feature ?? '') ?? [],
        today,
      }));
      const keys = kinds.map((kind) => JSON.stringify(kind));
      const missing = kinds.filter((_, index) => !choices.has(keys[index] ?? ''));
      const found = missing.length > 0 ? await choose(rules, missing) : [];
      missing.forEach((kind, index) =>
        choices.set(JSON.stringify(kind), found[index] ?? { winners: [], losers: [] }),
      );
      return situations.map((situation, index) =>
        resolve(situation, choices.get(keys[index] ?? '') ?? { winners: [], losers: [] }, knowledge),
      );
    },
    without: async (knowledge, answers, excluded) => {
      if (excluded.length === 0) return [...answers];
      const whole = answers.map((answer) => ({ ...answer, fallback: fallbackIn(answer, knowledge) }));
      const rest = await withoutExcluded(rules, whole, excluded);
      return rest.map((answer) => applyAgreements(answer, knowledge));
    },
  };
}

function kindOf(
  { asset, assumedClasses, grounds, area }: Situation,
  category: string,
  knowledge: Knowledge,
): Omit<SituationKind, 'attributes' | 'today'> {
  const { hierarchies, conditions } = knowledge;
  // A value that no rule asks for can meet no condition, so it is not part of the kind.
  const asked = (iris: readonly string[]): string[] =>
    [...new Set(iris.filter((iri) => conditions.has(iri)))].sort();
  const classesOf = (candidates: readonly Candidate[]): string[] =>
    candidates.flatMap(({ classes }) => classes.flatMap((iri) => hierarchies.classesFrom(iri)));
  const named = [...(asset ? [asset] : []), ...grounds].map(({ feature }) => feature);
  return {
    categories: asked(hierarchies.categoriesFrom(category)),
    areas: asked(area ? hierarchies.areasFrom(area.feature) : []),
    assetClasses: asked(asset ? classesOf([asset]) : assumedClasses),
    groundClasses: asked(classesOf(grounds)),
    things: asked(named),
    roles: [...managersIn({ asset, grounds, area }, knowledge).keys()],
  };
}

/** Who is recorded as the manager in each role: of the asset, of the most precise ground that has one, of the area. */
function managersIn(
  { asset, grounds, area }: Pick<Situation, 'asset' | 'grounds' | 'area'>,
  knowledge: Knowledge,
): Map<Role, string> {
  const managers = new Map<Role, string>();
  for (const { role, manager } of [...(asset ? [asset] : []), ...grounds])
    if (manager !== undefined && !managers.has(role)) managers.set(role, manager);
  const organisation = area && knowledge.areaOrganisations.get(area.feature);
  if (organisation !== undefined) managers.set('area', organisation);
  return managers;
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

interface Row extends AppliedRule {
  readonly situation: number;
}

async function choose(store: Queryable, kinds: readonly SituationKind[]): Promise<Choice[]> {
  const applicable = (await store.select(applicableText(kinds), SETTLED)).map(toRow);
  const rows = applicable.length > 1 ? await dropBeaten(store, applicable) : applicable;
  return kinds.map((_, index) => {
    const own = rows.filter(({ situation }) => situation === index);
    return {
      winners: own.filter(({ lostTo }) => lostTo === undefined),
      losers: own.filter(({ lostTo }) => lostTo !== undefined),
    };
  });
}

function applicableText(kinds: readonly SituationKind[]): string {
  const rows = (values: (kind: SituationKind) => readonly string[]): SparqlTerm[][] =>
    kinds.flatMap((kind, index) => withAnything(values(kind)).map((value) => [integerTerm(index), value]));
  return applicableQuery({
    'situation category area': kinds.flatMap(({ categories, areas }, index) =>
      withAnything(categories).flatMap((within) =>
        withAnything(areas).map((around) => [integerTerm(index), within, around]),
      ),
    ),
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

function toRow({ situation, rule, responsible, better }: Solution): Row {
  return {
    situation: Number(situation?.value),
    rule: rule?.value ?? '',
    responsible: responsible?.value ?? '',
    lostTo: better?.value,
  };
}

function fallbackIn({ fallback, situation }: SituationAnswer, knowledge: Knowledge): readonly Successor[] {
  return fallback ?? fallbackOf(situation, knowledge).map((organisation) => ({ organisation, steps: [] }));
}

async function withoutExcluded(
  store: Queryable,
  answers: readonly (SituationAnswer & { readonly fallback: readonly Successor[] })[],
  excluded: readonly string[],
): Promise<SituationAnswer[]> {
  const remaining = answers.flatMap(({ winners, losers }, situation) =>
    [...winners, ...losers]
      .filter(({ responsible }) => !excluded.includes(responsible))
      .map((applied) => ({ situation, applied })),
  );
  const asRow = (at: number, { rule, responsible }: AppliedRule): Row => ({
    situation: at,
    rule,
    responsible,
    lostTo: undefined,
  });
  const rows =
    remaining.length === 0
      ? []
      : await dropBeaten(
          store,
          remaining.map(({ situation, applied }) => asRow(situation, applied)),
        );
  return answers.map((answer, index) => {
    const applied = remaining.flatMap(({ situation, applied: before }) => {
      const row = rows.find(
        ({ situation: at, rule, responsible }) =>
          at === situation && rule === before.rule && responsible === before.responsible,
      );
      return situation === index ? [{ ...before, lostTo: row?.lostTo }] : [];
    });
    return {
      ...answer,
      winners: applied.filter(({ lostTo }) => lostTo === undefined),
      losers: applied.filter(({ lostTo }) => lostTo !== undefined),
      fallback: answer.fallback.filter(({ organisation }) => !excluded.includes(organisation)),
    };
  });
}

/** Every rule that applies, with one that is more specific where there is any; in order of the rules' names. */
async function dropBeaten(store: Queryable, applicable: readonly Row[]): Promise<Row[]> {
  const solutions = await store.select(
    chooseQuery({
      'situation rule responsible': applicable.map(({ situation, rule, responsible }) => [
        integerTerm(situation),
        iriTerm(rule),
        iriTerm(responsible),
      ]),
      'situation better': applicable.map(({ situation, rule }) => [integerTerm(situation), iriTerm(rule)]),
    }),
    SETTLED,
  );
  const rows = new Map<string, Row>();
  for (const row of solutions.map(toRow)) {
    const key = `${String(row.situation)} ${row.rule} ${row.responsible}`;
    const known = rows.get(key);
    if (!known || (row.lostTo ?? '') < (known.lostTo ?? '')) rows.set(key, row);
  }
  return [...rows.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1));
}
