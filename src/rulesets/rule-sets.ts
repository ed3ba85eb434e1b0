import type { Store } from 'n3';
import { ProblemError } from '../problem.js';
import type { Line } from '../rdf/nquads.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import { readQuery } from '../rdf/query-text.js';
import { dayOf, type Bilingual, type Responsibility, type SupposedRuleSet } from '../responsibility/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { checkRuleSet, refuseFaultyDays, type CheckedRuleSet, type CheckProgress } from './check-rule-set.js';
import { compareRuleSets, type RuleChange } from './difference.js';
import { refuseRulesElsewhere } from './elsewhere.js';
import { examplesIn, factsIn, factsOf, rulesIn, triplesOf } from './rule-set.js';
import { describeVersion, readVersion, ruleSetGraph, ruleSetVersion, versionKey } from './versions.js';

const versionsQuery = readQuery('rulesets/versions.rq');

/** What became of a rule set that was loaded. */
export interface RuleSetLoad extends CheckedRuleSet {
  /** IRI of the version in force now. */
  readonly version: string;
  /** Whether it is another than before. */
  readonly switched: boolean;
  readonly changes: readonly RuleChange[];
}

/** A version of a rule set, as listed. */
export interface ListedVersion {
  readonly iri: string;
  readonly set: string;
  readonly version: string;
  readonly inForce: boolean;
  readonly title: Bilingual;
  readonly changeNote: Bilingual;
  readonly authors: readonly string[];
  readonly validFrom: string;
  readonly rules: number;
  readonly examples: number;
  /** When it was loaded, `xsd:dateTime`. */
  readonly loaded: string;
  readonly prior?: string | undefined;
}

