import { PAGES_PER_GROUP, type Listing } from '../../streams/index.js';

/** The address of a page, or of a window of pages. */
export interface PageAddress extends Listing {
  readonly kind: 'group' | 'leaf';
  readonly group: number;
  /** Number of the page, or of the first one in the window, in the whole listing. */
  readonly number: number;
}

/** What an address below `/ldes/` leads to. */
export type StreamAddress =
  | { readonly kind: 'entry'; readonly stream: string }
  | { readonly kind: 'version'; readonly stream: string; readonly position: number }
  | ({ readonly kind: 'root' } & Listing)
  | PageAddress;

const STREAM = /^(reports|decisions|register\/[^/]+)(?:\/(.+))?$/;
const NUMBER = /^(?:0|[1-9]\d{0,9})$/;

/** Reads an address. @param path what comes after `/ldes/`, percent-encoded as in the IRI */
export function readAddress(path: string): StreamAddress | undefined {
  const [, stream, rest] = STREAM.exec(path) ?? [];
  if (stream === undefined) return undefined;
  if (rest === undefined) return { kind: 'entry', stream };
  const [view, ...numbers] = rest.split('/');
  if (numbers.length > 2 || !numbers.every((text) => NUMBER.test(text))) return undefined;
  const [group = 0, page] = numbers.map(Number);
  if (view === 'version')
    return numbers.length === 1 ? { kind: 'version', stream, position: group } : undefined;
  if (view !== 'by-time') return undefined;
  const listing = { stream, view, part: '' };
  if (numbers.length === 0) return { kind: 'root', ...listing };
  if (page === undefined) return { kind: 'group', ...listing, group, number: group * PAGES_PER_GROUP };
  if (page >= PAGES_PER_GROUP) return undefined;
  return { kind: 'leaf', ...listing, group, number: group * PAGES_PER_GROUP + page };
}
