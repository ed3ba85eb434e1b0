import { lineSubject, type Line } from '../../rdf/nquads.js';
import type { GraphEntry, JournalTables } from './journal-tables.js';
import { groupLines, joinBlock, splitBlock, type LineGroup } from './line-blocks.js';
import { subjectKey, wholeKey } from './segment-keys.js';

/** The net effect of a change on one graph. */
export interface GraphDelta {
  readonly inserted: Line[];
  readonly removed: Line[];
  /**
   * Lines that stay and differ from a removed one in the way a typed value is written alone. Oxigraph keeps `01` and
   * `1` as one integer, so removing one of them from a worker takes the other along; it must be put back.
   */
  readonly twins: Line[];
  /** The blocks that changed, with their keys; an empty one has lost all its lines. */
  readonly blocks: { readonly key: Buffer; readonly block: string }[];
}

/** Works out what a change does to the lines of a graph, reading only the blocks concerned. */
export function graphDelta(
  tables: JournalTables,
  { segment, whole }: Pick<GraphEntry, 'segment' | 'whole'>,
  lines: LineGroup,
): GraphDelta {
  const delta: GraphDelta = { inserted: [], removed: [], twins: [], blocks: [] };
  if (whole) addBlock(delta, tables, wholeKey(segment), lines);
  else
    for (const [subject, group] of groupLines(lines.remove, lines.insert, lineSubject))
      addBlock(delta, tables, subjectKey(segment, subject), group);
  return delta;
}

function addBlock(
  delta: GraphDelta,
  tables: JournalTables,
  key: Buffer,
  { remove, insert }: LineGroup,
): void {
  const block = tables.quads.get(key);
  if (block === undefined) {
    addNew(delta, key, insert);
    return;
  }
  const current = new Set(splitBlock(block));
  const next = new Set(current);
  for (const line of remove) next.delete(line);
  for (const line of insert) next.add(line);
  const removed = [...current].filter((line) => !next.has(line));
  const inserted = [...next].filter((line) => !current.has(line));
  if (removed.length + inserted.length === 0) return;
  for (const line of removed) delta.removed.push(line);
  for (const line of inserted) delta.inserted.push(line);
  for (const line of twinsOf(removed, next)) delta.twins.push(line);
  delta.blocks.push({ key, block: joinBlock(next) });
}

/** Something of which nothing was said so far, as most are. */
function addNew(delta: GraphDelta, key: Buffer, insert: readonly Line[]): void {
  if (insert.length === 0) return;
  const lines = [...new Set(insert)];
  for (const line of lines) delta.inserted.push(line);
  delta.blocks.push({ key, block: joinBlock(lines) });
}

function twinsOf(removed: readonly Line[], next: ReadonlySet<Line>): Line[] {
  const shapes = new Set(removed.map(typedShape).filter((shape) => shape !== undefined));
  if (shapes.size === 0) return [];
  return [...next].filter((line) => {
    const shape = typedShape(line);
    return shape !== undefined && shapes.has(shape);
  });
}

const TYPED_LITERAL = /^(\S+ \S+ ").*"\^\^<[^>]*>( \S+ \.)$/;

/**
 * A line with its typed literal left out, also the datatype, as the engine keeps `xsd:int` as `xsd:integer`; `undefined`
 * where its object is something else.
 */
export function typedShape(line: Line): string | undefined {
  if (!line.includes('"^^<')) return undefined;
  return TYPED_LITERAL.exec(line)?.slice(1).join('');
}
