import { readQuery } from '../rdf/query-text.js';
import type { Queryable } from './model.js';

const hierarchiesQuery = readQuery('responsibility/hierarchies.rq');

/** What lies above what, all the way up: classes, categories and areas. */
export interface Hierarchies {
  /** A class with all classes above it. */
  classesFrom(iri: string): readonly string[];
  /** A category with all categories above it. */
  readonly categoriesFrom: (iri: string) => readonly string[];
  /** An area with all areas it is recorded to lie within. */
  areasFrom(iri: string): readonly string[];
  /** Whether a class is another one, or below it. */
  readonly isClassBelow: (narrow: string, broad: string) => boolean;
  readonly isCategoryBelow: (narrow: string, broad: string) => boolean;
  readonly isAreaWithin: (narrow: string, broad: string) => boolean;
}

/** Reads the hierarchies from the store. */
export async function readHierarchies(store: Queryable): Promise<Hierarchies> {
  const parents: Record<string, Map<string, string[]>> = {
    class: new Map(),
    category: new Map(),
    area: new Map(),
  };
  for (const { kind, narrow, broad } of await store.select(hierarchiesQuery())) {
    const above = parents[kind?.value ?? ''];
    if (!above || !narrow || !broad) continue;
    above.set(narrow.value, [...(above.get(narrow.value) ?? []), broad.value]);
  }
  const classesFrom = closure(parents.class);
  const categoriesFrom = closure(parents.category);
  const areasFrom = closure(parents.area);
  return {
    classesFrom,
    categoriesFrom,
    areasFrom,
    isClassBelow: (narrow, broad) => classesFrom(narrow).includes(broad),
    isCategoryBelow: (narrow, broad) => categoriesFrom(narrow).includes(broad),
    isAreaWithin: (narrow, broad) => areasFrom(narrow).includes(broad),
  };
}

/** The reflexive, transitive closure upward, worked out once for each start. */
function closure(
  parents: ReadonlyMap<string, readonly string[]> = new Map(),
): (iri: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (iri) => {
    const done = known.get(iri);
    if (done) return done;
    const above = new Set([iri]);
    for (const item of above) for (const parent of parents.get(item) ?? []) above.add(parent);
    const found = [...above];
    if (parents.has(iri)) known.set(iri, found);
    return found;
  };
}
