import { lastPosition } from './subjects.js';
import { readMember, streamNames, writeMember } from './stream-state.js';
import type { StreamTables } from './tables.js';
import {
  dropPage,
  isClosed,
  positionsOf,
  readListing,
  readListings,
  readPage,
  writeListing,
} from './windows.js';
import type { Listing, Page } from './windows.js';

/** Listings without anything to take out that are looked at in one step. */
const LOOKED_AT = 50;

/**
 * Takes closed pages whose last member is older than streams keep out of their listings, the oldest first; and the
 * members that no page holds any more, but for the last one about each thing, from which the next one follows. One page
 * a step, so that its caller can write it and see to others in between; the next step goes on where the last one ended.
 * @param isOurs which streams to look at
 * @param before ISO 8601 in UTC
 */
export function* dropExpired(
  tables: StreamTables,
  { isOurs, before }: { isOurs: (stream: string) => boolean; before: string },
): Generator<undefined> {
  let looked = 0;
  for (const stream of [...streamNames(tables)].filter(isOurs))
    for (const listing of [...readListings(tables, stream)]) {
      while (dropFirst(tables, listing, before)) yield;
      looked += 1;
      if (looked % LOOKED_AT === 0) yield;
    }
}

/** @returns whether the first page that is kept was old enough to go */
function dropFirst(tables: StreamTables, listing: Listing, before: string): boolean {
  const state = readListing(tables, listing);
  const page = state && readPage(tables, listing, state.firstKept);
  if (!page || !isClosed(page) || page.to >= before) return false;
  dropPage(tables, listing, state.firstKept, page);
  writeListing(tables, listing, { ...state, firstKept: state.firstKept + 1 });
  dropMembers(tables, listing.stream, page);
  return true;
}

function dropMembers(tables: StreamTables, stream: string, page: Page): void {
  for (const position of positionsOf(page)) {
    const member = readMember(tables, stream, position);
    if (!member) continue;
    const pages = member.pages - 1;
    const isLast = lastPosition(tables, stream, `<${member.thing}>`) === position;
    writeMember(tables, stream, position, pages > 0 || isLast ? { ...member, pages } : undefined);
  }
}
