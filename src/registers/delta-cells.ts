import { setImmediate as nextTurn } from 'node:timers/promises';
import { locn, melding, rdf, ww } from '../rdf/namespaces.js';
import { iriToString, linePredicate, lineTerms, quadToLine, type Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import { cellsOf } from './comparison.js';
import { cellQuad } from './normalise.js';
import { bySubject } from './version-change.js';

/** Things that are covered in one go, after which other work has its turn. */
const BREATH = 200;
const CELL = iriToString(ww('cell'));
const GEOMETRY = iriToString(locn('geometry'));
const TYPE = iriToString(rdf('type'));
const REPORT = iriToString(melding('Melding'));

/** A change of a register that is being made. */
interface RegisterChange {
  readonly graph: string;
  /** IRIs of the things whose tiles may be other ones. */
  readonly things: Iterable<string>;
  readonly insert: Set<Line>;
  readonly remove: Set<Line>;
}

/** Adds to a change that its things lie in the tiles of their geometries, as both are after it. */
export async function coverThings(
  store: GraphStore,
  { graph, things, insert, remove }: RegisterChange,
): Promise<void> {
  const inserted = bySubject([...insert]);
  const linesOf = (name: string): Line[] => [
    ...store.readSubject(graph, name.slice(1, -1)).filter((line) => !remove.has(line)),
    ...(inserted.get(name) ?? []),
  ];
  let covered = 0;
  for (const thing of things) {
    if ((covered += 1) % BREATH === 0) await nextTurn();
    const lines = linesOf(iriToString(thing));
    const cells = cellsOf(geometriesIn(lines).flatMap(linesOf));
    // One that was taken before there was a bound keeps what it has.
    if (!cells || lines.some(isOfReport)) continue;
    const wanted = new Set(cells.map((cell) => quadToLine(cellQuad(thing, cell), graph)));
    for (const line of lines)
      if (linePredicate(line) === CELL && !wanted.delete(line) && !insert.delete(line)) remove.add(line);
    for (const line of wanted) if (!remove.delete(line)) insert.add(line);
  }
}

function geometriesIn(lines: readonly Line[]): string[] {
  return lines.filter((line) => linePredicate(line) === GEOMETRY).map((line) => lineTerms(line).object);
}

function isOfReport(line: Line): boolean {
  return linePredicate(line) === TYPE && lineTerms(line).object === REPORT;
}
