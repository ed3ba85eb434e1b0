import { iriTerm, readQuery } from '../rdf/query-text.js';
import type { BoundTerm } from '../store/graph-store.js';
import type { Bilingual, Queryable } from './model.js';

const basesQuery = readQuery('responsibility/bases.rq');

/** What a rule rests on. */
export interface Basis {
  /** Its legal basis or what was agreed (`dct:source`). */
  readonly source?: Bilingual | undefined;
  /** Where the document of an agreement is (`foaf:page`). */
  readonly page?: string | undefined;
  /** Title of its rule set. */
  readonly set?: Bilingual | undefined;
}

/** What rules rest on, asked of the graph once for each rule. */
export function createBases(
  graph: Queryable,
): (rules: readonly string[]) => Promise<ReadonlyMap<string, Basis>> {
  const known = new Map<string, Basis>();
  return async (rules) => {
    const unknown = [...new Set(rules)].filter((rule) => !known.has(rule));
    if (unknown.length > 0) {
      const read = await readBases(graph, unknown);
      for (const rule of unknown) known.set(rule, read.get(rule) ?? {});
    }
    return new Map(rules.map((rule) => [rule, known.get(rule) ?? {}]));
  };
}

async function readBases(graph: Queryable, rules: readonly string[]): Promise<Map<string, Basis>> {
  const bases = new Map<string, Basis>();
  const rows = await graph.select(basesQuery({ rule: rules.map((rule) => [iriTerm(rule)]) }));
  for (const { rule, source, page, set } of rows) {
    const { source: knownSource, page: knownPage, set: knownSet } = bases.get(rule?.value ?? '') ?? {};
    bases.set(rule?.value ?? '', {
      source: source ? withText(knownSource, source) : knownSource,
      page: knownPage ?? page?.value,
      set: set ? withText(knownSet, set) : knownSet,
    });
  }
  return bases;
}

/** A text in one more language; what is said in one alone is said so in both. */
function withText(known: Bilingual | undefined, { value, 'xml:lang': language }: BoundTerm): Bilingual {
  if (!known) return { nl: value, en: value };
  return language === 'en' ? { ...known, en: value } : { ...known, nl: value };
}
