import { lineTerms } from '../rdf/nquads.js';
import { obd, rdf, weg, ww } from '../rdf/namespaces.js';
import type { Role, Survey } from '../responsibility/index.js';
import type { GraphStore } from '../store/graph-store.js';

/** Features of one kind in one tile of some 1.5 km that are looked at; where there are more, the others are alike enough. */
const MOST_ALIKE = 200;
/** Zoom of those tiles. */
const TILE_ZOOM = 14;
/** Lines that are read before others get their turn. */
const LINES_A_TURN = 5000;

const MANAGERS = new Set([obd('beheerder'), weg('linkerwegbeheerder')].map((iri) => `<${iri}>`));
const TYPE = `<${rdf('type')}>`;
const CELL = `<${ww('cell')}>`;

/** What the registers hold, as far as coverage looks at it. */
export interface Inventory {
  readonly areas: readonly string[];
  /** IRIs of assets, grounds and roads to look at. */
  readonly features: readonly string[];
}

/** What lines say about one subject. */
interface Entry {
  readonly subject: string;
  readonly classes: string[];
  isManaged: boolean;
  readonly cells: string[];
}

/**
 * Goes through the registers in turns, and keeps the names of what to look at: of each kind, managed or not, as many
 * as `MOST_ALIKE` in a tile.
 * @param within quadkeys of the tiles to stay in; everywhere where not given
 * @throws the reason of the signal, where that is aborted
 */
export async function takeInventory(
  store: GraphStore,
  survey: Survey,
  {
    within,
    signal,
  }: { readonly within?: readonly string[] | undefined; readonly signal?: AbortSignal | undefined },
): Promise<Inventory> {
  const areas = new Set<string>();
  const features = new Set<string>();
  const alike = new Map<string, number>();
  const keep = (register: string, entry: Entry): void => {
    const role = survey.roleOf(entry.classes);
    if (role === undefined) return;
    if (role === 'area') areas.add(entry.subject);
    else if (isWanted(entry, within) && isRare(register, entry, role, alike)) features.add(entry.subject);
  };
  for (const register of survey.registers) {
    for await (const entry of entriesOf(store, register, signal)) keep(register, entry);
  }
  return { areas: [...areas].sort(), features: [...features].sort() };
}

async function* entriesOf(
  store: GraphStore,
  register: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Entry> {
  let entry: Entry | undefined;
  let lines = 0;
  for (const line of store.graphLines(register)) {
    lines += 1;
    if (lines % LINES_A_TURN === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
    const { subject, predicate, object } = lineTerms(line);
    const iri = subject.slice(1, -1);
    if (entry?.subject !== iri) {
      if (entry) yield entry;
      entry = { subject: iri, classes: [], isManaged: false, cells: [] };
    }
    if (predicate === TYPE) entry.classes.push(object.slice(1, -1));
    else if (predicate === CELL) entry.cells.push(object.slice(1, object.indexOf('"', 1)));
    else if (MANAGERS.has(predicate)) entry.isManaged = true;
  }
  if (entry) yield entry;
}

function isWanted({ cells }: Entry, within: readonly string[] | undefined): boolean {
  if (within === undefined || cells.length === 0) return true;
  return cells.some((cell) => within.some((tile) => cell.startsWith(tile) || tile.startsWith(cell)));
}

function isRare(register: string, entry: Entry, role: Role, alike: Map<string, number>): boolean {
  const tile = entry.cells[0]?.slice(0, TILE_ZOOM) ?? '';
  const kind = `${register} ${role} ${entry.classes.sort().join(' ')} ${String(entry.isManaged)} ${tile}`;
  const known = alike.get(kind) ?? 0;
  alike.set(kind, known + 1);
  return known < MOST_ALIKE;
}
