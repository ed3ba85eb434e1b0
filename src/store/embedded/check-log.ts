import { lineGraph, type Line } from '../../rdf/nquads.js';
import type { Problems } from './check-problems.js';
import type { Journal, JournalSnapshot } from './journal.js';
import type { JournalState } from './journal-tables.js';
import { patchOf } from './journal-log.js';
import { splitBlock } from './line-blocks.js';

/**
 * Checks the change log: its numbers without a gap, each patch naming the one before, and, for a journal that is
 * not too large, that replaying it from nothing gives exactly the graphs there are.
 */
export function checkLog(
  journal: Journal,
  snapshot: JournalSnapshot,
  state: JournalState,
  replayLimit: number,
  problems: Problems,
): void {
  const replay = state.quads <= replayLimit ? new Replay(replayLimit * 2) : undefined;
  if (!replay)
    problems.note(
      `The log was not replayed: ${String(state.quads)} quads are more than the ${String(replayLimit)} that are held in memory for it.`,
    );
  const chain = checkChain(journal, snapshot, replay, problems);
  if (chain.sequence !== state.sequence)
    problems.add(
      `The log ends at change ${String(chain.sequence)}, and the journal at ${String(state.sequence)}.`,
    );
  if (chain.head !== state.head)
    problems.add('The last patch of the log is not the one that the journal names as its head.');
  if (replay?.overflowed)
    problems.note('The log was not replayed to its end: it once held more quads than fit in memory.');
  else replay?.compare(snapshot, problems);
}

/** Where the log ends. */
interface ChainEnd {
  readonly sequence: number;
  readonly head: string;
}

function checkChain(
  journal: Journal,
  { transaction }: JournalSnapshot,
  replay: Replay | undefined,
  problems: Problems,
): ChainEnd {
  let sequence = 0;
  let head = '';
  for (const { key, value } of journal.tables.log.getRange({ transaction })) {
    if (key !== sequence + 1)
      problems.add(
        `Change ${String(sequence + 1)} is missing from the log: after ${String(sequence)} comes ${String(key)}.`,
      );
    sequence = key;
    const { id, previous } = value;
    try {
      for (const part of patchOf(journal.tables, value, transaction))
        if (replay && !replay.overflowed) for (const row of splitBlock(part)) replay.apply(row);
    } catch (error) {
      problems.add(`Change ${String(key)}: ${(error as Error).message}`);
    }
    if (previous !== head) problems.add(`Change ${String(key)} does not name the change before it.`);
    head = id;
  }
  return { sequence, head };
}

/** The IRI in a header row such as `H id <…> .`; empty where it is another row. */
function headerValue(row: string, start: string): string {
  return row.startsWith(start) ? row.slice(start.length + 1, -3) : '';
}

/** Graphs as the log alone makes them. */
class Replay {
  readonly #graphs = new Map<string, Set<Line>>();
  #size = 0;

  constructor(private readonly limit: number) {}

  get overflowed(): boolean {
    return this.#size > this.limit;
  }

  apply(row: string): void {
    if (this.overflowed) return;
    if (row.startsWith('A ')) this.#add(row.slice(2));
    else if (row.startsWith('D ')) {
      const line = row.slice(2);
      if (this.#graphs.get(lineGraph(line))?.delete(line)) this.#size -= 1;
    } else if (row.startsWith('H create ')) this.#graph(headerValue(row, 'H create '));
    else if (row.startsWith('H drop ')) {
      const graph = headerValue(row, 'H drop ');
      this.#size -= this.#graphs.get(graph)?.size ?? 0;
      this.#graphs.delete(graph);
    }
  }

  #add(line: Line): void {
    const lines = this.#graph(lineGraph(line));
    if (lines.has(line)) return;
    lines.add(line);
    this.#size += 1;
  }

  #graph(graph: string): Set<Line> {
    let lines = this.#graphs.get(graph);
    if (!lines) this.#graphs.set(graph, (lines = new Set()));
    return lines;
  }

  compare(snapshot: JournalSnapshot, problems: Problems): void {
    for (const { graph, entry } of snapshot.graphs()) {
      const lines = this.#graphs.get(graph);
      this.#graphs.delete(graph);
      if (!lines) {
        problems.add(`Graph <${graph}> is in the journal and not in the log.`);
        continue;
      }
      let found = 0;
      for (const block of snapshot.blocks(entry))
        for (const line of splitBlock(block)) {
          if (lines.has(line)) found += 1;
          else problems.add(`A line of graph <${graph}> is not in the log: ${line}`);
        }
      if (found !== lines.size)
        problems.add(
          `The log gives graph <${graph}> ${String(lines.size - found)} lines that it does not hold.`,
        );
    }
    for (const graph of this.#graphs.keys())
      problems.add(`Graph <${graph}> is in the log and not in the journal.`);
  }
}
