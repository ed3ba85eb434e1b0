import { dct, ldes, rdf, rdfs, tree, xsd } from '../../rdf/namespaces.js';
import {
  isClosed,
  MEMBER_CLASS,
  MEMBER_PATHS,
  PAGES_PER_GROUP,
  positionsOf,
  streamIri,
  viewsOf,
  type Listing,
  type Member,
  type Page,
  type Streams,
} from '../../streams/index.js';
import { partTriples } from './parts.js';
import { literalTerm, pageTerm, triple, type StreamDocument } from './document.js';

/** Until when a window is open that takes what comes: no member is later. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';
/** Before everything. */
const BEGINNING = '1970-01-01T00:00:00.000Z';
/** Seconds between two looks at a stream that bring news soon enough. */
const POLLING_INTERVAL = '5';
const DAY = 24 * 60 * 60 * 1000;

/** What pages are made from. */
export interface PageSource {
  readonly baseUrl: string;
  readonly streams: Streams;
}

/** A window of time that a page leads to. */
interface Window {
  readonly path: string;
  readonly from: string;
  /** `undefined` while it is open. */
  readonly to: string | undefined;
}

/** The entry point of a stream: what it is, and its one view (LDES 1.0; TREE, "Discovery"). */
export function entryDocument(source: PageSource, name: string): StreamDocument {
  const stream = streamIri(source.baseUrl, name);
  const path = `/ldes/${name}`;
  const view = pageTerm(`${path}/by-time`);
  return {
    path,
    stream,
    hypermedia: [
      ...streamTriples(source, stream),
      triple(stream, tree('view'), view),
      // A second tree:view would leave clients in doubt which one to take.
      ...viewsOf(name)
        .filter((other) => other !== 'by-time')
        .map((other) => triple(stream, rdfs('seeAlso'), pageTerm(`${path}/${other}`))),
    ],
    members: none,
    isClosed: false,
  };
}

/**
 * The root of a view, or of a part of it: windows of time, or the parts. A part is a view as well, of what a client may
 * want or have agreed on alone: it can begin there.
 */
export function rootDocument(source: PageSource, listing: Listing): StreamDocument | undefined {
  const isPart = listing.part !== '';
  if (isPart && !source.streams.listing(listing)) return undefined;
  const stream = streamIri(source.baseUrl, listing.stream);
  const path = listingPath(listing);
  return {
    path,
    stream,
    hypermedia: [
      ...streamTriples(source, stream),
      triple(stream, tree('view'), pageTerm(path)),
      ...nodeTriples(path, stream),
      ...retentionTriples(path, source.streams.retention),
      ...(isPart || listing.view === 'by-time'
        ? windowTriples(path, groupsOf(source, listing))
        : partTriples(path, listing, source.streams.parts(listing))),
    ],
    members: none,
    isClosed: false,
  };
}

/**
 * A window of windows. While it is open, it leads to what is kept of it, if anything: more may come.
 * @returns `undefined` where it has not begun, or is closed and all of it past retention
 */
export function groupDocument(
  source: PageSource,
  listing: Listing,
  group: number,
): StreamDocument | undefined {
  const { pages = 0, firstKept = 0 } = source.streams.listing(listing) ?? {};
  const begin = group * PAGES_PER_GROUP;
  const end = begin + PAGES_PER_GROUP;
  const last = pages < end ? undefined : source.streams.page(listing, end - 1);
  const isFull = last !== undefined && isClosed(last);
  if (begin >= pages || (isFull && firstKept >= end)) return undefined;
  const path = `${listingPath(listing)}/${String(group)}`;
  // A window that is closed never changes: it leads to what is gone, too, until all of it is.
  const first = isFull ? begin : Math.max(firstKept, begin);
  const windows = pagesOf(source, listing, { first, end: Math.min(pages, end) });
  return nodeDocument(source, listing, {
    path,
    isClosed: isFull,
    relations: windowTriples(path, windows),
    members: none,
  });
}

/** A page with members. */
export function leafDocument(
  source: PageSource,
  listing: Listing,
  { number, page }: { readonly number: number; readonly page: Page },
): StreamDocument {
  return nodeDocument(source, listing, {
    path: leafPath(listing, number),
    isClosed: isClosed(page),
    relations: [],
    members: () => membersOf(source, listing.stream, page),
  });
}

/** A node below a root. */
function nodeDocument(
  source: PageSource,
  listing: Listing,
  node: Pick<StreamDocument, 'path' | 'members' | 'isClosed'> & { readonly relations: readonly string[] },
): StreamDocument {
  const { relations, ...rest } = node;
  const stream = streamIri(source.baseUrl, listing.stream);
  return {
    ...rest,
    stream,
    hypermedia: [
      ...streamTriples(source, stream),
      ...nodeTriples(node.path, stream),
      ...(node.isClosed ? [immutable(node.path)] : []),
      ...relations,
    ],
  };
}

