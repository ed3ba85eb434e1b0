import type { Generation } from './generation.js';

/** Overwritten quads that a generation may carry, whatever its size. */
const DEAD_QUADS = 10_000;
/** Overwritten quads that a generation may carry for each live one. */
const DEAD_SHARE = 1 / 8;

/** What a worker is for. */
export type WorkerRole = 'operational' | 'reader' | 'spare';

/** A place for a generation. */
export interface WorkerSlot {
  readonly role: WorkerRole;
  generation: Generation | undefined;
  /** The generation on its way, fed meanwhile. */
  coming: Generation | undefined;
  /** Settles with the one that is coming, whether it arrives or not; never rejects. */
  ready: Promise<void>;
  /** Builds that failed since the last one that did not. */
  failures: number;
  /** Runs until the next attempt. */
  retry: NodeJS.Timeout | undefined;
}

/** A place that nothing is in yet. */
export function emptySlot(role: WorkerRole): WorkerSlot {
  return {
    role,
    generation: undefined,
    coming: undefined,
    ready: Promise.resolve(),
    failures: 0,
    retry: undefined,
  };
}

/** Whether a generation carries so much that was overwritten that a fresh one pays. */
export function isWornOut({ deadQuads, builtQuads }: Generation): boolean {
  return deadQuads > DEAD_QUADS + builtQuads * DEAD_SHARE;
}
