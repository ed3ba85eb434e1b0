import { lineGraph, type Line } from '../../rdf/nquads.js';

/** Lines to add and to remove that have something in common. */
export interface LineGroup {
  readonly insert: Line[];
  readonly remove: Line[];
}

/** Gathers lines by what `keyOf` says of them, such as their graph or their subject. */
export function groupLines(
  remove: readonly Line[],
  insert: readonly Line[],
  keyOf: (line: Line) => string,
): Map<string, LineGroup> {
  const groups = new Map<string, LineGroup>();
  const groupOf = (line: Line): LineGroup => {
    const key = keyOf(line);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { insert: [], remove: [] }));
    return group;
  };
  for (const line of remove) groupOf(line).remove.push(line);
  for (const line of insert) groupOf(line).insert.push(line);
  return groups;
}

/** Gathers lines by graph. Those of one graph mostly stand together and end alike, so that few are looked into. */
export function groupByGraph(remove: readonly Line[], insert: readonly Line[]): Map<string, LineGroup> {
  let graph = '';
  let end = '\n';
  return groupLines(remove, insert, (line) => {
    if (line.endsWith(end)) return graph;
    graph = lineGraph(line);
    end = ` <${graph}> .`;
    return graph;
  });
}

/** The lines of a block of text. */
export function splitBlock(block: string): Line[] {
  if (block === '') return [];
  const lines = block.split('\n');
  lines.pop();
  return lines;
}

/** Lines as a block of text, each ended by a line feed. */
export function joinBlock(lines: Iterable<Line>): string {
  const all = Array.isArray(lines) ? (lines as readonly Line[]) : [...lines];
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}

/** Characters that lines take as a block of text. */
export function textLength(lines: readonly Line[]): number {
  let length = 0;
  for (const line of lines) length += line.length + 1;
  return length;
}
