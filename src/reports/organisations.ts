import { isSafeIri } from '../rdf/nquads.js';
import { iriTerm, readQuery } from '../rdf/query-text.js';
import type { GraphStore } from '../store/graph-store.js';

const organisationQuery = readQuery('reports/organisation.rq');

/**
 * Tells whether something is an organisation or unit, so that it can have reports: by its class in a register, or because
 * a register, a rule or a decision has it manage something.
 */
export function organisationsIn(store: Pick<GraphStore, 'select'>): (iri: string) => Promise<boolean> {
  return async (iri) => {
    if (!isSafeIri(iri)) return false;
    const found = await store.select(organisationQuery({ organisation: [[iriTerm(iri)]] }));
    return found.length > 0;
  };
}
