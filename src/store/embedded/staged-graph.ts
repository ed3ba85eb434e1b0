import { lineSubject, type Line } from '../../rdf/nquads.js';
import type { DifferenceListener } from '../graph-store.js';
import type { Journal } from './journal.js';
import type { GraphEntry } from './journal-tables.js';
import { groupLines, joinBlock, splitBlock } from './line-blocks.js';
import { partKey, segmentRange, subjectKey } from './segment-keys.js';

/** Subjects that are compared in one transaction: some 15 to 40 ms, so that other work goes on meanwhile. */
const CHUNK_SUBJECTS = 5000;

/** Times that the difference with the old graph is worked out while others may change that graph. */
const UNHURRIED_ATTEMPTS = 3;

/**
 * A graph in the making, in a segment of the journal that nothing reads yet, with the patch that tells how it differs
 * from the one in force. Takes memory that does not grow with it.
 */
export class StagedGraph {
  /** The segment that the lines are in. */
  readonly segment: number;
  readonly #journal: Journal;
  readonly #graph: string;
  #quads = 0;
  #bytes = 0;
  #parts = 0;
  /** Whether what is staged goes into the log at once: where there is no old graph, all of it is new. */
  #logsStaged: boolean;

  /** @throws ProblemError `storage-unavailable` */
  constructor(journal: Journal, graph: string) {
    this.#journal = journal;
    this.#graph = graph;
    this.#logsStaged = journal.graph(graph) === undefined;
    this.segment = journal.write(() => {
      const segment = journal.counters.takeSegment();
      void journal.tables.segments.put(segment, 'staged');
      return segment;
    });
  }

  get size(): { readonly quads: number; readonly bytes: number } {
    return { quads: this.#quads, bytes: this.#bytes };
  }

  /** Where the rows of the patch are, for the log. */
  get patch(): { readonly segment: number; readonly count: number } {
    return { segment: this.segment, count: this.#parts };
  }

  /** Adds lines. @throws ProblemError `storage-unavailable`; what is staged is then not whole */
  add(lines: readonly Line[]): void {
    const { tables } = this.#journal;
    this.#journal.write(() => {
      const rows: string[] = [];
      for (const [subject, { insert }] of groupLines([], lines, lineSubject)) {
        const key = subjectKey(this.segment, subject);
        const block = tables.quads.get(key) ?? '';
        const before = splitBlock(block);
        const after = [...new Set([...before, ...insert])];
        const text = joinBlock(after);
        this.#quads += after.length - before.length;
        this.#bytes += text.length - block.length;
        void tables.quads.put(key, text);
        if (this.#logsStaged) for (const line of after.slice(before.length)) rows.push(`A ${line}`);
      }
      if (rows.length > 0) this.#logPart(rows);
    });
  }

  /** Adds rows to the patch; inside a transaction. */
  #logPart(rows: readonly string[]): void {
    this.#parts += 1;
    void this.#journal.tables.logParts.put(partKey(this.segment, this.#parts), `${rows.join('\n')}\n`);
  }

  /**
   * Logs what the new graph has and the old one has not, and the other way round. Others may change the old graph
   * meanwhile: then it begins anew, the last time without giving way.
   * @returns the old graph that the difference is with; what calls must not give way before it switches
   */
  async logDifference(listener?: DifferenceListener): Promise<GraphEntry | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      this.#journal.spread(this.#graph);
      const old = this.#journal.graph(this.#graph);
      listener?.restart();
      // What was logged while it was staged holds for as long as nobody else makes the graph.
      if (old) this.#logsStaged = false;
      if (!this.#logsStaged) this.#parts = 0;
      const steps = this.#differenceSteps(old, listener);
      while (!steps.next().done) if (attempt <= UNHURRIED_ATTEMPTS) await new Promise(setImmediate);
      if (isSameVersion(old, this.#journal.graph(this.#graph))) return old;
    }
  }

  *#differenceSteps(old: GraphEntry | undefined, listener: DifferenceListener | undefined): Generator<void> {
    // Deletions first: the patch is read in order, and segment 0 is never in use.
    if (old)
      yield* this.#logMissing({ from: old.segment, against: this.segment }, 'D', (block, other) =>
        listener?.add(splitBlock(block), splitBlock(other ?? '')),
      );
    const onNew = (block: string, other: string | undefined): void => {
      if (other === undefined) listener?.add([], splitBlock(block));
    };
    if (this.#logsStaged && !listener) return;
    yield* this.#logMissing({ from: this.segment, against: old?.segment ?? 0 }, 'A', onNew);
  }

  *#logMissing(
    { from, against }: { readonly from: number; readonly against: number },
    operation: 'A' | 'D',
    onDifferent: (block: string, other: string | undefined) => void,
  ): Generator<void> {
    const { quads } = this.#journal.tables;
    const { end } = segmentRange(from);
    let start: Buffer | undefined = segmentRange(from).start;
    while (start) {
      const blocks: { key: Buffer; value: string }[] = [
        ...quads.getRange({ start, end, limit: CHUNK_SUBJECTS }),
      ];
      const rows = blocks.flatMap(({ value }) => {
        const other = quads.get(sameSubject(value, against));
        if (other === value) return [];
        onDifferent(value, other);
        return this.#logsStaged ? [] : missingRows(value, other, operation);
      });
      if (rows.length > 0)
        this.#journal.write(() => {
          this.#logPart(rows);
        });
      const last = blocks.at(-1);
      start =
        last && blocks.length === CHUNK_SUBJECTS ? Buffer.concat([last.key, Buffer.from([0])]) : undefined;
      yield;
    }
  }
}

function sameSubject(block: string, segment: number): Buffer {
  return subjectKey(segment, lineSubject(block));
}

/** Whether nothing changed a graph between two looks at it. */
export function isSameVersion(a: GraphEntry | undefined, b: GraphEntry | undefined): boolean {
  return a?.segment === b?.segment && a?.changed === b?.changed;
}

function missingRows(block: string, other: string | undefined, operation: 'A' | 'D'): string[] {
  const known = new Set(splitBlock(other ?? ''));
  return splitBlock(block)
    .filter((line) => !known.has(line))
    .map((line) => `${operation} ${line}`);
}
