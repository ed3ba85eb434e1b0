import { generiek, gebied, obd, terrein, water, weg } from '../rdf/namespaces.js';
import { readQuery } from '../rdf/query-text.js';
import { lineGraph } from '../rdf/nquads.js';
import type { Committed, GraphStore } from '../store/graph-store.js';
import { createSuccessions, readSuccessions, type Successions } from '../registers/index.js';
import { writeGraph } from '../store/write-graph.js';
import { createBases, type Basis } from './bases.js';
import { indexRules, type CandidateRules } from './candidate-rules.js';
import { maxAgeOf } from './frequencies.js';
import { readHierarchies, type Hierarchies } from './hierarchies.js';
import type { Bilingual, Named, Queryable, Role } from './model.js';
import { namer } from './names.js';
import { ruleIndexGraph, ruleIndexLines } from './rule-index.js';
import { readSettings, type DecidingSettings } from './settings.js';
import { attributePath, checkContradictions, readRules, type Rule } from './rules.js';

const categoriesQuery = readQuery('responsibility/categories.rq');
const registersQuery = readQuery('responsibility/registers.rq');
const areaOrganisationsQuery = readQuery('responsibility/area-organisations.rq');

/** The class that says what a feature is to a decision, the most telling first. */
const ROLE_CLASSES: readonly (readonly [string, Role])[] = [
  [generiek('AdministratieveEenheid'), 'area'],
  [weg('Wegsegment'), 'road'],
  [terrein('Terreindeel'), 'ground'],
  [water('Waterdeel'), 'ground'],
  [gebied('Gebied'), 'ground'],
  [obd('Element'), 'asset'],
];

/** Rules that are asked about in one query. */
const RULES_AT_ONCE = 500;

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
  /** Days that it may be old, where it says how often it is renewed. */
  readonly maxAge?: number | undefined;
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
  /** The same with the values that are asked for, as `describeAttribute` writes them. */
  readonly askedAttributes: ReadonlySet<string>;
  /** Every thing that some rule names. */
  readonly namedThings: ReadonlySet<string>;
  readonly categories: ReadonlyMap<string, Category>;
  readonly registers: ReadonlyMap<string, RegisterInfo>;
  /** IRIs of the registers that have areas, in order. */
  readonly areaRegisters: readonly string[];
  readonly settings: DecidingSettings;
  readonly areaOrganisations: ReadonlyMap<string, string>;
  /** Which organisations took over from which. */
  readonly successions: Successions;
  /** Role of a feature with these classes, or `undefined` where it has none in deciding. */
  roleOf(classes: readonly string[]): Role | undefined;
  /** Names of things, asked of the graph once each. */
  name(iris: readonly string[]): Promise<Map<string, Named>>;
  /** What rules rest on, asked of the graph once each. */
  bases(rules: readonly string[]): Promise<ReadonlyMap<string, Basis>>;
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
      if (reading) return reading;
      const mine = readIndexed(store, baseUrl);
      reading = mine;
      mine
        .then((knowledge) => askOfRules(knowledge, () => reading === mine))
        .catch(() => {
          if (reading === mine) reading = undefined;
        });
      return mine;
    },
    close: unsubscribe,
  };
}

function concernsKnowledge(committed: Committed, baseUrl: string, index: string): boolean {
  if (committed.replaced !== undefined && committed.replaced !== index) return true;
  const beside = [`${baseUrl}/doc/report/`, `${baseUrl}/doc/redecision/`];
  // What the archive keeps of reports that left is of no more concern than the reports were.
  const archive = `${baseUrl}/graph/archive`;
  // Lines of one graph end alike, and a report's all do, so that one look-up does for them.
  let end = '';
  const concerns = (line: string): boolean => {
    if (end !== '' && line.endsWith(end)) return false;
    const graph = lineGraph(line);
    if (graph !== index && graph !== archive && !beside.some((start) => graph.startsWith(start))) return true;
    end = ` <${graph}> .`;
    return false;
  };
  return committed.inserted.some(concerns) || committed.removed.some(concerns);
}

/**
 * Asks what all rules are called and rest on, in portions, so that decisions find it known: with many rules, nearly each
 * decision would meet one that was not asked about yet.
 * @param isWanted whether this knowledge is still the last
 */
async function askOfRules(knowledge: Knowledge, isWanted: () => boolean): Promise<void> {
  const iris = [...knowledge.rules.keys()];
  for (let start = 0; start < iris.length && isWanted(); start += RULES_AT_ONCE) {
    const portion = iris.slice(start, start + RULES_AT_ONCE);
    // Whatever fails is asked again by who needs it.
    await Promise.all([knowledge.name(portion), knowledge.bases(portion)]).catch(() => undefined);
  }
}

/** The index is written before the rest is read: those queries make sure that the worker has it. */
async function readIndexed(store: GraphStore, baseUrl: string): Promise<Knowledge> {
  const graph = ruleIndexGraph(baseUrl);
  // Until then queries see the old graph with later changes to others: what no sequence number stands for.
  for (let switched = store.switched(); switched; switched = store.switched()) await switched;
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
    ...(await readRegisters(store)),
    settings: await readSettings(store),
    areaOrganisations: await readAreaOrganisations(store),
    successions: createSuccessions(await readSuccessions(store)),
    roleOf: (classes) => {
      for (const [wanted, role] of ROLE_CLASSES)
        if (classes.some((iri) => hierarchies.isClassBelow(iri, wanted))) return role;
      return undefined;
    },
    name: namer(store),
    bases: createBases(store),
  };
}

/** What deciding needs to know of the rules themselves. */
export function knowledgeOfRules(
  rules: readonly Rule[],
): Pick<Knowledge, 'rules' | 'candidates' | 'attributePaths' | 'askedAttributes' | 'namedThings'> {
  const askedAttributes = new Set(rules.flatMap(({ conditions }) => conditions.attributes));
  return {
    rules: new Map(rules.map((rule) => [rule.iri, rule])),
    candidates: indexRules(rules),
    attributePaths: new Set([...askedAttributes].map(attributePath)),
    askedAttributes,
    namedThings: new Set(rules.flatMap(({ conditions: { asset } }) => asset ?? [])),
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

async function readRegisters(store: Queryable): Promise<Pick<Knowledge, 'registers' | 'areaRegisters'>> {
  const registers = new Map<string, RegisterInfo>();
  const areaRegisters = new Set<string>();
  for (const { register, title, issued, version, frequency, hasAreas } of await store.select(
    registersQuery(),
  )) {
    if (!register) continue;
    const known = registers.get(register.value)?.title;
    registers.set(register.value, {
      title: title
        ? withLanguage(known, title.value, title['xml:lang'])
        : { nl: register.value, en: register.value },
      issued: issued?.value,
      version: version?.value,
      maxAge: maxAgeOf(frequency?.value),
    });
    if (hasAreas?.value === 'true') areaRegisters.add(register.value);
  }
  return { registers, areaRegisters: [...areaRegisters] };
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
