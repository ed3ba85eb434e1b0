import { setImmediate as turnOfOthers } from 'node:timers/promises';
import { ProblemError } from '../problem.js';
import { lineSubject, type Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import type { RegisterDifference } from './comparison.js';
import { describeNextVersion } from './describe-version.js';
import { registerGraph } from './register-graphs.js';
import { bySubject, compareChange, readVersionChange, type VersionChange } from './version-change.js';
import { mayTellOfSuccession, SuccessionWatch } from './succession-watch.js';
import { readRegisterVersions } from './versions.js';

/** Things that are looked at in one go, after which other work has its turn. */
const BREATH = 5000;

/** What undoing takes. */
export interface UndoOptions {
  readonly name: string;
  readonly baseUrl: string;
  /** IRI of who does it. */
  readonly agent: string;
  /** Number of the request that asked for it, for the log. */
  readonly requestId?: string | undefined;
  readonly now: () => Date;
  /** Called when all is checked. */
  readonly aboutToCommit?: (() => Promise<void>) | undefined;
}

/** What undoing did. */
export interface Undone {
  readonly register: string;
  /** The version in force now, which says what the one before the undone one said. */
  readonly version: number;
  readonly difference: RegisterDifference;
}

/**
 * Takes back what the version in force of a register changed: a new version that says what the one before it said.
 * @throws ProblemError `not-found` where there is no version before it, `capacity-exceeded` where it changed too much,
 *   `invalid-register` where the register was changed otherwise since, or organisations would succeed each other in a circle
 */
export async function undoRegister(store: GraphStore, options: UndoOptions): Promise<Undone> {
  const { name, baseUrl, agent, requestId, now } = options;
  const register = registerGraph(baseUrl, name);
  const versions = readRegisterVersions(store, baseUrl).find(({ iri }) => iri === register)?.versions ?? [];
  const [before, current] = versions.slice(-2);
  if (!before || !current)
    throw new ProblemError('not-found', `Register ${name} has no version before the one in force.`);
  refuseOtherChanges(store, register, current.sequence ?? 0, name);
  const { inserted, removed } = await readVersionChange(store, register, current);
  const back = { inserted: removed, removed: inserted };
  const difference = await compareChange(store, { baseUrl, register }, current, back);
  await refuseCircles(store, register, back);
  const next = describeNextVersion(store, {
    register,
    name,
    baseUrl,
    asOf: before.asOf,
    time: now(),
    agent,
    kind: 'undo',
    files: [],
    failures: 0,
    difference,
    restores: before.iri,
  });
  await options.aboutToCommit?.();
  await store.commit((sequence) => {
    refuseOtherChanges(store, register, current.sequence ?? 0, name);
    const beside = next.change(sequence);
    return {
      agent,
      requestId,
      reason: `Register ${name} brought back to version ${String(before.version)}`,
      insert: [...back.inserted, ...(beside.insert ?? [])],
      remove: [...back.removed, ...(beside.remove ?? [])],
    };
  });
  return { register, version: next.version, difference };
}

/** A change that came between would be kept in part, which nobody asked for. */
function refuseOtherChanges(store: GraphStore, register: string, sequence: number, name: string): void {
  const changed = store.graphChanged(register);
  if (changed === undefined || changed <= sequence) return;
  throw new ProblemError(
    'invalid-register',
    `Register ${name} was changed otherwise since its last load, so that the step back would be half a step. Load the files of the version before it again.`,
  );
}

/** What is brought back was in force before other registers said what they say of organisations now. */
async function refuseCircles(store: GraphStore, register: string, change: VersionChange): Promise<void> {
  if (!change.inserted.some(mayTellOfSuccession)) return;
  const watch = new SuccessionWatch(register);
  let things = 0;
  for (const lines of thingsAfter(store, register, change)) {
    watch.take(lines);
    if ((things += 1) % BREATH === 0) await turnOfOthers();
  }
  await watch.refuseCircles(store, true);
}

/** What a register says of each thing once it is changed. */
function* thingsAfter(
  store: GraphStore,
  register: string,
  { inserted, removed }: VersionChange,
): Generator<Line[]> {
  const coming = bySubject(inserted);
  const gone = new Set(removed);
  const complete = (thing: Line[]): Line[] => {
    const subject = lineSubject(thing[0] ?? '');
    const more = coming.get(subject) ?? [];
    coming.delete(subject);
    return [...thing.filter((line) => !gone.has(line)), ...more];
  };
  let thing: Line[] = [];
  for (const line of store.graphLines(register)) {
    if (thing[0] !== undefined && lineSubject(thing[0]) !== lineSubject(line)) {
      yield complete(thing);
      thing = [];
    }
    thing.push(line);
  }
  if (thing.length > 0) yield complete(thing);
  yield* coming.values();
}
