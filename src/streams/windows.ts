import { numberKey, type StreamTables } from './tables.js';

/** Members of a page; pages that were begun keep the size that they were begun with. */
export const PAGE_SIZE = 250;
/** Pages that one window of windows holds. */
export const PAGES_PER_GROUP = 100;

/** Some members of a stream that are listed together: all of them, those of one manager, those in one tile. */
export interface Listing {
  readonly stream: string;
  readonly view: string;
  /** Name of the part of the view, for an address; empty where the view has one part only. */
  readonly part: string;
}

/** A page: a window of time that is split off the open one as soon as it is full. */
export interface Page {
  /** Times of the first and the last member. */
  readonly from: string;
  readonly to: string;
  readonly size: number;
  readonly count: number;
  /** Positions in the stream, as runs of [first, how many]. */
  readonly runs: readonly (readonly [number, number])[];
  /** Whether it is past retention, and its members removed. */
  readonly gone?: true;
}

/** What is kept of a listing as a whole. */
export interface ListingState {
  /** What its members have in common, such as the IRI of a manager; empty where they share nothing. */
  readonly value: string;
  readonly pages: number;
  /** The first page that is not gone. */
  readonly firstKept: number;
}

/** Whether nothing is added to a page any more. */
export function isClosed({ count, size }: Page): boolean {
  return count >= size;
}

/** Puts a member at the end of a listing. */
export function appendMember(
  tables: StreamTables,
  listing: Listing & { readonly value: string },
  member: { readonly position: number; readonly time: string },
): void {
  const state = readListing(tables, listing) ?? { value: listing.value, pages: 0, firstKept: 0 };
  const last = state.pages > 0 ? readPage(tables, listing, state.pages - 1) : undefined;
  const isNew = last === undefined || isClosed(last);
  const number = isNew ? state.pages : state.pages - 1;
  const page = isNew ? pageOf(member) : pageWith(last, member);
  tables.writeJson('stream-page', pageKey(listing, number), page);
  if (isNew) writeListing(tables, listing, { ...state, pages: state.pages + 1 });
}

function pageOf({ position, time }: { readonly position: number; readonly time: string }): Page {
  return { from: time, to: time, size: PAGE_SIZE, count: 1, runs: [[position, 1]] };
}

function pageWith(
  page: Page,
  { position, time }: { readonly position: number; readonly time: string },
): Page {
  const runs = [...page.runs];
  const [first, length] = runs.at(-1) ?? [0, 0];
  if (first + length === position) runs[runs.length - 1] = [first, length + 1];
  else runs.push([position, 1]);
  return { ...page, to: time, count: page.count + 1, runs };
}

/** The positions of a page's members, in order. */
export function positionsOf({ runs }: Page): number[] {
  return runs.flatMap(([first, length]) => Array.from({ length }, (_, index) => first + index));
}

/** A page of a listing, counted from 0. */
export function readPage(tables: StreamTables, listing: Listing, number: number): Page | undefined {
  return tables.readJson('stream-page', pageKey(listing, number)) as Page | undefined;
}

/** Marks a page as gone. */
export function dropPage(tables: StreamTables, listing: Listing, number: number, page: Page): void {
  tables.writeJson('stream-page', pageKey(listing, number), { ...page, gone: true });
}

export function readListing(tables: StreamTables, listing: Listing): ListingState | undefined {
  return tables.readJson('stream-page', listingKey(listing)) as ListingState | undefined;
}

export function writeListing(tables: StreamTables, listing: Listing, state: ListingState): void {
  tables.writeJson('stream-page', listingKey(listing), state);
}

/** The parts of a view, in the order of their names. */
export function* readParts(
  tables: StreamTables,
  { stream, view }: Omit<Listing, 'part'>,
): Generator<ListingState & { readonly part: string }> {
  const start = `listing|${stream}|${view}|`;
  for (const { key, value } of tables.range('stream-page', { start, end: `${start}\uffff` }))
    yield { part: key.slice(start.length), ...(JSON.parse(value) as ListingState) };
}

/** All listings of a stream. */
export function* readListings(tables: StreamTables, stream: string): Generator<Listing> {
  const start = `listing|${stream}|`;
  for (const { key } of tables.range('stream-page', { start, end: `${start}\uffff` })) {
    const [view = '', part = ''] = key.slice(start.length).split('|');
    yield { stream, view, part };
  }
}

function listingKey({ stream, view, part }: Listing): string {
  return `listing|${stream}|${view}|${part}`;
}

function pageKey({ stream, view, part }: Listing, number: number): string {
  return `page|${stream}|${view}|${part}|${numberKey(number)}`;
}
