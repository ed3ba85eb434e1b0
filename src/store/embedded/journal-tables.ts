import { open, type Database, type RootDatabase } from 'lmdb';
import type { GraphAccess, RecordTable } from '../graph-store.js';
import { DataDirectoryError, notOurs } from './data-directory.js';
import type { PatchHeader } from './rdf-patch.js';

/** What the journal knows of a graph. */
export interface GraphEntry {
  /** Number of the run of keys in the quads table that holds the graph's lines. */
  readonly segment: number;
  /** Whether all lines are one block, as those of a small graph are. */
  readonly whole: boolean;
  readonly access: GraphAccess;
  readonly quads: number;
  readonly bytes: number;
  /** Number in the log of the last change to it. */
  readonly changed: number;
}

/** One entry of the change log. */
export interface LogHead extends PatchHeader {
  /** The lines removed and added, each ended by a line feed. */
  readonly removed: string;
  readonly inserted: string;
  /** Where the rows of a bulk load are, in the parts from 1 to `count`. */
  readonly parts?: { readonly segment: number; readonly count: number };
}

/** Counters of the journal as a whole. */
export interface JournalState {
  readonly sequence: number;
  readonly nextSegment: number;
  readonly quads: number;
  readonly bytes: number;
  /** IRI of the last patch, which the next one names as its predecessor. */
  readonly head: string;
}

/** The counters of a journal that holds nothing yet. */
export const EMPTY_STATE: JournalState = { sequence: 0, nextSegment: 1, quads: 0, bytes: 0, head: '' };

/** Why a segment is not in use: being staged, replaced by another, or abandoned before it was finished. */
export type SegmentState = 'staged' | 'obsolete' | 'abandoned';

/** The tables of the journal, one LMDB environment. */
export interface JournalTables {
  readonly environment: RootDatabase;
  /** Segment, or (segment, subject) → the lines there, each ended by a line feed. */
  readonly quads: Database<string, Buffer>;
  /** graph IRI → entry. */
  readonly graphs: Database<GraphEntry, string>;
  /** sequence → head of the log entry. */
  readonly log: Database<LogHead, number>;
  /** (segment, part) → a part of a bulk load's patch. */
  readonly logParts: Database<string, Buffer>;
  /** segment → why it is not in use; but for those being staged, they wait to be cleared. */
  readonly segments: Database<SegmentState, number>;
  readonly state: Database<JournalState, string>;
  readonly records: Readonly<Record<RecordTable, Database<string, string>>>;
}

/** Names of the tables, in the order in which a backup writes them. */
export const TABLE_NAMES = [
  'state',
  'graphs',
  'segments',
  'quads',
  'log',
  'log-parts',
  'outbox',
  'channel',
  'delivery',
  'inbox',
  'mail-link',
  'idempotency',
  'personal',
  'personal-key',
  'attachment',
  'api-key',
  'follow',
  'audit',
  'rule-version',
  'stream-page',
  'stream-member',
  'stream-subject',
  'stream-pending',
  'dataspace',
  'following',
  'open311',
] as const;

/** The name of one table of the journal. */
export type TableName = (typeof TABLE_NAMES)[number];

/** LMDB itself says no more than, say, "Permission denied". */
function openEnvironment(folder: string, readOnly: boolean): RootDatabase {
  try {
    return open({ path: `${folder}/`, maxDbs: TABLE_NAMES.length + 2, readOnly });
  } catch (error) {
    const { message } = error as Error;
    if (/permi(?:ssion|tted)/i.test(message)) throw notOurs(folder, message);
    throw new DataDirectoryError(`${folder} cannot be opened: ${message}. Look after its disk.`, {
      cause: error,
    });
  }
}

/**
 * Opens the LMDB environment in `folder` with all tables.
 * @param readOnly opens beside a running writer, or on a medium that cannot be written
 * @throws DataDirectoryError where it cannot be opened
 */
export function openTables(folder: string, readOnly: boolean): JournalTables {
  const environment = openEnvironment(folder, readOnly);
  const strings = { encoding: 'string' } as const;
  const records = (name: RecordTable, compression = false): Database<string, string> =>
    environment.openDB<string, string>({ name, compression, ...strings });
  return {
    environment,
    quads: environment.openDB<string, Buffer>({
      name: 'quads',
      keyEncoding: 'binary',
      compression: true,
      ...strings,
    }),
    graphs: environment.openDB<GraphEntry, string>({ name: 'graphs', encoding: 'json' }),
    log: environment.openDB<LogHead, number>({ name: 'log', compression: true }),
    logParts: environment.openDB<string, Buffer>({
      name: 'log-parts',
      keyEncoding: 'binary',
      compression: true,
      ...strings,
    }),
    segments: environment.openDB<SegmentState, number>({ name: 'segments', encoding: 'json' }),
    state: environment.openDB<JournalState, string>({ name: 'state', encoding: 'json' }),
    records: {
      outbox: records('outbox'),
      channel: records('channel'),
      delivery: records('delivery'),
      inbox: records('inbox'),
      'mail-link': records('mail-link'),
      idempotency: records('idempotency'),
      personal: records('personal'),
      'personal-key': records('personal-key'),
      attachment: records('attachment'),
      'api-key': records('api-key'),
      follow: records('follow'),
      audit: records('audit'),
      'rule-version': records('rule-version'),
      'stream-page': records('stream-page'),
      'stream-member': records('stream-member', true),
      'stream-subject': records('stream-subject'),
      'stream-pending': records('stream-pending', true),
      dataspace: records('dataspace'),
      following: records('following'),
      open311: records('open311'),
    },
  };
}
