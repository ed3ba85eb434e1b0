import { createHash } from 'node:crypto';
import { ProblemError } from '../problem.js';
import { lineWriter } from '../rdf/line-writer.js';
import { dcat, dct, odrl, rdf } from '../rdf/namespaces.js';
import type { Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import type { DataSource, Datasets, OfferedDataset } from './datasets.js';
import { isDuration } from './policy.js';
import { policyLines } from './policy-lines.js';
import type { CatalogueOffer, Rule } from './policy-schema.js';
import { listed } from './process.js';
import { PULL, PUSH } from './protocol.js';

/** The terms that a steward can set; each becomes a rule of ODRL. */
export interface Terms {
  /** Purposes, as IRIs or words, of which the consumer must be known for one. */
  readonly purposes?: readonly string[] | undefined;
  /** Ids of participants or IRIs of organisations; everyone where not given. */
  readonly recipients?: readonly string[] | undefined;
  /** Until when, ISO 8601. */
  readonly until?: string | undefined;
  /** How long from the agreement on, ISO 8601, such as P1Y. */
  readonly duration?: string | undefined;
  /** Whether the data may be handed on; by default it may. */
  readonly distribution?: boolean | undefined;
}

/** A dataset that a steward offers. */
export interface OfferRequest {
  readonly title: { readonly nl: string; readonly en: string };
  readonly source: DataSource;
  readonly terms: Terms;
}

/** Offers of stewards: kept in the journal, and in the graph as ODRL. */
export interface Offers extends Datasets {
  /** Offers a dataset, or changes on what terms. Agreements made before stay as they are. @throws ProblemError */
  put(name: string, request: OfferRequest, agent: string): Promise<OfferedDataset>;
  /** Offers it no longer. @throws ProblemError `not-found` */
  remove(name: string, agent: string): Promise<void>;
}

type OfferStore = Pick<GraphStore, 'commit' | 'readRecord' | 'readRecords' | 'readGraph'>;

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function createOffers(store: OfferStore, baseUrl: string): Offers {
  const idOf = (name: string): string => `${baseUrl}/id/data-offer/${name}`;
  const graphOf = (name: string): string => `${baseUrl}/graph/data-offer/${name}`;
  return {
    all: () => listed(store, 'offer') as OfferedDataset[],
    find: (id) => {
      const kept = store.readRecord('dataspace', `offer ${id.slice(0, 500)}`);
      return kept === undefined ? undefined : (JSON.parse(kept) as OfferedDataset);
    },
    put: async (name, { title, source, terms }, agent) => {
      if (!NAME.test(name))
        throw new ProblemError(
          'invalid-parameter',
          'The name of an offer has small letters, digits and hyphens.',
          {
            parameter: 'name',
          },
        );
      checkTerms(terms);
      const id = idOf(name);
      const offer = offerOf(id, terms);
      const dataset: OfferedDataset = { id, title, source, offer, formats: [PULL, PUSH] };
      await store.commit(() => ({
        agent,
        reason: `Data offered: ${name}`,
        remove: store.readGraph(graphOf(name)) ?? [],
        insert: offerLines(graphOf(name), dataset),
        keep: [{ table: 'dataspace', key: `offer ${id}`, value: JSON.stringify(dataset) }],
      }));
      return dataset;
    },
    remove: async (name, agent) => {
      const key = `offer ${idOf(name)}`;
      if (store.readRecord('dataspace', key) === undefined)
        throw new ProblemError('not-found', `There is no offer "${name.slice(0, 100)}".`);
      await store.commit({
        agent,
        reason: `Data no longer offered: ${name}`,
        drop: [graphOf(name)],
        keep: [{ table: 'dataspace', key, value: undefined }],
      });
    },
  };
}

function checkTerms({ until, duration }: Terms): void {
  const wrong = (parameter: string, detail: string): ProblemError =>
    new ProblemError('invalid-parameter', detail, { parameter });
  if (until !== undefined && Number.isNaN(Date.parse(until)))
    throw wrong('terms/until', 'Give "until" as a date and time, such as 2027-12-31T23:59:59Z.');
  if (duration !== undefined && !isDuration(duration))
    throw wrong('terms/duration', 'Give "duration" as ISO 8601 has it, such as P30D or P1Y.');
}

/** The rules of an offer; its name changes with them, so that nobody agrees to others than they saw. */
function offerOf(dataset: string, terms: Terms): CatalogueOffer {
  const rules = rulesFor(terms);
  const hash = createHash('sha256').update(JSON.stringify(rules)).digest('base64url').slice(0, 12);
  return { '@id': `${dataset}/${hash}`, '@type': 'Offer', ...rules };
}

function rulesFor({ purposes, recipients, until, duration, distribution = true }: Terms): {
  permission: Rule[];
  prohibition?: Rule[];
} {
  const constraint = [
    ...anyOf('recipient', recipients),
    ...anyOf('purpose', purposes),
    ...(until === undefined
      ? []
      : [
          { leftOperand: 'dateTime', operator: 'lteq' as const, rightOperand: new Date(until).toISOString() },
        ]),
    ...(duration === undefined
      ? []
      : [{ leftOperand: 'elapsedTime', operator: 'lteq' as const, rightOperand: duration }]),
  ];
  return {
    permission: [{ action: 'use', ...(constraint.length > 0 ? { constraint } : {}) }],
    ...(distribution ? {} : { prohibition: [{ action: 'distribute' }] }),
  };
}

/** One value, or one of several. */
function anyOf(leftOperand: string, values: readonly string[] = []): NonNullable<Rule['constraint']> {
  const [first, ...others] = values;
  if (first === undefined) return [];
  return others.length === 0
    ? [{ leftOperand, operator: 'eq', rightOperand: first }]
    : [{ leftOperand, operator: 'isAnyOf', rightOperand: [...values] }];
}

function offerLines(graph: string, { id, title, offer }: OfferedDataset): Line[] {
  const writer = lineWriter(graph);
  return [
    writer.iri(id, rdf('type'), dcat('Dataset')),
    writer.iri(id, odrl('hasPolicy'), offer['@id']),
    ...(title ? writer.bilingual(id, dct('title'), title) : []),
    ...policyLines(graph, offer['@id'], { ...offer, target: id }),
  ];
}
