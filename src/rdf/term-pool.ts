import { DataFactory } from 'n3';
import type { DataFactory as RdfJsDataFactory, NamedNode } from '@rdfjs/types';

/** IRIs that are kept at most; then the pool begins anew. */
const POOLED = 20_000;

/**
 * A factory that makes one term for an IRI that comes time and again, as properties, classes and managers do: what
 * waits in memory while a large file is read is then a fraction of what it would be.
 */
export function pooledTerms(): RdfJsDataFactory {
  const pool = new Map<string, NamedNode>();
  return {
    ...DataFactory,
    namedNode: <Iri extends string>(iri: Iri): NamedNode<Iri> => {
      const known = pool.get(iri);
      if (known) return known as NamedNode<Iri>;
      if (pool.size >= POOLED) pool.clear();
      const term = DataFactory.namedNode(iri);
      pool.set(iri, term);
      return term;
    },
  };
}
