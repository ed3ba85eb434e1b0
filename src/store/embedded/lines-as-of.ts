import { setImmediate as nextTurn } from 'node:timers/promises';
import { lineGraph, type Line } from '../../rdf/nquads.js';
import type { LogEntry } from '../graph-store.js';
import type { Journal } from './journal.js';
import { splitBlock } from './line-blocks.js';

/** Lines that are handed on, or rows of the log that are read, before other work has its turn: some 10 ms. */
const PORTION = 5000;
/** Entries of the log that are looked up at once. */
const ENTRIES = 200;

/**
 * The lines of graphs as they were after change `sequence`, in portions. What a line was first about since then tells
 * whether it was there: one that was first removed was, one that was first added was not. All of it is of the moment at
 * which it was asked, whatever is committed meanwhile; other work has its turns.
 */
export async function* linesAsOf(
  journal: Journal,
  sequence: number,
  wanted: (graph: string) => boolean,
): AsyncGenerator<readonly Line[]> {
  const snapshot = journal.snapshot();
  try {
    const first = await firstChanges(journal, { after: sequence, until: snapshot.sequence }, wanted);
    let portion: Line[] = [];
    for (const { graph, entry } of snapshot.graphs()) {
      if (!wanted(graph)) continue;
      for (const block of snapshot.blocks(entry)) {
        for (const line of splitBlock(block)) if (!first.has(line)) portion.push(line);
        if (portion.length < PORTION) continue;
        yield portion;
        portion = [];
      }
    }
    yield portion;
    yield [...first].flatMap(([line, operation]) => (operation === 'D' ? [line] : []));
  } finally {
    snapshot.release();
  }
}

/** What was first done to each line: added or removed. */
async function firstChanges(
  journal: Journal,
  { after, until }: { readonly after: number; readonly until: number },
  wanted: (graph: string) => boolean,
): Promise<Map<Line, 'A' | 'D'>> {
  const first = new Map<Line, 'A' | 'D'>();
  let rows = 0;
  for (const entry of entriesBetween(journal, after, until))
    for (const part of entry.patch()) {
      for (const row of part.split('\n')) {
        rows += 1;
        const operation = row.slice(0, 2);
        if (operation !== 'A ' && operation !== 'D ') continue;
        const line = row.slice(2);
        if (!first.has(line) && wanted(lineGraph(line))) first.set(line, operation === 'A ' ? 'A' : 'D');
      }
      if (rows < PORTION) continue;
      rows = 0;
      await nextTurn();
    }
  return first;
}

/** Looked up anew for each few, since a walk through the log sees only what was there when it began. */
function* entriesBetween(journal: Journal, after: number, until: number): Generator<LogEntry> {
  let last = after;
  while (last < until) {
    const entries: LogEntry[] = [];
    for (const entry of journal.entries(last)) {
      if (entry.sequence > until || entries.length === ENTRIES) break;
      entries.push(entry);
    }
    if (entries.length === 0) return;
    yield* entries;
    last = entries.at(-1)?.sequence ?? until;
  }
}
