import type { GraphStore } from '../store/graph-store.js';
import { memberTriples, type MemberRecord } from './member.js';
import { startPublisher, type PublisherOptions } from './publisher.js';
import { readMember, readStream, streamNames, type StreamState } from './stream-state.js';
import { StreamTables } from './tables.js';
import { registersTopic, reportsTopic } from './topics.js';
import { readListing, readPage, readParts, type Listing, type ListingState, type Page } from './windows.js';

/** A member as it stands in the stream. */
export interface Member {
  readonly iri: string;
  readonly position: number;
  readonly record: MemberRecord;
  /** Triples in N-Triples notation without the dot. */
  readonly triples: readonly string[];
}

/** The event streams: versions of reports, of decisions and of what each register holds. */
export interface Streams {
  /** Names of the streams; those of reports and decisions are there before they have members. */
  names(): string[];
  /** Milliseconds for which members are kept; `undefined` for ever. */
  readonly retention: number | undefined;
  /** What is kept of a stream; `undefined` where there is none of that name. */
  stream(name: string): StreamState | undefined;
  listing(listing: Listing): ListingState | undefined;
  parts(view: Omit<Listing, 'part'>): (ListingState & { readonly part: string })[];
  page(listing: Listing, number: number): Page | undefined;
  /** A member; `undefined` where there is none, or none any more. */
  member(stream: string, position: number): Member | undefined;
  /** Calls back when members were added. Returns what ends it. */
  subscribe(listener: () => void): () => void;
  /** Resolves when everything that was committed before the call is published. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** Streams that are there before anything has happened. */
const ALWAYS: readonly string[] = ['reports', 'decisions'];
const NOTHING: StreamState = { members: 0, time: '' };

/** The IRI of a stream. @param name such as `reports` or `register/trees` */
export function streamIri(baseUrl: string, name: string): string {
  return `${baseUrl}/ldes/${name}`;
}

/**
 * Follows the change log and publishes the event streams from it, from where it was. Whatever was published stays as it
 * was: positions, times and pages are kept with the log.
 */
export function startStreams(
  store: GraphStore,
  options: {
    readonly baseUrl: string;
    readonly onFailure?: ((error: unknown) => void) | undefined;
    /** How long members are kept in milliseconds, and the time now; for ever where not given. */
    readonly retention?: PublisherOptions['retention'];
  },
): Streams {
  const { baseUrl, onFailure = () => undefined, retention } = options;
  const agent = `${baseUrl}/id/agent/service`;
  const tables = new StreamTables(store, agent);
  const listeners = new Set<() => void>();
  const onPublished = (): void => {
    for (const listener of listeners) listener();
  };
  const publishers = [reportsTopic(baseUrl), registersTopic(baseUrl)].map((topic) =>
    startPublisher({ store, agent, topic, onPublished, onFailure, retention }),
  );
  return {
    retention: retention?.milliseconds,
    names: () => [...new Set([...ALWAYS, ...streamNames(tables)])],
    stream: (name) => readStream(tables, name) ?? (ALWAYS.includes(name) ? NOTHING : undefined),
    listing: (listing) => readListing(tables, listing),
    parts: (view) => [...readParts(tables, view)],
    page: (listing, number) => readPage(tables, listing, number),
    member: (stream, position) => {
      const record = readMember(tables, stream, position);
      const iri = `${streamIri(baseUrl, stream)}/version/${String(position)}`;
      return record && { iri, position, record, triples: memberTriples(record, iri, position) };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    caughtUp: async () => {
      await Promise.all(publishers.map((publisher) => publisher.caughtUp()));
    },
    close: async () => {
      await Promise.all(publishers.map((publisher) => publisher.close()));
    },
  };
}
