import type { CatalogueOffer } from './policy-schema.js';

/** What opens under an agreement: a stream or a part of one, or the answers to a saved query. */
export type DataSource =
  | { readonly kind: 'stream'; readonly path: string }
  | { readonly kind: 'query'; readonly name: string; readonly parameters: Readonly<Record<string, string>> };

/** A dataset that can be agreed upon. */
export interface OfferedDataset {
  /** What it is called; an IRI for ours. */
  readonly id: string;
  readonly title?: { readonly nl: string; readonly en: string };
  /** On what terms. */
  readonly offer: CatalogueOffer;
  /** Ways of transfer. */
  readonly formats: readonly string[];
  readonly source?: DataSource;
}

/** What there is to be agreed upon. */
export interface Datasets {
  all(): OfferedDataset[];
  find(id: string): OfferedDataset | undefined;
}
