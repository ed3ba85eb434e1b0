import { ProblemError } from '../../problem.js';
import type { Change } from '../graph-store.js';
import { iriToString } from '../../rdf/nquads.js';

/** LMDB takes keys of up to 1 978 bytes; a name comes with a byte or two of its own. */
const LONGEST_NAME = 1900;

/**
 * Refuses a change with a name that the journal could not keep, before anything is written.
 * @param graphs the graphs of the lines that it adds and removes
 * @throws ProblemError `invalid-parameter`; UnstorableTermError for an agent or a graph that is not an absolute IRI
 */
export function checkNames(change: Change, graphs: Iterable<string>): void {
  iriToString(change.agent);
  for (const { graph } of change.create ?? []) checkLength(iriToString(graph), 'graph');
  for (const graph of change.drop ?? []) checkLength(graph, 'graph');
  for (const { key } of change.keep ?? []) checkLength(key, 'record');
  for (const graph of graphs) checkLength(graph, 'graph');
}

function checkLength(name: string, kind: string): void {
  if (name.length * 3 <= LONGEST_NAME || Buffer.byteLength(name) <= LONGEST_NAME) return;
  throw new ProblemError(
    'invalid-parameter',
    `The name of a ${kind} is longer than ${String(LONGEST_NAME)} bytes: ${name.slice(0, 60)}… Nothing was changed.`,
  );
}
