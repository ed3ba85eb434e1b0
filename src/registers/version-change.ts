import { ProblemError } from '../problem.js';
import { lineGraph, lineSubject, type Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import { Comparison, type RegisterDifference } from './comparison.js';
import { genidBase, registerGraph } from './register-graphs.js';
import { readRegisterVersions, type RegisterVersion } from './versions.js';

/** Statements of a change that are held at once. */
const MOST_LINES = 500_000;
/** Things that are compared in one go, after which other work has its turn. */
const BREATH = 500;

/** What a version added to its register and took away. */
export interface VersionChange {
  readonly inserted: readonly Line[];
  readonly removed: readonly Line[];
}

/** A version with what it changed. */
export interface VersionDifference {
  readonly version: RegisterVersion;
  readonly difference: RegisterDifference;
}

/**
 * What a version of a register changed, thing by thing.
 * @param options.number of the version; the one in force where not given
 * @throws ProblemError `not-found` where there is no such version, and as `readVersionChange`
 */
export async function readVersionDifference(
  store: GraphStore,
  { baseUrl, name, number }: { readonly baseUrl: string; readonly name: string; readonly number?: number },
): Promise<VersionDifference> {
  const register = registerGraph(baseUrl, name);
  const versions = readRegisterVersions(store, baseUrl).find(({ iri }) => iri === register)?.versions ?? [];
  const version = number === undefined ? versions.at(-1) : versions.find((known) => known.version === number);
  if (!version) throw new ProblemError('not-found', `There is no such version of a register ${name}.`);
  const change = await readVersionChange(store, register, version);
  return { version, difference: await compareChange(store, { baseUrl, register }, version, change) };
}

/**
 * What a version changed, as the change log has it.
 * @throws ProblemError `not-found` where the log does not say, `capacity-exceeded` where it is too much to be held
 */
export async function readVersionChange(
  store: GraphStore,
  register: string,
  { version, sequence }: RegisterVersion,
): Promise<VersionChange> {
  const [entry] = sequence === undefined ? [] : takeOne(store.log(sequence - 1));
  if (!entry || entry.sequence !== sequence)
    throw new ProblemError(
      'not-found',
      `The change log does not say what version ${String(version)} changed.`,
    );
  const inserted: Line[] = [];
  const removed: Line[] = [];
  for (const part of entry.patch()) {
    await turnOfOthers();
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
  }
  return { inserted, removed };
}

/**
 * The difference that a version makes, thing by thing.
 * @param change what it changed, or the reverse of that
 */
export async function compareChange(
  store: GraphStore,
  { baseUrl, register }: { readonly baseUrl: string; readonly register: string },
  { sequence }: RegisterVersion,
  change: VersionChange,
): Promise<RegisterDifference> {
  const comparison = new Comparison(genidBase(baseUrl));
  const [inserted, removed] = [bySubject(change.inserted), bySubject(change.removed)];
  const subjects = new Set([...inserted.keys(), ...removed.keys()]);
  const isInForce = (store.graphChanged(register) ?? 0) <= (sequence ?? 0);
  const then = isInForce ? undefined : await linesThen(store, register, { sequence, subjects });
  let compared = 0;
  for (const subject of subjects) {
    if ((compared += 1) % BREATH === 0) await turnOfOthers();
    const [more, less] = [inserted.get(subject) ?? [], removed.get(subject) ?? []];
    // What neither came nor went stands on both sides.
    const moved = new Set([...more, ...less]);
    const lines = then ? (then.get(subject) ?? []) : store.readSubject(register, subject.slice(1, -1));
    const kept = lines.filter((line) => !moved.has(line));
    comparison.add([...kept, ...less], [...kept, ...more]);
  }
  return comparison.difference;
}

/** What a register said of some things when a version came into force, worked out from the log. */
async function linesThen(
  store: GraphStore,
  register: string,
  {
    sequence = 0,
    subjects,
  }: { readonly sequence?: number | undefined; readonly subjects: ReadonlySet<string> },
): Promise<Map<string, Line[]>> {
  const found = new Map<string, Line[]>();
  for await (const lines of store.linesAsOf(sequence, (graph) => graph === register))
    for (const [subject, own] of bySubject(lines.filter((line) => subjects.has(lineSubject(line)))))
      found.set(subject, [...(found.get(subject) ?? []), ...own]);
  return found;
}

/** Lines by what they are about, in N-Quads notation. */
export function bySubject(lines: readonly Line[]): Map<string, Line[]> {
  const found = new Map<string, Line[]>();
  for (const line of lines) {
    const subject = lineSubject(line);
    const known = found.get(subject);
    if (known) known.push(line);
    else found.set(subject, [line]);
  }
  return found;
}

function turnOfOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function takeOne<T>(items: Iterable<T>): T[] {
  for (const item of items) return [item];
  return [];
}
