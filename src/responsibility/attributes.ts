import { LRUCache } from 'lru-cache';
import { iriTerm, literalTerm, readQuery, taggedTerm, type SparqlTerm } from '../rdf/query-text.js';
import type { BoundTerm } from '../store/graph-store.js';
import { askTogether } from './ask-together.js';
import type { Knowledge } from './knowledge.js';
import { SETTLED } from './settled.js';
import type { Queryable } from './model.js';
import { describeAttribute } from './rules.js';

const attributesQuery = readQuery('responsibility/attributes.rq');

/** Things whose attributes are remembered. */
const REMEMBERED_THINGS = 20_000;

/** An attribute and its value, both in SPARQL notation. */
export type Attribute = readonly [path: SparqlTerm, value: SparqlTerm, text: string];

/** An attribute as one text, as `describeAttribute` writes those that rules ask for. */
export function attributeText([, , text]: Attribute): string {
  return text;
}

/** What things are like, as far as some rule asks. */
export interface Attributes {
  /** Thing → its attributes, in order. Things that have none of those are left out. */
  of(things: readonly string[], knowledge: Knowledge): Promise<ReadonlyMap<string, readonly Attribute[]>>;
}

/** Attributes are asked of the graph once for each thing, for as long as the knowledge of rules and registers lasts. */
export function createAttributes(facts: Queryable): Attributes {
  const memories = new WeakMap<Knowledge, Memory>();
  return {
    of: async (things, knowledge) => {
      const paths = [...knowledge.attributePaths];
      if (paths.length === 0 || things.length === 0) return new Map();
      let memory = memories.get(knowledge);
      if (!memory) {
        memory = {
          known: new LRUCache({ max: REMEMBERED_THINGS }),
          ask: askTogether((asked) => ask(facts, asked, paths)),
        };
        memories.set(knowledge, memory);
      }
      const { known, ask: together } = memory;
      const read = async (thing: string): Promise<readonly [string, readonly Attribute[]]> => {
        const attributes = known.get(thing) ?? (await together(thing)) ?? [];
        known.set(thing, attributes);
        return [thing, attributes];
      };
      return new Map(await Promise.all(things.map(read)));
    },
  };
}

/** What is remembered for as long as the knowledge lasts. */
interface Memory {
  readonly known: LRUCache<string, readonly Attribute[]>;
  readonly ask: (thing: string) => Promise<readonly Attribute[] | undefined>;
}

async function ask(
  facts: Queryable,
  things: readonly string[],
  paths: readonly string[],
): Promise<Map<string, Attribute[]>> {
  const found = new Map<string, Attribute[]>(things.map((thing) => [thing, []]));
  const values = { thing: things.map((iri) => [iriTerm(iri)]), path: paths.map((iri) => [iriTerm(iri)]) };
  for (const { thing, path, value } of await facts.select(attributesQuery(values), SETTLED))
    if (thing && path && value && value.type !== 'bnode')
      found
        .get(thing.value)
        ?.push([iriTerm(path.value), termOf(value), describeAttribute(path.value, value.value)]);
  for (const attributes of found.values()) attributes.sort(([a, x], [b, y]) => (a + x < b + y ? -1 : 1));
  return found;
}

function termOf({ type, value, datatype, 'xml:lang': language }: BoundTerm): SparqlTerm {
  if (type === 'uri') return iriTerm(value);
  return language === undefined ? literalTerm(value, datatype) : taggedTerm(value, language);
}
