import type { Transaction } from 'lmdb';
import { EMPTY_STATE, type GraphEntry, type JournalTables } from './journal-tables.js';
import type { TouchedGraph } from './change-writer.js';
import { segmentRange, subjectKey } from './segment-keys.js';

/** A consistent look at the journal at one moment, for building a graph worker or a backup. */
export interface JournalSnapshot {
  readonly sequence: number;
  /** To be given with every reading of a table that must be of the same moment. */
  readonly transaction: Transaction;
  /** Graphs, in order of their IRI. */
  graphs(): Iterable<TouchedGraph & { readonly entry: GraphEntry }>;
  /** The lines of a graph in blocks of text, each line ended by a line feed. */
  blocks(entry: GraphEntry): Iterable<string>;
  /** The block of one subject (in N-Quads notation), of a graph that is not kept as a whole; empty where there is none. */
  about(entry: GraphEntry, subject: string): string;
  release(): void;
}

/** A look at everything committed so far. Release it soon: while it lives, LMDB cannot reuse pages. */
export function takeSnapshot(tables: JournalTables): JournalSnapshot {
  const transaction = tables.environment.useReadTransaction();
  return {
    transaction,
    sequence: (tables.state.get('journal', { transaction }) ?? EMPTY_STATE).sequence,
    *graphs() {
      for (const { key, value } of tables.graphs.getRange({ transaction }))
        yield { graph: key, access: value.access, entry: value };
    },
    *blocks(entry) {
      for (const { value } of tables.quads.getRange({ ...segmentRange(entry.segment), transaction }))
        yield value;
    },
    about: ({ segment }, subject) => tables.quads.get(subjectKey(segment, subject), { transaction }) ?? '',
    release() {
      transaction.done();
    },
  };
}
