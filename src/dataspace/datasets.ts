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

/** What one of the ways in which a dataset is transferred is called, in the catalogue of the protocol and in that of DCAT. */
export function distributionId({ id }: Pick<OfferedDataset, 'id'>, format: string): string {
  return `${id}#${format}`;
}

/** What the service is called that gives data under agreement. @param address where we speak the protocol */
export function serviceId(address: string): string {
  return `${address}#service`;
}

/** Where a source is below the public address, such as `/ldes/reports` or `/queries/reports?state=open`. */
export function sourcePath(source: DataSource): string {
  if (source.kind === 'stream') return `/ldes/${source.path}`;
  const parameters = new URLSearchParams(source.parameters).toString();
  return `/queries/${source.name}${parameters === '' ? '' : `?${parameters}`}`;
}

/**
 * The source at an address of ours.
 * @param address absolute, or its path
 * @returns `undefined` for what is neither an event stream nor a saved query
 */
export function sourceAt(address: string, baseUrl: string): DataSource | undefined {
  const path = address.startsWith(`${baseUrl}/`) ? address.slice(baseUrl.length) : address;
  if (!path.startsWith('/') || !URL.canParse(path, 'http://here')) return undefined;
  const { pathname, searchParams } = new URL(path, 'http://here');
  const [, room, rest] = /^\/(ldes|queries)\/(.+?)\/?$/.exec(pathname) ?? [];
  if (rest === undefined) return undefined;
  if (room === 'ldes') return searchParams.size === 0 ? { kind: 'stream', path: rest } : undefined;
  return { kind: 'query', name: rest, parameters: Object.fromEntries(searchParams) };
}
