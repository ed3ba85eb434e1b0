import type { Line } from '../rdf/nquads.js';

/** Lines in a portion: what is worked on before other work has its turn. */
const PORTION = 5000;

/** Lines one by one, put together in portions. */
export function* inPortions(lines: Iterable<Line>): Generator<readonly Line[]> {
  let portion: Line[] = [];
  for (const line of lines) {
    portion.push(line);
    if (portion.length < PORTION) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
