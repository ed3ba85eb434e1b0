import { ProblemError } from '../../problem.js';

/**
 * What a graph takes in Oxigraph's memory, measured on register data: some 300 bytes for each quad, or 1.9 times its
 * N-Quads text where the literals are long, on top of what an empty store takes.
 */
const BYTES_PER_QUAD = 300;
const BYTES_PER_CHARACTER = 1.9;
const EMPTY_STORE = 20_000_000;

/** Bytes of WebAssembly memory that a graph of this size will take, about. */
export function expectedMemory(quads: number, characters: number): number {
  return EMPTY_STORE + Math.max(quads * BYTES_PER_QUAD, characters * BYTES_PER_CHARACTER);
}

/**
 * Refuses a graph that would not fit.
 * @throws ProblemError `capacity-exceeded`
 */
export function checkCapacity(quads: number, characters: number, ceiling: number): void {
  const expected = expectedMemory(quads, characters);
  if (expected <= ceiling) return;
  throw new ProblemError(
    'capacity-exceeded',
    `The graph would grow to ${String(quads)} quads, some ${megabytes(expected)} MB of memory, and the ceiling is ${megabytes(ceiling)} MB. ` +
      'Nothing was changed. Load a smaller register, split it over several instances, or leave out what deciding does not need.',
    { quads, expectedBytes: expected, ceilingBytes: ceiling },
  );
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / 1e6));
}
