import type { GraphAccess } from '../graph-store.js';
import { iriToString, type Line } from '../../rdf/nquads.js';
import type { Problems } from './check-problems.js';
import { Generation } from './generation.js';
import { typedShape } from './graph-delta.js';
import type { JournalSnapshot } from './journal.js';
import { splitBlock } from './line-blocks.js';

const COUNTS = 'SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g';

const isQueried = (access: GraphAccess): boolean => access !== 'archived';

/**
 * Builds the graph in memory from a snapshot and compares: the count of every graph, and line by line those of up
 * to `compareLimit` quads.
 */
export async function checkEngine(
  snapshot: JournalSnapshot,
  compareLimit: number,
  problems: Problems,
): Promise<void> {
  const quiet = (): void => undefined;
  const generation = new Generation(isQueried, { onLost: quiet, onGrown: quiet });
  try {
    await generation.build({ snapshot: () => ({ ...snapshot, release: quiet }) });
    await compareGraphs(generation, snapshot, compareLimit, problems);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.add(`The graph could not be built in memory: ${reason}`);
  } finally {
    await generation.end();
  }
}

async function compareGraphs(
  generation: Generation,
  snapshot: JournalSnapshot,
  compareLimit: number,
  problems: Problems,
): Promise<void> {
  const counts = await countGraphs(generation);
  let large = 0;
  for (const { graph, access, entry } of snapshot.graphs()) {
    if (!isQueried(access)) continue;
    const count = counts.get(graph) ?? 0;
    counts.delete(graph);
    const compared = entry.quads <= compareLimit;
    if (!compared) large += 1;
    const expected = new Shapes();
    for (const block of snapshot.blocks(entry))
      for (const line of splitBlock(block)) expected.add(line, compared);
    if (count > expected.most || count < expected.least)
      problems.add(
        `Graph <${graph}> has ${String(entry.quads)} quads in the journal and ${String(count)} in the engine.`,
      );
    if (compared) await compareLines(generation, graph, expected, problems);
  }
  for (const graph of counts.keys())
    problems.add(`The engine has a graph <${graph}> that the journal has not.`);
  if (large > 0)
    problems.note(
      `${String(large)} graphs of more than ${String(compareLimit)} quads were counted, not compared.`,
    );
}

/**
 * Lines with the text of typed values left out, since the engine writes those its own way: `01` becomes `1`, and
 * two such lines become one.
 */
class Shapes {
  readonly lines = new Set<Line>();
  #plain = 0;
  #typed = 0;

  add(line: Line, keep: boolean): void {
    const shape = typedShape(line);
    if (shape === undefined) this.#plain += 1;
    else this.#typed += 1;
    if (keep) this.lines.add(shape ?? line);
  }

  get most(): number {
    return this.#plain + this.#typed;
  }

  get least(): number {
    return this.#plain + Math.min(1, this.#typed);
  }
}

async function compareLines(
  generation: Generation,
  graph: string,
  expected: Shapes,
  problems: Problems,
): Promise<void> {
  const name = iriToString(graph);
  const sparql = `CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ${name} { ?s ?p ?o } }`;
  const answer = await generation.query(sparql, 'application/n-triples');
  const actual = new Set<Line>();
  for (const triple of splitBlock(answer)) {
    const line = `${triple.slice(0, -1)}${name} .`;
    actual.add(typedShape(line) ?? line);
  }
  for (const line of expected.lines)
    if (!actual.has(line)) problems.add(`The engine lacks a line of graph <${graph}>: ${line}`);
  for (const line of actual)
    if (!expected.lines.has(line)) problems.add(`The engine has a line that graph <${graph}> lacks: ${line}`);
}

async function countGraphs(generation: Generation): Promise<Map<string, number>> {
  const answer = await generation.query(COUNTS, 'application/sparql-results+json');
  const { results } = JSON.parse(answer) as {
    results: { bindings: { g: { value: string }; n: { value: string } }[] };
  };
  return new Map(results.bindings.map(({ g, n }) => [g.value, Number(n.value)]));
}
