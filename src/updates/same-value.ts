import { lineSubject, linePredicate, lineTerms, type Line } from '../rdf/nquads.js';
import { integerTerm, readQuery, type SparqlTerm } from '../rdf/query-text.js';
import type { GraphStore } from '../store/graph-store.js';
import type { Written } from './instantiate.js';
import type { PendingChange } from './pending-change.js';

/** Literals that are asked about at once. */
const PORTION = 5000;

const query = readQuery('updates/values.rq');

/**
 * The lines that hold the same as lines to remove, and are written otherwise. Engine and journal differ here: the engine
 * keeps numbers, booleans and times by their value and shows `1.50` as `1.5`, the journal has what was sent. So what a
 * pattern finds, or a client saw, may stand there in other words. The engine itself says which values are the same, as
 * it also takes some datatypes for one (`xsd:int` for `xsd:integer`).
 * @returns only those that are there and not among `removed`
 */
export async function otherForms(
  removed: readonly Written[],
  pending: PendingChange,
  store: Pick<GraphStore, 'select'>,
): Promise<Written[]> {
  const found: Written[] = [];
  const typed = removed.filter(({ line }) => isTyped(line));
  const asked = new Set(typed.map(({ line }) => line));
  for (const [graph, lines] of byGraph(typed)) {
    const places = new Set(lines.map(placeOf));
    const others = pending
      .linesAbout(graph, new Set(lines.map(lineSubject)))
      .filter((line) => isTyped(line) && !asked.has(line) && places.has(placeOf(line)));
    if (others.length === 0) continue;
    const shown = await shownForms([...lines, ...others], store);
    const gone = new Set(lines.map(shown));
    for (const line of others) if (gone.has(shown(line))) found.push({ graph, line });
  }
  return found;
}

function isTyped(line: Line): boolean {
  return line.includes('"^^<');
}

function placeOf(line: Line): string {
  return `${lineSubject(line)} ${linePredicate(line)}`;
}

function byGraph(written: readonly Written[]): Map<string, Line[]> {
  const graphs = new Map<string, Line[]>();
  for (const { graph, line } of written) {
    const lines = graphs.get(graph);
    if (lines) lines.push(line);
    else graphs.set(graph, [line]);
  }
  return graphs;
}

/** Lines with their values as the engine shows them; others remain as they are. */
async function shownForms(
  lines: readonly Line[],
  store: Pick<GraphStore, 'select'>,
): Promise<(line: Line) => string> {
  const literals = [...new Set(lines.map((line) => lineTerms(line).object))];
  const shown = new Map<string, string>();
  for (let start = 0; start < literals.length; start += PORTION) {
    const portion = literals.slice(start, start + PORTION);
    // Terms of lines are written as in SPARQL.
    const rows = portion.map((literal, index) => [integerTerm(index), literal as SparqlTerm]);
    for (const { number, value } of await store.select(query({ 'number value': rows }))) {
      const literal = portion[Number(number?.value)];
      if (literal !== undefined && value) shown.set(literal, `${value.datatype ?? ''} ${value.value}`);
    }
  }
  return (line) => {
    const { object } = lineTerms(line);
    return `${placeOf(line)} ${shown.get(object) ?? object}`;
  };
}
