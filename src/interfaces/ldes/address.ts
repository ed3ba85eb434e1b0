import { PAGES_PER_GROUP, viewsOf, type Listing } from '../../streams/index.js';

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
/** Characters that a name in an address may have: no register or manager has one that long. */
const MOST_NAME = 300;
const NUMBER = /^(?:0|[1-9]\d{0,9})$/;

/** Reads an address. @param path what comes after `/ldes/`, percent-encoded as in the IRI */
export function readAddress(path: string): StreamAddress | undefined {
  if (path.split('/').some((name) => name.length > MOST_NAME)) return undefined;
  const [, stream, rest] = STREAM.exec(path) ?? [];
  if (stream === undefined) return undefined;
  if (rest === undefined) return { kind: 'entry', stream };
  const [name = '', ...further] = rest.split('/');
  if (name === 'version') {
    const [position] = readNumbers(further) ?? [];
    return position === undefined || further.length > 1 ? undefined : { kind: 'version', stream, position };
  }
  const view = viewsOf(stream).find((known) => known === name);
  if (view === undefined) return undefined;
  // Views but the one by time have parts, and a root that leads to these.
  const part = view === 'by-time' ? '' : (further.shift() ?? '');
  const numbers = readNumbers(further);
  return numbers && readPageAddress({ stream, view, part }, numbers);
}

function readNumbers(texts: readonly string[]): number[] | undefined {
  return texts.every((text) => NUMBER.test(text)) ? texts.map(Number) : undefined;
}

function readPageAddress(listing: Listing, numbers: readonly number[]): StreamAddress | undefined {
  const [group, page] = numbers;
  if (group === undefined) return { kind: 'root', ...listing };
  if (page === undefined) return { kind: 'group', ...listing, group, number: group * PAGES_PER_GROUP };
  if (page >= PAGES_PER_GROUP || numbers.length > 2) return undefined;
  return { kind: 'leaf', ...listing, group, number: group * PAGES_PER_GROUP + page };
}
