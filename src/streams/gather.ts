import { hash } from 'node:crypto';
import type { LogEntry } from '../store/graph-store.js';
import { restWhileBusy } from './rest.js';
import { thingOf, writeMention } from './subjects.js';
import type { StreamTables } from './tables.js';
import { changedTriples, type ChangedTriple, type Topic } from './topics.js';

/** Characters of a patch that are held in memory; those of a longer one are staged in a table. */
const MOST_HELD = 2 * 1024 ** 2;
/** Rows or records that are written in one transaction. */
const BATCH = 2000;
/** Bytes of a thing in a key. */
const LONGEST_KEY = 600;

/** What a change does to one thing and its parts. */
export interface ThingChange {
  readonly stream: string;
  /** The thing in N-Quads notation. */
  readonly thing: string;
  readonly triples: readonly ChangedTriple[];
}

/** A changed triple with the stream and thing that it belongs to. */
interface PlacedTriple {
  readonly stream: string;
  readonly thing: string | undefined;
  readonly triple: ChangedTriple;
  /** The node without a name that the triple mentions. */
  readonly mentions: string | undefined;
}

/** Whether a patch is so long that its rows have to be staged. */
export function isLong(entry: LogEntry): boolean {
  let length = 0;
  for (const part of entry.patch()) if ((length += part.length) > MOST_HELD) return true;
  return false;
}

/** What a short change does, thing by thing, in the order of their streams and names. */
export function gatherHeld(tables: StreamTables, topic: Topic, entry: LogEntry): ThingChange[] {
  const placed: PlacedTriple[] = [];
  for (const part of entry.patch()) {
    if (!topic.concerns(part)) continue;
    for (const one of placedTriples(topic, part)) {
      placed.push(one);
      noteMention(tables, one);
    }
  }
  const changes = new Map<string, ThingChange & { readonly triples: ChangedTriple[] }>();
  for (const one of placed) {
    const { stream, triple } = one;
    const owner = ownerOf(tables, one);
    const key = `${stream}|${owner}`;
    const change = changes.get(key);
    if (change) change.triples.push(triple);
    else changes.set(key, { stream, thing: owner, triples: [triple] });
  }
  return [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
}

/**
 * Sorts the rows of a bulk load by thing, in a table, since those of one thing stand far apart in the patch. Takes
 * memory that does not grow with the patch, and turns with other work.
 */
export async function stageRows(tables: StreamTables, topic: Topic, entry: LogEntry): Promise<void> {
  await clearStaged(tables, topic);
  for (const part of entry.patch()) {
    for (const one of placedTriples(topic, part)) noteMention(tables, one);
    await flushSome(tables);
  }
  for (const part of entry.patch()) {
    const rows = new Map<string, string>();
    let [key, last]: [string, PlacedTriple | undefined] = ['', undefined];
    for (const one of placedTriples(topic, part)) {
      // The rows of one subject stand together, and belong to the same thing.
      if (!last || !isOfSame(one, last)) key = stagedKey(topic, one.stream, ownerOf(tables, one));
      last = one;
      rows.set(key, `${rows.get(key) ?? ''}${one.triple.adds ? 'A' : 'D'} ${one.triple.text}\n`);
    }
    for (const [key, text] of rows)
      tables.write('stream-pending', key, (tables.read('stream-pending', key) ?? '') + text);
    await flushSome(tables);
  }
  await tables.flush();
}

/** Some of what was staged, in the order of streams and names; each is to be removed by `unstage`. */
export function stagedChanges(
  tables: StreamTables,
  topic: Topic,
  limit: number,
): (ThingChange & { key: string })[] {
  const start = `${topic.name}|`;
  const found = [...tables.range('stream-pending', { start, end: `${start}\uffff`, limit })];
  return found.map(({ key, value }) => {
    const stream = key.split('|')[1] ?? '';
    const triples = value.split('\n').flatMap((row) => (row === '' ? [] : [stagedTriple(row)]));
    const [first] = triples;
    const thing = key.endsWith('>')
      ? key.slice(start.length + stream.length + 1)
      : thingOf(tables, stream, first?.subject ?? '');
    return { key, stream, thing, triples };
  });
}

export function unstage(tables: StreamTables, key: string): void {
  tables.write('stream-pending', key, undefined);
}

async function clearStaged(tables: StreamTables, topic: Topic): Promise<void> {
  for (;;) {
    const some = stagedChanges(tables, topic, BATCH);
    if (some.length === 0) return;
    for (const { key } of some) unstage(tables, key);
    await tables.flush();
  }
}

async function flushSome(tables: StreamTables): Promise<void> {
  if (tables.waiting >= BATCH) await tables.flush();
  await restWhileBusy();
}

/** A key that ends like an IRI is whole; longer things are told apart by a digest. */
function stagedKey(topic: Topic, stream: string, thing: string): string {
  const name =
    Buffer.byteLength(thing) <= LONGEST_KEY
      ? thing
      : `${thing.slice(0, LONGEST_KEY / 4)}…${hash('sha256', thing, 'base64url')}`;
  return `${topic.name}|${stream}|${name}`;
}

function stagedTriple(row: string): ChangedTriple {
  const afterSubject = row.indexOf(' ', 2);
  const afterPredicate = row.indexOf(' ', afterSubject + 1);
  return {
    text: row.slice(2),
    adds: row.startsWith('A'),
    subject: row.slice(2, afterSubject),
    predicate: row.slice(afterSubject + 1, afterPredicate),
    object: row.slice(afterPredicate + 1),
  };
}

function noteMention(tables: StreamTables, { stream, triple, mentions }: PlacedTriple): void {
  if (mentions !== undefined && triple.adds) writeMention(tables, stream, mentions, triple.subject);
  else if (mentions !== undefined && thingOf(tables, stream, mentions) === mentions)
    writeMention(tables, stream, mentions, triple.subject);
}

/** The thing that a triple is about, or about a part of. */
function ownerOf(tables: StreamTables, { stream, thing, triple }: PlacedTriple): string {
  return thing ?? thingOf(tables, stream, triple.subject);
}

function isOfSame(a: PlacedTriple, b: PlacedTriple): boolean {
  return a.triple.subject === b.triple.subject && a.stream === b.stream && a.thing === b.thing;
}

function* placedTriples(topic: Topic, part: string): Generator<PlacedTriple> {
  let graph = '';
  let placeIn: ReturnType<Topic['graph']>;
  for (const { graph: its, triple } of changedTriples(part)) {
    if (its !== graph) placeIn = topic.graph((graph = its));
    const place = placeIn?.(triple.subject);
    if (!place) continue;
    const object = triple.object.startsWith('<') ? placeIn?.(triple.object) : undefined;
    const mentions = object && object.thing === undefined ? triple.object : undefined;
    yield { stream: place.stream, thing: place.thing, triple, mentions };
  }
}
