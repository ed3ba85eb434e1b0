import { lineSubject } from '../../rdf/nquads.js';
import type { JournalTables } from './journal-tables.js';
import { groupLines, joinBlock, splitBlock } from './line-blocks.js';
import { subjectKey, wholeKey } from './segment-keys.js';

/**
 * Characters up to which a graph is one block: a report, which is written at once and read at once, costs one key
 * instead of ten. A change to the graph rewrites the block, so it must not be long.
 */
export const LARGEST_WHOLE = 50_000;

/** Keeps the block of a whole graph by subject from now on; inside a transaction. Its entry must say so too. */
export function spreadBlock(tables: JournalTables, segment: number, block: string): void {
  void tables.quads.remove(wholeKey(segment));
  for (const [subject, { insert }] of groupLines([], splitBlock(block), lineSubject))
    void tables.quads.put(subjectKey(segment, subject), joinBlock(insert));
}
