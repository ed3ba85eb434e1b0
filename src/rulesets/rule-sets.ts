import { ProblemError } from '../problem.js';
import type { Line } from '../rdf/nquads.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import { readQuery } from '../rdf/query-text.js';
import type { Bilingual, Responsibility } from '../responsibility/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { checkRuleSet, type CheckedRuleSet, type CheckProgress } from './check-rule-set.js';
import { compareRuleSets, type RuleChange } from './difference.js';
import { examplesIn, factsOf, rulesIn, triplesOf } from './rule-set.js';
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
  /** What differs between a version, or the set in force, and other lines. */
  compare(name: string, before: string | undefined, after: readonly Line[]): RuleChange[];
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
  const compare = (name: string, before: string | undefined, after: readonly Line[]): RuleChange[] => {
    const lines = before === undefined ? inForce(name) : readVersion(store, name, before);
    return compareRuleSets(triplesOf(lines ?? []), triplesOf(after));
  };
  const check = async (
    name: string,
    lines: readonly Line[],
    onProgress?: (progress: CheckProgress) => void,
  ): Promise<CheckedRuleSet> => {
    const checked = await checkRuleSet(lines, ruleSetGraph(baseUrl, name), {
      ...parts,
      today: parts.now().toISOString().slice(0, 10),
      onProgress,
    });
    refuseOtherContent(store, name, checked.facts.version, lines);
    return checked;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    check: async (name, lines, onProgress) => ({
      ...(await check(name, lines, onProgress)),
      changes: compare(name, undefined, lines),
    }),
    load: (name, lines, conditions) => {
      const mine = last.then(async () => {
        conditions.mayReplace?.(versionInForce(parts, name));
        const changes = compare(name, undefined, lines);
        if (isInForce(parts, name, lines)) return unchanged(parts, name, lines);
        const checked = await check(name, lines, conditions.onProgress);
        await putInForce(parts, name, { lines, checked, conditions });
        const version = ruleSetVersion(baseUrl, name, checked.facts.version);
        return { ...checked, version, switched: true, changes };
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    compare,
    inForce,
    versionInForce: (name) => versionInForce(parts, name),
    wasInForce: (name, lines) => readVersion(store, name, factsOf(triplesOf(lines)).version) !== undefined,
    version: (name, version) => readVersion(store, name, version),
    list: () => listVersions(store),
    graphOf: (name) => ruleSetGraph(baseUrl, name),
  };
}

/** What a version says is kept for good; decisions refer to it. */
function refuseOtherContent(store: GraphStore, name: string, version: string, lines: readonly Line[]): void {
  const known = readVersion(store, name, version);
  if (known === undefined || contentOf(known) === contentOf(lines)) return;
  throw new ProblemError(
    'invalid-rules',
    `Version ${version} of rule set ${name} exists and says something else. Give what has changed an owl:versionInfo of its own.`,
  );
}

function contentOf(lines: readonly Line[]): string {
  return [...new Set(lines)].sort().join('\n');
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
  const current = new Set(store.readGraph(ruleSetGraph(baseUrl, name)) ?? []);
  const next = new Set(lines);
  const insert = [...next].filter((line) => !current.has(line));
  const remove = [...current].filter((line) => !next.has(line));
  const { agent, requestId } = conditions;
  const record = describeVersion(store, { name, baseUrl, facts, rules, examples, agent, time: now() });
  await store.commit({
    agent,
    reason: `Rule set ${name}: version ${facts.version}`,
    ...(requestId === undefined ? {} : { requestId }),
    insert: [...insert, ...record.insert],
    remove: [...remove, ...record.remove],
    keep: [{ table: 'rule-version', key: versionKey(name, facts.version), value: contentOf(lines) }],
  });
}

function versionInForce({ store, baseUrl }: RuleSetParts, name: string): string | undefined {
  const lines = store.readGraph(ruleSetGraph(baseUrl, name));
  return lines === undefined || lines.length === 0 ? undefined : factsOf(triplesOf(lines)).version;
}

/** These very rules were checked when they came in force. */
function isInForce({ store, baseUrl }: RuleSetParts, name: string, lines: readonly Line[]): boolean {
  const current = store.readGraph(ruleSetGraph(baseUrl, name));
  if (current === undefined || contentOf(current) !== contentOf(lines)) return false;
  return readVersion(store, name, factsOf(triplesOf(lines)).version) !== undefined;
}

function unchanged({ baseUrl }: RuleSetParts, name: string, lines: readonly Line[]): RuleSetLoad {
  const triples = triplesOf(lines);
  const facts = factsOf(triples);
  return {
    facts,
    rules: rulesIn(triples).length,
    examples: examplesIn(triples).length,
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
