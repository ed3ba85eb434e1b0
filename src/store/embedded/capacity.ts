import { ProblemError } from '../../problem.js';

/**
 * What a graph takes in Oxigraph's memory, measured on register data: some 300 bytes for each quad, or 1.9 times its
 * N-Quads text where the literals are long, on top of what an empty store takes.
 */
const BYTES_PER_QUAD = 300;
const BYTES_PER_CHARACTER = 1.9;
const EMPTY_STORE = 20_000_000;
/** The part of its memory by which an engine may grow at once. */
const STEP = 1 / 16;

/** Bytes of WebAssembly memory that a graph of this size will take, about. */
export function expectedMemory(quads: number, characters: number): number {
  return EMPTY_STORE + Math.max(quads * BYTES_PER_QUAD, characters * BYTES_PER_CHARACTER);
}

/** How large a graph is, or how much it grows. */
export interface GraphSize {
  readonly quads: number;
  /** Characters of its N-Quads text. */
  readonly characters: number;
}

/** What a worker was seen to take for the graph as it is. */
export interface HeldGraph {
  /** Bytes of memory when it last answered. */
  readonly memory: number;
  /** What was sent to it since then, or waits. */
  readonly coming: GraphSize;
}

/**
 * Refuses a change after which the graph would not fit. What is there already counts for what it was seen to take, where
 * that is less than its text lets expect: reports name the same long IRIs in line after line, and the engine keeps each
 * but once.
 * @param held what the operational worker takes, where it is ready
 * @throws ProblemError `capacity-exceeded`
 */
export function checkCapacity(
  { before, added }: { readonly before: GraphSize; readonly added: GraphSize },
  ceiling: number,
  held?: HeldGraph,
): void {
  const quads = before.quads + added.quads;
  const byText = expectedMemory(quads, before.characters + added.characters);
  if (byText <= ceiling) return;
  const expected = held ? Math.min(byText, grownMemory(held, added)) : byText;
  if (expected <= ceiling) return;
  throw new ProblemError(
    'capacity-exceeded',
    `The graph would grow to ${String(quads)} quads, some ${megabytes(expected)} MB of memory, and the ceiling is ${megabytes(ceiling)} MB. ` +
      'Nothing was changed. Load a smaller register, split it over several instances, or leave out what deciding does not need.',
    { quads, expectedBytes: expected, ceilingBytes: ceiling },
  );
}

function grownMemory({ memory, coming }: HeldGraph, added: GraphSize): number {
  const quads = Math.max(0, coming.quads + added.quads);
  const characters = Math.max(0, coming.characters + added.characters);
  return memory * (1 + STEP) + Math.max(quads * BYTES_PER_QUAD, characters * BYTES_PER_CHARACTER);
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / 1e6));
}
