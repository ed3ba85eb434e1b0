import { org } from '../rdf/namespaces.js';
import { iriTerm, readQuery } from '../rdf/query-text.js';
import type { GraphStore } from '../store/graph-store.js';
import { speaksOf } from '../store/vocabulary.js';

const organisationsAbove = readQuery('reports/organisations-above.rq');
const speaksOfParts = speaksOf(['unitOf', 'subOrganizationOf'].map(org));
/** Organisations that are remembered. */
const MOST = 10_000;

/** Which organisations an organisation or unit is part of. */
export interface Ancestry {
  /** IRIs: the organisation itself, then those above it. */
  of(organisation: string): Promise<readonly string[]>;
  close(): void;
}

/** Remembers what it asked until a commit says otherwise. */
export function createAncestry(store: Pick<GraphStore, 'select' | 'subscribe'>): Ancestry {
  const known = new Map<string, Promise<readonly string[]>>();
  const close = store.subscribe((committed) => {
    if (known.size > 0 && speaksOfParts(committed)) known.clear();
  });
  const ask = async (organisation: string): Promise<readonly string[]> => {
    const rows = await store.select(organisationsAbove({ organisation: [[iriTerm(organisation)]] }));
    const above = rows.flatMap((row) => (row.above ? [row.above.value] : []));
    return [organisation, ...above.filter((iri) => iri !== organisation)];
  };
  return {
    of: (organisation) => {
      const remembered = known.get(organisation);
      if (remembered) return remembered;
      if (known.size >= MOST) known.clear();
      const asked = ask(organisation);
      known.set(organisation, asked);
      asked.catch(() => known.delete(organisation));
      return asked;
    },
    close,
  };
}