/** The address of a member: what it says, without the stream around it. */
export function memberDocument(source: PageSource, name: string, member: Member): StreamDocument {
  return {
    path: new URL(member.iri).pathname,
    stream: streamIri(source.baseUrl, name),
    hypermedia: member.triples,
    members: none,
    isClosed: true,
  };
}

function none(): Member[] {
  return [];
}

function membersOf({ streams }: PageSource, name: string, page: Page): Member[] {
  return positionsOf(page).flatMap((position) => streams.member(name, position) ?? []);
}

function groupsOf(source: PageSource, listing: Listing): Window[] {
  const { pages = 0, firstKept = 0 } = source.streams.listing(listing) ?? {};
  const windows: Window[] = [];
  for (let first = firstKept; first < pages;) {
    const group = Math.floor(first / PAGES_PER_GROUP);
    const end = (group + 1) * PAGES_PER_GROUP;
    const begin = source.streams.page(listing, first);
    const last = pages >= end ? source.streams.page(listing, end - 1) : undefined;
    if (begin)
      windows.push({
        path: `${listingPath(listing)}/${String(group)}`,
        from: begin.from,
        to: last && isClosed(last) ? last.to : undefined,
      });
    first = end;
  }
  return windows;
}

function pagesOf(
  source: PageSource,
  listing: Listing,
  { first, end }: { readonly first: number; readonly end: number },
): Window[] {
  const windows: Window[] = [];
  for (let number = first; number < end; number += 1) {
    const page = source.streams.page(listing, number);
    if (page)
      windows.push({
        path: leafPath(listing, number),
        from: page.from,
        to: isClosed(page) ? page.to : undefined,
      });
  }
  return windows;
}

function listingPath({ stream, view, part }: Listing): string {
  return `/ldes/${stream}/${view}${part === '' ? '' : `/${part}`}`;
}

function leafPath(listing: Listing, number: number): string {
  const group = Math.floor(number / PAGES_PER_GROUP);
  return `${listingPath(listing)}/${String(group)}/${String(number % PAGES_PER_GROUP)}`;
}

/** What clients must know of the stream, whichever page they begin at. */
function streamTriples({ baseUrl }: PageSource, stream: string): string[] {
  return [
    triple(stream, rdf('type'), ldes('EventStream')),
    triple(stream, ldes('versionOfPath'), MEMBER_PATHS.versionOf),
    triple(stream, ldes('timestampPath'), MEMBER_PATHS.timestamp),
    triple(stream, ldes('sequencePath'), MEMBER_PATHS.sequence),
    triple(stream, ldes('versionCreatePath'), MEMBER_PATHS.kind),
    triple(stream, ldes('versionCreateObject'), MEMBER_CLASS.create),
    triple(stream, ldes('versionUpdatePath'), MEMBER_PATHS.kind),
    triple(stream, ldes('versionUpdateObject'), MEMBER_CLASS.update),
    triple(stream, ldes('versionDeletePath'), MEMBER_PATHS.kind),
    triple(stream, ldes('versionDeleteObject'), MEMBER_CLASS.delete),
    triple(stream, ldes('pollingInterval'), literalTerm(POLLING_INTERVAL, xsd('integer'))),
    triple(stream, tree('shape'), `${baseUrl}/shapes/stream#Member`),
  ];
}

function nodeTriples(path: string, stream: string): string[] {
  const node = pageTerm(path);
  return [triple(node, rdf('type'), tree('Node')), triple(node, dct('isPartOf'), stream)];
}

/** How long members are kept (LDES 1.0, "Retention policies"); the policy has an IRI, as its shapes ask. */
function retentionTriples(path: string, milliseconds: number | undefined): string[] {
  const policy = pageTerm(`${path}#retention`);
  return [
    triple(pageTerm(path), ldes('retentionPolicy'), policy),
    triple(policy, rdf('type'), ldes('RetentionPolicy')),
    milliseconds === undefined
      ? triple(policy, ldes('startingFrom'), literalTerm(BEGINNING, xsd('dateTime')))
      : triple(policy, ldes('fullLogDuration'), literalTerm(duration(milliseconds), xsd('duration'))),
  ];
}

function duration(milliseconds: number): string {
  return `P${String(milliseconds / DAY)}D`;
}

function immutable(path: string): string {
  return triple(pageTerm(path), ldes('immutable'), literalTerm('true', xsd('boolean')));
}

/** Two relations for each window: from when, and until when. */
function windowTriples(path: string, windows: readonly Window[]): string[] {
  return windows.flatMap(({ path: to, ...window }, index) =>
    [
      ['GreaterThanOrEqualToRelation', window.from] as const,
      ['LessThanOrEqualToRelation', window.to ?? END_OF_TIME] as const,
    ].flatMap(([type, value], side) => {
      const relation = `_:r${String(2 * index + side)}`;
      return [
        triple(pageTerm(path), tree('relation'), relation),
        triple(relation, rdf('type'), tree(type)),
        triple(relation, tree('node'), pageTerm(to)),
        triple(relation, tree('path'), MEMBER_PATHS.timestamp),
        triple(relation, tree('value'), literalTerm(value, xsd('dateTime'))),
      ];
    }),
  );
}
