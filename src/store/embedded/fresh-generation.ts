import type { GraphAccess } from '../graph-store.js';
import { expectedMemory } from './capacity.js';
import { Generation } from './generation.js';
import type { Journal } from './journal.js';
import type { WorkerWatch } from './worker-handle.js';
import type { WorkerSetup } from './worker-messages.js';
import type { WorkerRole } from './worker-slot.js';

/** Bytes that the bulk loader takes beside the graph; queries use them afterwards. */
const LOADER_SPACE = 170_000_000;
/** A graph may take this many times what is expected: hash tables double as they grow. */
const SLACK = 1.5;
/** Bounds are rounded up to this: a module of a bound that was seen before is compiled already. */
const BOUND_STEP = 256 * 1024 ** 2;

/** Memory of workers, in bytes. */
export interface WorkerMemory {
  /** WebAssembly memory that a worker may take; the alarm is at 75 % of it. */
  readonly memoryCeiling: number;
  /** What a query may make a reader grow by; a reader is never given more than the ceiling. */
  readonly queryMemory: number;
}

/** Whether a graph is in the operational worker. */
export const everyGraph = (access: GraphAccess): boolean => access !== 'archived';
const publicGraphs = (access: GraphAccess): boolean => access === 'public';

/** A generation for a place among the workers, to be built from the journal. */
export function freshGeneration(
  role: WorkerRole,
  {
    journal,
    memory,
    watch,
  }: {
    readonly journal: Journal;
    readonly memory: WorkerMemory;
    readonly watch: WorkerWatch;
  },
): Generation {
  return role === 'operational'
    ? new Generation(everyGraph, watch)
    : new Generation(publicGraphs, watch, readerSetup(journal, memory));
}

/** Readers leave the processor to reports, and have so much memory for the graph and one query. */
function readerSetup(journal: Journal, { memoryCeiling, queryMemory }: WorkerMemory): WorkerSetup {
  const { quads, bytes } = journal.state;
  const needed = expectedMemory(quads, bytes) * SLACK + LOADER_SPACE + queryMemory;
  const bound = Math.ceil(needed / BOUND_STEP) * BOUND_STEP;
  return { givesWay: true, maximumMemory: Math.min(memoryCeiling, bound) };
}
