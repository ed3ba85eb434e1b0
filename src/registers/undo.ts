import { ProblemError } from '../problem.js';
import type { GraphStore } from '../store/graph-store.js';
import type { RegisterDifference } from './comparison.js';
import { describeNextVersion } from './describe-version.js';
import { registerGraph } from './register-graphs.js';
import { compareChange, readVersionChange } from './version-change.js';
import { readRegisterVersions } from './versions.js';

/** What undoing takes. */
export interface UndoOptions {
  readonly name: string;
  readonly baseUrl: string;
  /** IRI of who does it. */
  readonly agent: string;
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
 *   `invalid-register` where the register was changed otherwise since
 */
export async function undoRegister(store: GraphStore, options: UndoOptions): Promise<Undone> {
  const { name, baseUrl, agent, now } = options;
  const register = registerGraph(baseUrl, name);
  const versions = readRegisterVersions(store, baseUrl).find(({ iri }) => iri === register)?.versions ?? [];
  const [before, current] = versions.slice(-2);
  if (!before || !current)
    throw new ProblemError('not-found', `Register ${name} has no version before the one in force.`);
  refuseOtherChanges(store, register, current.sequence ?? 0, name);
  const { inserted, removed } = await readVersionChange(store, register, current);
  const back = { inserted: removed, removed: inserted };
  const difference = await compareChange(store, { baseUrl, register }, current, back);
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
