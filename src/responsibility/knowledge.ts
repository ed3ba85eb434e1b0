import { generiek, gebied, obd, terrein, water, weg } from '../rdf/namespaces.js';
import { iriTerm, readQuery } from '../rdf/query-text.js';
import { lineGraph } from '../rdf/nquads.js';
import type { Committed, GraphStore } from '../store/graph-store.js';
import { createSuccessions, readSuccessions, type Successions } from '../registers/index.js';
import { writeGraph } from '../store/write-graph.js';
import { indexRules, type CandidateRules } from './candidate-rules.js';
import { readHierarchies, type Hierarchies } from './hierarchies.js';
import type { Bilingual, Named, Queryable, Role } from './model.js';
import { ruleIndexGraph, ruleIndexLines } from './rule-index.js';
import { attributePath, checkContradictions, readRules, type Rule } from './rules.js';

const categoriesQuery = readQuery('responsibility/categories.rq');
const registersQuery = readQuery('responsibility/registers.rq');
const areaOrganisationsQuery = readQuery('responsibility/area-organisations.rq');
const labelsQuery = readQuery('responsibility/labels.rq');

/** The class that says what a feature is to a decision, the most telling first. */
const ROLE_CLASSES: readonly (readonly [string, Role])[] = [
  [generiek('AdministratieveEenheid'), 'area'],
  [weg('Wegsegment'), 'road'],
  [terrein('Terreindeel'), 'ground'],
  [water('Waterdeel'), 'ground'],
  [gebied('Gebied'), 'ground'],
  [obd('Element'), 'asset'],
];

/**
 * For queries about registers and rules alone. The knowledge is read again after each change to those, with queries
 * that see it; reports that are under way need not be waited for.
 */
export const SETTLED = { fresh: false } as const;

/** A category of the scheme. */
export interface Category {
  readonly iri: string;
  readonly key: string;
  /** Classes of the things it is about. */
  readonly concerns: readonly string[];
}

/** A register in force. */
export interface RegisterInfo {
  readonly title: Bilingual;
  readonly issued?: string | undefined;
  readonly version?: string | undefined;
}

/** What seldom changes and every decision needs, read from the graph. */
export interface Knowledge {
  /** Number of the last change that this knowledge has seen for certain. */
  readonly asOf: number;
  readonly hierarchies: Hierarchies;
  readonly rules: ReadonlyMap<string, Rule>;
  /** Finds the rules that may hold somewhere. */
  readonly candidates: CandidateRules;
  /** Every attribute of things that some rule asks for. */
  readonly attributePaths: ReadonlySet<string>;
  readonly categories: ReadonlyMap<string, Category>;
  readonly registers: ReadonlyMap<string, RegisterInfo>;
  readonly areaOrganisations: ReadonlyMap<string, string>;
  /** Which organisations took over from which. */
  readonly successions: Successions;
  /** Role of a feature with these classes, or `undefined` where it has none in deciding. */
  roleOf(classes: readonly string[]): Role | undefined;
  /** Names of things, asked of the graph once each. */
  name(iris: readonly string[]): Promise<Map<string, Named>>;
}

/** Keeps the knowledge in step with the graph. */
export interface KnowledgeKeeper {
  /** The knowledge as of the last commit. @throws ProblemError `conflicting-rules` */
  current(): Promise<Knowledge>;
  close(): void;
}

/** Reads the knowledge now, and again after each commit that touches anything but reports and what waits about them. */
export function keepKnowledge(store: GraphStore, baseUrl: string): KnowledgeKeeper {
  let reading: Promise<Knowledge> | undefined;
  const index = ruleIndexGraph(baseUrl);
  const unsubscribe = store.subscribe((committed) => {
    if (!concernsKnowledge(committed, baseUrl, index)) return;
    reading = undefined;
  });
  return {
    current: () => {
      reading ??= readIndexed(store, baseUrl);
      reading.catch(() => (reading = undefined));
      return reading;
    },
    close: unsubscribe,
  };
}

function concernsKnowledge(committed: Committed, baseUrl: string, index: string): boolean {
  if (committed.replaced !== undefined) return true;
  const beside = [`${baseUrl}/doc/report/`, `${baseUrl}/doc/redecision/`];
  // Lines of one graph end alike, and a report's all do, so that one look-up does for them.
  let end = '';
  const concerns = (line: string): boolean => {
    if (end !== '' && line.endsWith(end)) return false;
    const graph = lineGraph(line);
    if (graph !== index && !beside.some((start) => graph.startsWith(start))) return true;
    end = ` <${graph}> .`;
    return false;
  };
  return committed.inserted.some(concerns) || committed.removed.some(concerns);
}

/** The index is written before the rest is read: those queries make sure that the worker has it. */
function readIndexed(store: GraphStore, baseUrl: string): Promise<Knowledge> {
  const graph = ruleIndexGraph(baseUrl);
  return readKnowledge(store, store.sequence, async (rules) => {
    await writeGraph(store, ruleIndexLines(rules, graph), {
      graph,
      agent: `${baseUrl}/id/agent/service`,
      reason: 'Index the rules',
    });
  });
}

/**
 * Reads the knowledge from a graph.
 * @param asOf number of the last change that the graph has seen
 * @param index puts what is worked out from the rules where the choice is made
 * @throws ProblemError `conflicting-rules`
 */
