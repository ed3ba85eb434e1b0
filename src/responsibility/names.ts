import { LRUCache } from 'lru-cache';
import { iriTerm, readQuery } from '../rdf/query-text.js';
import { askTogether } from './ask-together.js';
import type { Knowledge } from './knowledge.js';
import { SETTLED } from './settled.js';
import type { Bilingual, Named, Queryable } from './model.js';

const labelsQuery = readQuery('responsibility/labels.rq');

/** Names that are remembered. */
const MOST_NAMES = 50_000;

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

/** Names of things, asked of the graph once each. */
export function namer(store: Queryable): Knowledge['name'] {
  const names = new LRUCache<string, Named>({ max: MOST_NAMES });
  const ask = askTogether((iris) => readLabels(store, iris));
  return async (iris) => {
    const found = new Map<string, Named>();
    const unknown: string[] = [];
    for (const iri of iris) {
      const name = names.get(iri);
      if (name) found.set(iri, name);
      else unknown.push(iri);
    }
    if (unknown.length === 0) return found;
    const labels = await Promise.all(unknown.map(ask));
    for (const [index, iri] of unknown.entries()) {
      const label = labels[index];
      const name = label ? { iri, label } : namelessly(iri);
      names.set(iri, name);
      found.set(iri, name);
    }
    return found;
  };
}

function namelessly(iri: string): Named {
  return { iri, label: { nl: lastPart(iri), en: lastPart(iri) }, nameless: true };
}

async function readLabels(store: Queryable, iris: readonly string[]): Promise<Map<string, Bilingual>> {
  const found = new Map<string, { nl?: string; en?: string; other?: string }>();
  const query = labelsQuery({ thing: iris.map((iri) => [iriTerm(iri)]) });
  for (const { thing, label } of await store.select(query, SETTLED)) {
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
