import { iriToString, literalToString, type Line } from '../../rdf/nquads.js';

/** What the header of a patch says. */
export interface PatchHeader {
  readonly id: string;
  readonly previous: string;
  readonly time: string;
  readonly agent: string;
  readonly reason: string;
  readonly requestId?: string;
  readonly drop: readonly string[];
  readonly create: readonly string[];
  /** Graphs that queries no longer see from then on. */
  readonly archive?: readonly string[];
}

/**
 * A change as RDF Patch v1 text (https://afs.github.io/rdf-patch/), in parts: headers, then one transaction with
 * deletions before additions. `H request`, `H drop`, `H create` and `H archive` are ours: the second and third name graphs
 * that go and come, also where nothing is in them; what is dropped goes first. What is archived keeps its lines.
 * @param rows the rows of the transaction, in order, in parts that end with a line feed
 */
export function* formatPatch(header: PatchHeader, rows: Iterable<string>): Generator<string> {
  yield `${headerRows(header).join('\n')}\nTX .\n`;
  yield* rows;
  yield 'TC .\n';
}

/** Rows that all do the same: remove (`D`) or add (`A`). */
export function patchRows(operation: 'A' | 'D', lines: readonly Line[]): string {
  return lines.map((line) => `${operation} ${line}\n`).join('');
}

function headerRows(header: PatchHeader): string[] {
  return [
    `H id ${iriToString(header.id)} .`,
    ...(header.previous ? [`H prev ${iriToString(header.previous)} .`] : []),
    `H time ${literalToString(header.time)} .`,
    `H agent ${iriToString(header.agent)} .`,
    `H reason ${literalToString(header.reason)} .`,
    ...(header.requestId === undefined ? [] : [`H request ${literalToString(header.requestId)} .`]),
    ...header.drop.map((graph) => `H drop ${iriToString(graph)} .`),
    ...header.create.map((graph) => `H create ${iriToString(graph)} .`),
    ...(header.archive ?? []).map((graph) => `H archive ${iriToString(graph)} .`),
  ];
}
