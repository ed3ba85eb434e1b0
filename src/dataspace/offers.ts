import { createHash } from 'node:crypto';
import { ProblemError } from '../problem.js';
import { lineWriter } from '../rdf/line-writer.js';
import { dcat, dct, odrl, rdf } from '../rdf/namespaces.js';
import type { Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import { sourcePath, type DataSource, type Datasets, type OfferedDataset } from './datasets.js';
import { checkHandingOn } from './handing-on.js';
import { policyLines } from './policy-lines.js';
import type { CatalogueOffer, Policy } from './policy-schema.js';
import { listed } from './process.js';
import { PULL, PUSH } from './protocol.js';

/** A dataset that a steward offers. */
export interface OfferRequest {
  readonly title: { readonly nl: string; readonly en: string };
  readonly source: DataSource;
  /** On what terms; see `rulesOfTerms`. */
  readonly rules: Policy;
}

/** Offers of stewards: kept in the journal, and in the graph as ODRL. */
export interface Offers extends Datasets {
  /** The dataset offered under a name. @throws ProblemError `not-found` */
  get(name: string): OfferedDataset;
  /** The lines of its graph, with the terms in ODRL. @throws ProblemError `not-found` */
  lines(name: string): Line[];
  /** Offers a dataset, or changes on what terms. Agreements made before stay as they are. @throws ProblemError `invalid-parameter` */
  put(name: string, request: OfferRequest, agent: string): Promise<OfferedDataset>;
  /** Offers it no longer. @throws ProblemError `not-found` */
  remove(name: string, agent: string): Promise<void>;
}

type OfferStore = Pick<GraphStore, 'commit' | 'readRecord' | 'readRecords' | 'readGraph'>;

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function createOffers(store: OfferStore, baseUrl: string): Offers {
  const idOf = (name: string): string => `${baseUrl}/id/data-offer/${name}`;
  const graphOf = (name: string): string => `${baseUrl}/graph/data-offer/${name}`;
  const find = (id: string): OfferedDataset | undefined => {
    const kept = store.readRecord('dataspace', `offer ${id.slice(0, 500)}`);
    return kept === undefined ? undefined : (JSON.parse(kept) as OfferedDataset);
  };
  const get = (name: string): OfferedDataset => {
    const found = find(idOf(name));
    if (found) return found;
    throw new ProblemError('not-found', `There is no offer "${name.slice(0, 100)}".`);
  };
  return {
    all: () => listed(store, 'offer') as OfferedDataset[],
    find,
    get,
    lines: (name) => {
      get(name);
      return store.readGraph(graphOf(name)) ?? [];
    },
    put: async (name, { title, source, rules }, agent) => {
      checkName(name);
      checkHandingOn(store, source);
      const id = idOf(name);
      const dataset: OfferedDataset = {
        id,
        title,
        source,
        offer: offerOf(id, rules),
        formats: [PULL, PUSH],
      };
      await store.commit(() => ({
        agent,
        reason: `Data offered: ${name}`,
        remove: store.readGraph(graphOf(name)) ?? [],
        insert: offerLines(graphOf(name), dataset, baseUrl + sourcePath(source)),
        keep: [{ table: 'dataspace', key: `offer ${id}`, value: JSON.stringify(dataset) }],
      }));
      return dataset;
    },
    remove: async (name, agent) => {
      const { id } = get(name);
      await store.commit({
        agent,
        reason: `Data no longer offered: ${name}`,
        drop: [graphOf(name)],
        keep: [{ table: 'dataspace', key: `offer ${id}`, value: undefined }],
      });
    },
  };
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new ProblemError(
    'invalid-parameter',
    'The name of an offer has small letters, digits and hyphens, and at most 63 of them.',
    { parameter: 'name', example: 'reports-of-parks' },
  );
}

/** The rules of an offer; its name changes with them, so that nobody agrees to others than they saw. */
function offerOf(dataset: string, rules: Policy): CatalogueOffer {
  const hash = createHash('sha256').update(JSON.stringify(rules)).digest('base64url').slice(0, 12);
  return { '@id': `${dataset}/${hash}`, '@type': 'Offer', ...rules };
}

function offerLines(graph: string, { id, title, offer }: OfferedDataset, source: string): Line[] {
  const writer = lineWriter(graph);
  return [
    writer.iri(id, rdf('type'), dcat('Dataset')),
    writer.iri(id, odrl('hasPolicy'), offer['@id']),
    writer.iri(id, dct('source'), source),
    ...(title ? writer.bilingual(id, dct('title'), title) : []),
    ...policyLines(graph, offer['@id'], { ...offer, target: id }),
  ];
}