export async function readKnowledge(
  store: Queryable,
  asOf: number,
  index: (rules: readonly Rule[]) => Promise<void>,
): Promise<Knowledge> {
  const hierarchies = await readHierarchies(store);
  const rules = await readRules(store);
  checkContradictions(rules, hierarchies);
  await index(rules);
  const categories = await readCategories(store);
  return {
    asOf,
    hierarchies,
    ...knowledgeOfRules(rules),
    categories,
    registers: await readRegisters(store),
    areaOrganisations: await readAreaOrganisations(store),
    successions: createSuccessions(await readSuccessions(store)),
    roleOf: (classes) => {
      for (const [wanted, role] of ROLE_CLASSES)
        if (classes.some((iri) => hierarchies.isClassBelow(iri, wanted))) return role;
      return undefined;
    },
    name: namer(store),
  };
}

/** What deciding needs to know of the rules themselves. */
export function knowledgeOfRules(
  rules: readonly Rule[],
): Pick<Knowledge, 'rules' | 'candidates' | 'attributePaths'> {
  return {
    rules: new Map(rules.map((rule) => [rule.iri, rule])),
    candidates: indexRules(rules),
    attributePaths: new Set(rules.flatMap(({ conditions }) => conditions.attributes.map(attributePath))),
  };
}

async function readCategories(store: Queryable): Promise<Map<string, Category>> {
  const categories = new Map<string, Category>();
  for (const { category, key, concerns } of await store.select(categoriesQuery())) {
    if (!category || !key) continue;
    const known = categories.get(category.value)?.concerns ?? [];
    const all = concerns ? [...known, concerns.value].sort() : known;
    categories.set(category.value, { iri: category.value, key: key.value, concerns: all });
  }
  return categories;
}

async function readRegisters(store: Queryable): Promise<Map<string, RegisterInfo>> {
  const registers = new Map<string, RegisterInfo>();
  for (const { register, title, issued, version } of await store.select(registersQuery())) {
    if (!register) continue;
    const known = registers.get(register.value)?.title;
    registers.set(register.value, {
      title: title
        ? withLanguage(known, title.value, title['xml:lang'])
        : { nl: register.value, en: register.value },
      issued: issued?.value,
      version: version?.value,
    });
  }
  return registers;
}

async function readAreaOrganisations(store: Queryable): Promise<Map<string, string>> {
  const rows = await store.select(areaOrganisationsQuery());
  // Rows are ordered; where several bodies claim an area, the first keeps it, whatever the order of loading.
  const organisations = new Map<string, string>();
  for (const { area, organisation } of rows)
    if (area && organisation && !organisations.has(area.value))
      organisations.set(area.value, organisation.value);
  return organisations;
}

function withLanguage(known: Bilingual | undefined, text: string, language: string | undefined): Bilingual {
  if (!known) return { nl: text, en: text };
  return language === 'en' ? { nl: known.nl, en: text } : { nl: text, en: known.en };
}

/** Names from a graph of its own, and for what has none there, as known before. */
export function nameIn(graph: Queryable, known: Pick<Knowledge, 'name'>): Knowledge['name'] {
  const own = namer(graph);
  return async (iris) => {
    const [names, others] = await Promise.all([own(iris), known.name(iris)]);
    return new Map([...others].map(([iri, other]) => [iri, ownName(names.get(iri)) ?? other]));
  };
}

function ownName(name: Named | undefined): Named | undefined {
  return name?.nameless ? undefined : name;
}

function namer(store: Queryable): Knowledge['name'] {
  const names = new Map<string, Named>();
  return async (iris) => {
    const unknown = [...new Set(iris)].filter((iri) => !names.has(iri));
    if (unknown.length > 0) {
      if (names.size > MOST_NAMES) names.clear();
      for (const iri of unknown)
        names.set(iri, { iri, label: { nl: lastPart(iri), en: lastPart(iri) }, nameless: true });
      for (const [iri, label] of await readLabels(store, unknown)) names.set(iri, { iri, label });
    }
    return new Map(iris.map((iri) => [iri, names.get(iri) ?? { iri, label: { nl: iri, en: iri } }]));
  };
}

/** Names that are remembered before the memory is cleared. */
const MOST_NAMES = 50_000;

async function readLabels(store: Queryable, iris: readonly string[]): Promise<Map<string, Bilingual>> {
  const found = new Map<string, { nl?: string; en?: string; other?: string }>();
  for (const { thing, label } of await store.select(
    labelsQuery({ thing: iris.map((iri) => [iriTerm(iri)]) }),
  )) {
    if (!thing || !label) continue;
    const entry = found.get(thing.value) ?? {};
    const language = label['xml:lang'];
    entry[language === 'nl' || language === 'en' ? language : 'other'] = label.value;
    found.set(thing.value, entry);
  }
  return new Map(
    [...found].map(([iri, { nl, en, other }]) => {
      const any = nl ?? other ?? en ?? iri;
      return [iri, { nl: any, en: en ?? any }];
    }),
  );
}

function lastPart(iri: string): string {
  return iri.replace(/[/#]+$/, '').replace(/^.*[/#]/, '') || iri;
}
