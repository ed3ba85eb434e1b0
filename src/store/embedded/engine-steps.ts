/** The steps of a change, taken in the store of a graph worker. */
import type { Store } from 'oxigraph';
import { lineTerms, type Line } from '../../rdf/nquads.js';
import { groupByGraph, splitBlock } from './line-blocks.js';
import type { ApplyStep } from './worker-messages.js';

const N_QUADS = 'application/n-quads';
/**
 * Text from which the bulk loader pays, in characters: it loads 1.5 times as fast as a transaction does, and takes
 * some 170 MB of working space for good, whatever it loads.
 */
const BULK = 1_000_000;

/** Graphs of a moment, for terms that the engine's SPARQL parser refuses. */
const LINES = '<urn:wegwijzer:engine:lines>';
const NAMES = '<urn:wegwijzer:engine:names>';
const CLEAR_BOTH = `DROP SILENT GRAPH ${LINES} ; DROP SILENT GRAPH ${NAMES}`;

/** Adds lines as they are, whatever IRIs and language tags they hold. */
export function loadLines(store: Store, lines: string): void {
  store.load(lines, { format: N_QUADS, lenient: true, no_transaction: lines.length >= BULK });
}

/**
 * Takes one step. Loading lines is lenient and SPARQL is not, so that a graph may hold terms that no update can name;
 * those are loaded once more, and the update finds them there. Otherwise one odd name would end every worker for good.
 */
export function takeStep(store: Store, step: ApplyStep): void {
  if ('insert' in step) loadLines(store, step.insert.join(''));
  else if ('remove' in step) removeLines(store, splitBlock(step.remove));
  else if ('create' in step) createGraphs(store, step.create);
  else dropGraphs(store, step.drop);
}

function removeLines(store: Store, lines: readonly Line[]): void {
  // The terms of a canonical line are in SPARQL notation already.
  const patterns = lines.map((line) => {
    const { subject, predicate, object, graph } = lineTerms(line);
    return `GRAPH ${graph} { ${subject} ${predicate} ${object} }`;
  });
  if (isUpdated(store, `DELETE DATA { ${patterns.join(' ')} }`)) return;
  for (const [graph, { remove }] of groupByGraph(lines, [])) {
    const copies = remove.map((line) => {
      const { subject, predicate, object } = lineTerms(line);
      return `${subject} ${predicate} ${object} ${LINES} .\n`;
    });
    withNames(store, [graph], copies.join(''), `GRAPH ${LINES} { ?s ?p ?o }`);
  }
}

function createGraphs(store: Store, graphs: readonly string[]): void {
  if (isUpdated(store, graphUpdates('CREATE SILENT GRAPH', graphs))) return;
  // A graph that is emptied stays.
  const mark = `${LINES} ${LINES} ${LINES}`;
  const marks = graphs.map((graph) => `${mark} <${graph}> .\n`).join('');
  withNames(store, graphs, `${marks}${mark} ${LINES} .\n`, `GRAPH ${LINES} { ?s ?p ?o }`);
}

/** A name that cannot be dropped stays as an empty graph, until the worker is built anew. */
function dropGraphs(store: Store, graphs: readonly string[]): void {
  if (!isUpdated(store, graphUpdates('DROP SILENT GRAPH', graphs)))
    withNames(store, graphs, '', 'GRAPH ?g { ?s ?p ?o }');
}

/** Removes from graphs what a pattern finds, where the graphs cannot be named in SPARQL. */
function withNames(store: Store, graphs: readonly string[], lines: string, pattern: string): void {
  const names = graphs.map((graph) => `${NAMES} ${NAMES} <${graph}> ${NAMES} .\n`).join('');
  loadLines(store, names + lines);
  store.update(
    `DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ${NAMES} { ${NAMES} ${NAMES} ?g } ${pattern} } ; ${CLEAR_BOTH}`,
  );
}

function graphUpdates(operation: string, graphs: readonly string[]): string {
  return graphs.map((graph) => `${operation} <${graph}>`).join(' ; ');
}

/** @returns `false` where the engine cannot read the update; nothing has changed then */
function isUpdated(store: Store, update: string): boolean {
  try {
    store.update(update);
    return true;
  } catch (error) {
    // A trap leaves the engine of no use: see `faultOf`.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) throw error;
    return false;
  }
}
