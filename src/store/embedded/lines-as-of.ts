import { lineGraph, type Line } from '../../rdf/nquads.js';
import type { LogEntry } from '../graph-store.js';

/** What is looked at to go back in time. */
export interface History {
  /** Graphs there are now. */
  graphs(): Iterable<string>;
  lines(graph: string): Iterable<Line>;
  /** Entries of the change log after a number, in order. */
  log(sequence: number): Iterable<LogEntry>;
}

/**
 * The lines of graphs as they were after change `sequence`. What a line was first about since then tells whether it was
 * there: one that was first removed was, one that was first added was not.
 */
export function* linesAsOf(
  history: History,
  sequence: number,
  wanted: (graph: string) => boolean,
): Generator<Line> {
  const first = firstChanges(history.log(sequence), wanted);
  for (const graph of history.graphs()) {
    if (!wanted(graph)) continue;
    for (const line of history.lines(graph)) if (!first.has(line)) yield line;
  }
  for (const [line, operation] of first) if (operation === 'D') yield line;
}

/** What was first done to each line: added or removed. */
function firstChanges(entries: Iterable<LogEntry>, wanted: (graph: string) => boolean): Map<Line, 'A' | 'D'> {
  const first = new Map<Line, 'A' | 'D'>();
  for (const { patch } of entries)
    for (const part of patch())
      for (const row of part.split('\n')) {
        const operation = row.slice(0, 2);
        if (operation !== 'A ' && operation !== 'D ') continue;
        const line = row.slice(2);
        if (!first.has(line) && wanted(lineGraph(line))) first.set(line, operation === 'A ' ? 'A' : 'D');
      }
  return first;
}
