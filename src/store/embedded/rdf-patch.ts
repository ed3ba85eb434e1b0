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
}

/**
 * A change as RDF Patch v1 text (https://afs.github.io/rdf-patch/): headers, then one transaction with deletions
 * before additions. `H request`, `H drop` and `H create` are ours: the last two name graphs that go and come, also where nothing is in
 * them; what is dropped goes first.
 */
export function formatPatch(
  header: PatchHeader,
  removed: readonly Line[],
  inserted: readonly Line[],
): string {
  return [
    ...headerRows(header),
    'TX .',
    ...removed.map((line) => `D ${line}`),
    ...inserted.map((line) => `A ${line}`),
    'TC .',
    '',
  ].join('\n');
}

/** The header rows alone, with which the first part of a bulk load begins. */
export function headerRows(header: PatchHeader): string[] {
  return [
    `H id ${iriToString(header.id)} .`,
    ...(header.previous ? [`H prev ${iriToString(header.previous)} .`] : []),
    `H time ${literalToString(header.time)} .`,
    `H agent ${iriToString(header.agent)} .`,
    `H reason ${literalToString(header.reason)} .`,
    ...(header.requestId === undefined ? [] : [`H request ${literalToString(header.requestId)} .`]),
    ...header.drop.map((graph) => `H drop ${iriToString(graph)} .`),
    ...header.create.map((graph) => `H create ${iriToString(graph)} .`),
  ];
}
