import { ProblemError } from '../problem.js';
import { lineGraph, lineSubject, type Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import { Comparison, type RegisterDifference } from './comparison.js';
import { genidBase } from './register-graphs.js';
import type { RegisterVersion } from './versions.js';

/** Statements of a change that are held at once. */
const MOST_LINES = 500_000;

/** What a version added to its register and took away. */
export interface VersionChange {
  readonly inserted: readonly Line[];
  readonly removed: readonly Line[];
}

/**
 * What a version changed, as the change log has it.
 * @throws ProblemError `not-found` where the log does not say, `capacity-exceeded` where it is too much to be held
 */
export function readVersionChange(
  store: GraphStore,
  register: string,
  { version, sequence }: RegisterVersion,
): VersionChange {
  const [entry] = sequence === undefined ? [] : takeOne(store.log(sequence - 1));
  if (!entry || entry.sequence !== sequence)
    throw new ProblemError(
      'not-found',
      `The change log does not say what version ${String(version)} changed.`,
    );
  const inserted: Line[] = [];
  const removed: Line[] = [];
  for (const part of entry.patch())
    for (const row of part.split('\n')) {
      const side = row.startsWith('A ') ? inserted : row.startsWith('D ') ? removed : undefined;
      const line = row.slice(2);
      if (!side || lineGraph(line) !== register) continue;
      side.push(line);
      if (inserted.length + removed.length > MOST_LINES)
        throw new ProblemError(
          'capacity-exceeded',
          `Version ${String(version)} changed more than ${String(MOST_LINES)} statements, too many for this. Load the files of the version before it again.`,
        );
    }
  return { inserted, removed };
}

/**
 * The difference that a change makes, thing by thing.
 */
export function compareChange(
  store: GraphStore,
  baseUrl: string,
  register: string,
  change: VersionChange,
): RegisterDifference {
  const comparison = new Comparison(genidBase(baseUrl));
  const subjects = new Set([...change.inserted, ...change.removed].map(lineSubject));
  const group = (lines: readonly Line[]): Map<string, Line[]> => {
    const bySubject = new Map<string, Line[]>();
    for (const line of lines) {
      const subject = lineSubject(line);
      const known = bySubject.get(subject);
      if (known) known.push(line);
      else bySubject.set(subject, [line]);
    }
    return bySubject;
  };
  const [inserted, removed] = [group(change.inserted), group(change.removed)];
  for (const subject of subjects) {
    const [more, less] = [inserted.get(subject) ?? [], removed.get(subject) ?? []];
    // What neither came nor went stands on both sides; the graph has it, whichever side is in force now.
    const moved = new Set([...more, ...less]);
    const kept = store.readSubject(register, subject.slice(1, -1)).filter((line) => !moved.has(line));
    comparison.add([...kept, ...less], [...kept, ...more]);
  }
  return comparison.difference;
}

function takeOne<T>(items: Iterable<T>): T[] {
  for (const item of items) return [item];
  return [];
}
