import { setImmediate as nextTurn } from 'node:timers/promises';
import { lineGraph, lineTerms } from '../rdf/nquads.js';
import { obd, rdf, weg, ww } from '../rdf/namespaces.js';
import { literalTerm, readQuery } from '../rdf/query-text.js';
import type { Role, Survey } from '../responsibility/index.js';
import { cellsWithin } from '../spatial/index.js';
import type { GraphStore } from '../store/graph-store.js';

/** Features of one kind in one tile of some 1.5 km that are looked at; where there are more, the others are alike enough. */
const MOST_ALIKE = 200;
/** Zoom of those tiles. */
const TILE_ZOOM = 14;
/** Cells for which the graph is asked at once. */
const CELLS_AT_ONCE = 400;
/** Beyond so many cells, some 400 km², going through the registers takes no longer than asking for them. */
const MOST_CELLS = 50_000;

const featuresQuery = readQuery('coverage/features.rq');
const MANAGERS = new Set([obd('beheerder'), weg('linkerwegbeheerder')].map((iri) => `<${iri}>`));
const TYPE = `<${rdf('type')}>`;
const CELL = `<${ww('cell')}>`;

/** What the registers hold, as far as coverage looks at it. */
export interface Inventory {
  readonly areas: readonly string[];
  /** IRIs of assets, grounds and roads to look at. */
  readonly features: readonly string[];
}

/** What a register says about one subject. */
interface Entry {
  readonly register: string;
  readonly subject: string;
  readonly classes: string[];
  isManaged: boolean;
  readonly cells: string[];
}

/** Where to look, and until when. */
export interface InventoryRequest {
  /** Quadkeys of the tiles to stay in; everywhere where not given. */
  readonly within?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lists what the registers hold, in turns, and keeps the names of what to look at: of each kind, managed or not, as many
 * as `MOST_ALIKE` in a tile. For a small area the graph is asked for what lies in it; else the registers are gone
 * through, as they are when it begins.
 * @throws the reason of the signal, where that is aborted
 */
export async function takeInventory(
  store: Pick<GraphStore, 'select' | 'linesAsOf' | 'sequence'>,
  survey: Survey,
  { within, signal }: InventoryRequest,
): Promise<Inventory> {
  const areas = new Set<string>();
  const features = new Set<string>();
  const alike = new Map<string, number>();
  const registers = new Set(survey.registers);
  const cells = within && cellsWithin(within, MOST_CELLS);
  const entries = cells
    ? await entriesInCells(store, registers, [...cells], signal)
    : allEntries(store, registers, signal);
  for await (const entry of entries) {
    const role = survey.roleOf(entry.classes);
    if (role === 'area') areas.add(entry.subject);
    else if (role && isWanted(entry, within) && isRare(entry, role, alike)) features.add(entry.subject);
  }
  return { areas: [...areas].sort(), features: [...features].sort() };
}

/** What lies in some cells, in the order of its names. */
async function entriesInCells(
  store: Pick<GraphStore, 'select'>,
  registers: ReadonlySet<string>,
  cells: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Entry[]> {
  const found = new Map<string, Entry>();
  for (let start = 0; start < cells.length; start += CELLS_AT_ONCE) {
    signal?.throwIfAborted();
    const some = cells.slice(start, start + CELLS_AT_ONCE);
    const rows = await store.select(featuresQuery({ cell: some.map((cell) => [literalTerm(cell)]) }));
    for (const { register, feature, cell, type, by } of rows) {
      if (!register || !feature || !cell || !type || !registers.has(register.value)) continue;
      const key = `${register.value} ${feature.value}`;
      const entry = found.get(key) ?? newEntry(register.value, feature.value);
      found.set(key, entry);
      if (!entry.classes.includes(type.value)) entry.classes.push(type.value);
      if (!entry.cells.includes(cell.value)) entry.cells.push(cell.value);
      if (by) entry.isManaged = true;
    }
  }
  for (const entry of found.values()) entry.cells.sort();
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

async function* allEntries(
  store: Pick<GraphStore, 'linesAsOf' | 'sequence'>,
  registers: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Entry> {
  let entry: Entry | undefined;
  for await (const lines of store.linesAsOf(store.sequence, (graph) => registers.has(graph))) {
    await nextTurn();
    signal?.throwIfAborted();
    for (const line of lines) {
      const { subject, predicate, object } = lineTerms(line);
      const [register, iri] = [lineGraph(line), subject.slice(1, -1)];
      if (entry?.subject !== iri || entry.register !== register) {
        if (entry) yield entry;
        entry = newEntry(register, iri);
      }
      if (predicate === TYPE) entry.classes.push(object.slice(1, -1));
      else if (predicate === CELL) entry.cells.push(object.slice(1, object.indexOf('"', 1)));
      else if (MANAGERS.has(predicate)) entry.isManaged = true;
    }
  }
  if (entry) yield entry;
}

function newEntry(register: string, subject: string): Entry {
  return { register, subject, classes: [], isManaged: false, cells: [] };
}

function isWanted({ cells }: Entry, within: readonly string[] | undefined): boolean {
  if (within === undefined || cells.length === 0) return true;
  return cells.some((cell) => within.some((tile) => cell.startsWith(tile) || tile.startsWith(cell)));
}

function isRare(entry: Entry, role: Role, alike: Map<string, number>): boolean {
  const { register } = entry;
  const tile = entry.cells[0]?.slice(0, TILE_ZOOM) ?? '';
  const kind = `${register} ${role} ${entry.classes.sort().join(' ')} ${String(entry.isManaged)} ${tile}`;
  const known = alike.get(kind) ?? 0;
  alike.set(kind, known + 1);
  return known < MOST_ALIKE;
}