/** Who loads, and on what condition. */
export interface LoadConditions {
  /** IRI of who loads it. */
  readonly agent: string;
  /** Number of the request that asked for it, for the log. */
  readonly requestId?: string | undefined;
  /** Whether the version that is in force by then, if any, may be replaced; throws where not. */
  readonly mayReplace?: ((version: string | undefined) => void) | undefined;
  /** Whether rules that another set has are warned of and not refused: a new release must not keep the service from starting. */
  readonly mayRepeat?: boolean | undefined;
  /** Called when all is checked. */
  readonly aboutToCommit?: (() => Promise<void>) | undefined;
  /** Told how far the check is. */
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

/** The rule sets: which are in force, which were before, and how another comes in force. */
export interface RuleSets {
  /** Checks a set as if it were to be loaded. @throws ProblemError `invalid-rules`, `conflicting-rules` */
  check(
    name: string,
    lines: readonly Line[],
    onProgress?: (progress: CheckProgress) => void,
  ): Promise<CheckedRuleSet & { changes: readonly RuleChange[] }>;
  /**
   * Puts a set in force, whole or not at all. Does nothing where just these rules are in force.
   * @throws ProblemError `invalid-rules`, `conflicting-rules`, `storage-unavailable`; the set in force then stays
   */
  load(name: string, lines: readonly Line[], conditions: LoadConditions): Promise<RuleSetLoad>;
  /** A set as it might be, to decide by without loading it. @throws ProblemError `invalid-rules` for its days */
  suppose(name: string, lines: readonly Line[]): Promise<SupposedRuleSet>;
  /** What differs between a version, or the set in force, and other lines. */
  compare(name: string, before: string | undefined, after: readonly Line[]): Promise<RuleChange[]>;
  /** The set in force, in its graph. */
  inForce(name: string): Line[] | undefined;
  /** What the version in force is called. */
  versionInForce(name: string): string | undefined;
  /** Whether the version that the lines are was in force before, or is. */
  wasInForce(name: string, lines: readonly Line[]): boolean;
  /** A version as it was loaded. */
  version(name: string, version: string): Line[] | undefined;
  /** All versions of all sets, the newest first within each set. */
  list(): Promise<ListedVersion[]>;
  /** The name of the graph of a set. */
  graphOf(name: string): string;
}

/** What the rule sets live in. */
export interface RuleSetParts {
  readonly store: GraphStore;
  readonly responsibility: Responsibility;
  readonly shapes: ShapeChecker;
  readonly baseUrl: string;
  readonly now: () => Date;
}

/** @returns the rule sets over a graph; sets are loaded one after the other, so that each is checked against the last */
export function createRuleSets(parts: RuleSetParts): RuleSets {
  const { store, baseUrl } = parts;
  const inForce = (name: string): Line[] | undefined => store.readGraph(ruleSetGraph(baseUrl, name));
  const compare = async (name: string, before: string | undefined, after: Store): Promise<RuleChange[]> => {
    const lines = before === undefined ? inForce(name) : readVersion(store, name, before);
    return compareRuleSets(await triplesOf(lines ?? []), after);
  };
  const check = async (
    name: string,
    { lines, triples }: { readonly lines: readonly Line[]; readonly triples: Store },
    { onProgress, mayRepeat }: Pick<LoadConditions, 'onProgress' | 'mayRepeat'>,
  ): Promise<CheckedRuleSet> => {
    const warnings = await refuseRulesElsewhere(store, { name, baseUrl, triples, mayRepeat });
    const set = { lines, triples, graph: ruleSetGraph(baseUrl, name) };
    const checked = await checkRuleSet(set, {
      ...parts,
      today: dayOf(parts.now()),
      onProgress,
    });
    refuseOtherContent(store, name, checked.facts.version, lines);
    return { ...checked, warnings: [...warnings, ...checked.warnings] };
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    check: async (name, lines, onProgress) => {
      const triples = await triplesOf(lines);
      const checked = await check(name, { lines, triples }, { onProgress });
      return { ...checked, changes: await compare(name, undefined, triples) };
    },
    load: (name, lines, conditions) => {
      const mine = last.then(async () => {
        conditions.mayReplace?.(versionInForce(parts, name));
        const triples = await triplesOf(lines);
        if (isInForce(parts, name, lines)) return unchanged(parts, name, triples);
        const changes = await compare(name, undefined, triples);
        const checked = await check(name, { lines, triples }, conditions);
        await conditions.aboutToCommit?.();
        await putInForce(parts, name, { lines, checked, conditions });
        const version = ruleSetVersion(baseUrl, name, checked.facts.version);
        return { ...checked, version, switched: true, changes };
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    suppose: async (name, lines) => {
      refuseFaultyDays(await triplesOf(lines));
      return { graph: ruleSetGraph(baseUrl, name), lines };
    },
    compare: async (name, before, after) => compare(name, before, await triplesOf(after)),
    inForce,
    versionInForce: (name) => versionInForce(parts, name),
    wasInForce: (name, lines) => readVersion(store, name, factsIn(lines).version) !== undefined,
    version: (name, version) => readVersion(store, name, version),
    list: () => listVersions(store),
    graphOf: (name) => ruleSetGraph(baseUrl, name),
  };
}

/** What a version says is kept for good; decisions refer to it. */
function refuseOtherContent(store: GraphStore, name: string, version: string, lines: readonly Line[]): void {
  const known = readVersion(store, name, version);
  if (known === undefined || isSame(known, lines)) return;
  throw new ProblemError(
    'invalid-rules',
    `Version ${version} of rule set ${name} exists and says something else. Give what has changed an owl:versionInfo of its own.`,
  );
}

/** Whether the same is said, in whatever order. */
function isSame(a: readonly Line[], b: readonly Line[]): boolean {
  const [one, other] = [new Set(a), new Set(b)];
  return one.size === other.size && [...one].every((line) => other.has(line));
}

async function putInForce(
  { store, baseUrl, now }: RuleSetParts,
  name: string,
  {
    lines,
    checked: { facts, rules, examples },
    conditions,
  }: {
    readonly lines: readonly Line[];
    readonly checked: CheckedRuleSet;
    readonly conditions: LoadConditions;
  },
): Promise<void> {
  const { agent, requestId } = conditions;
  const record = describeVersion(store, { name, baseUrl, facts, rules, examples, agent, time: now() });
  // A large one is written in portions.
  const replacement = await store.replaceGraph({
    graph: ruleSetGraph(baseUrl, name),
    agent,
    reason: `Rule set ${name}: version ${facts.version}`,
    ...(requestId === undefined ? {} : { requestId }),
  });
  try {
    await replacement.add(lines);
    const value = [...new Set(lines)].join('\n');
    await replacement.commit({
      insert: record.insert,
      remove: record.remove,
      keep: [{ table: 'rule-version', key: versionKey(name, facts.version), value }],
    });
  } catch (error) {
    await replacement.abort();
    throw error;
  }
}

function versionInForce({ store, baseUrl }: RuleSetParts, name: string): string | undefined {
  const lines = store.readGraph(ruleSetGraph(baseUrl, name));
  return lines === undefined || lines.length === 0 ? undefined : factsIn(lines).version;
}

/** These very rules were checked when they came in force. */
function isInForce({ store, baseUrl }: RuleSetParts, name: string, lines: readonly Line[]): boolean {
  const current = store.readGraph(ruleSetGraph(baseUrl, name));
  if (current === undefined || !isSame(current, lines)) return false;
  return readVersion(store, name, factsIn(lines).version) !== undefined;
}

async function unchanged({ baseUrl }: RuleSetParts, name: string, triples: Store): Promise<RuleSetLoad> {
  const facts = factsOf(triples);
  return {
    facts,
    rules: rulesIn(triples).length,
    examples: (await examplesIn(triples)).length,
    warnings: [],
    version: ruleSetVersion(baseUrl, name, facts.version),
    switched: false,
    changes: [],
  };
}

async function listVersions(store: GraphStore): Promise<ListedVersion[]> {
  const found = new Map<string, ListedVersion>();
  for (const row of await store.select(versionsQuery())) {
    const value = (name: string): string => row[name]?.value ?? '';
    const iri = value('iri');
    const known = found.get(iri);
    const author = value('author');
    if (known) {
      if (author !== '' && !known.authors.includes(author))
        found.set(iri, { ...known, authors: [...known.authors, author] });
      continue;
    }
    found.set(iri, {
      iri,
      set: value('set'),
      version: value('version'),
      inForce: value('current') === iri,
      title: { nl: value('titleNl'), en: value('titleEn') },
      changeNote: { nl: value('noteNl'), en: value('noteEn') },
      authors: author === '' ? [] : [author],
      validFrom: value('validFrom'),
      rules: Number(value('rules')),
      examples: Number(value('examples')),
      loaded: value('loaded'),
      prior: row.prior?.value,
    });
  }
  return [...found.values()];
}
