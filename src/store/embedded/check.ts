import { lineGraph, lineSubject } from '../../rdf/nquads.js';
import { blobFolder, damagedBlobs, missingBlobs } from './blob-files.js';
import { checkEngine } from './check-engine.js';
import { checkLog } from './check-log.js';
import { Problems } from './check-problems.js';
import { Journal, type JournalSnapshot } from './journal.js';
import { EMPTY_STATE, type GraphEntry, type JournalState } from './journal-tables.js';
import { splitBlock } from './line-blocks.js';
import { namedFiles } from './named-files.js';
import { subjectKey, wholeKey } from './segment-keys.js';

export interface CheckOptions {
  /** Whether to build the graph in memory and compare it; default true. */
  readonly engine?: boolean;
  /** Whether the files of reports are in the directory; default true. */
  readonly files?: boolean;
  /** Whether it is a restore that is not finished; default false, where such a directory is refused. */
  readonly restoring?: boolean;
  /** Quads up to which the whole log is replayed, which holds them in memory; default 2 million. */
  readonly replayLimit?: number;
  /** Quads up to which a graph is compared line by line with the engine's; default 100 000. */
  readonly compareLimit?: number;
}

/** What a check found. */
export interface CheckReport {
  readonly ok: boolean;
  /** Number of the last change that was checked. */
  readonly sequence: number;
  readonly graphs: number;
  readonly quads: number;
  /** What is wrong, in plain words; at most 100. */
  readonly problems: readonly string[];
  /** What was not checked, and why. */
  readonly notes: readonly string[];
}

/**
 * Checks the journal against itself, and against a graph built from it; also beside a running service.
 * @throws DataDirectoryError where the directory holds no whole data
 */
export async function checkJournal(directory: string, options: CheckOptions = {}): Promise<CheckReport> {
  const {
    engine = true,
    files = true,
    restoring = false,
    replayLimit = 2_000_000,
    compareLimit = 100_000,
  } = options;
  const journal = Journal.open(directory, { readOnly: true, restoring });
  const snapshot = journal.snapshot();
  const { transaction } = snapshot;
  try {
    const state = journal.tables.state.get('journal', { transaction }) ?? EMPTY_STATE;
    const problems = new Problems();
    const graphs = checkGraphs(journal, snapshot, problems);
    checkTotals(state, graphs, problems);
    checkStrays(journal, snapshot, problems);
    checkLog(journal, snapshot, state, replayLimit, problems);
    if (files) {
      const folder = blobFolder(directory);
      for (const problem of missingBlobs(folder, namedFiles(journal, snapshot))) problems.add(problem);
      for (const problem of await damagedBlobs(folder)) problems.add(problem);
    } else problems.note('The files of reports are in a bucket, and were not checked.');
    if (engine) await checkEngine(snapshot, compareLimit, problems);
    const { found, notes } = problems;
    return {
      ok: found.length === 0,
      sequence: state.sequence,
      graphs: graphs.size,
      quads: state.quads,
      problems: found,
      notes,
    };
  } finally {
    snapshot.release();
    await journal.close();
  }
}

/** Each graph's entry against its lines, and each line against its place. */
function checkGraphs(
  journal: Journal,
  snapshot: JournalSnapshot,
  problems: Problems,
): ReadonlyMap<string, GraphEntry> {
  const entries = new Map<string, GraphEntry>();
  const owners = new Map<number, string>();
  for (const { graph, entry } of snapshot.graphs()) {
    entries.set(graph, entry);
    const other = owners.get(entry.segment);
    if (other !== undefined) problems.add(`Graphs <${other}> and <${graph}> lie in the same place.`);
    owners.set(entry.segment, graph);
    let quads = 0;
    let bytes = 0;
    for (const block of snapshot.blocks(entry)) {
      const lines = splitBlock(block);
      quads += lines.length;
      bytes += block.length;
      checkBlock(journal, snapshot, graph, entry, lines, block, problems);
    }
    if (quads !== entry.quads)
      problems.add(`Graph <${graph}> holds ${String(quads)} quads and is noted with ${String(entry.quads)}.`);
    if (bytes !== entry.bytes)
      problems.add(
        `Graph <${graph}> takes ${String(bytes)} characters and is noted with ${String(entry.bytes)}.`,
      );
  }
  return entries;
}

function checkBlock(
  { tables }: Journal,
  { transaction }: JournalSnapshot,
  graph: string,
  { segment, whole }: GraphEntry,
  lines: readonly string[],
  block: string,
  problems: Problems,
): void {
  const [first = ''] = lines;
  const subject = lineSubject(first);
  if (new Set(lines).size !== lines.length)
    problems.add(`Graph <${graph}> holds a line twice, about ${subject}.`);
  const key = whole ? wholeKey(segment) : subjectKey(segment, subject);
  if (tables.quads.get(key, { transaction }) !== block)
    problems.add(`Lines of graph <${graph}> are not where those about ${subject} are looked for.`);
  for (const line of lines)
    if ((!whole && lineSubject(line) !== subject) || lineGraph(line) !== graph)
      problems.add(`Graph <${graph}> holds a line that does not belong there: ${line}`);
}

function checkTotals(state: JournalState, graphs: ReadonlyMap<string, GraphEntry>, problems: Problems): void {
  let quads = 0;
  let bytes = 0;
  for (const entry of graphs.values()) {
    if (entry.access !== 'archived') {
      quads += entry.quads;
      bytes += entry.bytes;
    }
    if (entry.segment >= state.nextSegment)
      problems.add(`Segment ${String(entry.segment)} is in use and would be given out again.`);
  }
  if (quads !== state.quads || bytes !== state.bytes)
    problems.add(
      `The graphs hold ${String(quads)} quads of ${String(bytes)} characters together; the total is noted as ${String(state.quads)} of ${String(state.bytes)}.`,
    );
}

/** Lines in a segment that is neither a graph's nor waiting to be cleared. */
function checkStrays({ tables }: Journal, snapshot: JournalSnapshot, problems: Problems): void {
  const { transaction } = snapshot;
  const known = new Set<number>();
  for (const { entry } of snapshot.graphs()) known.add(entry.segment);
  for (const { key } of tables.segments.getRange({ transaction })) known.add(key);
  const strays = new Map<number, number>();
  for (const key of tables.quads.getKeys({ transaction })) {
    const segment = key.readUInt32BE(0);
    if (!known.has(segment)) strays.set(segment, (strays.get(segment) ?? 0) + 1);
  }
  for (const [segment, blocks] of strays)
    problems.add(
      `Segment ${String(segment)} holds ${String(blocks)} blocks of lines and belongs to no graph.`,
    );
}
