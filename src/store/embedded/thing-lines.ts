import { hash } from 'node:crypto';
import { lineSubject, lineTerms, type Line } from '../../rdf/nquads.js';
import { GENERATED } from '../../rdf/skolem.js';
import type { GraphEntry } from './journal-tables.js';
import type { JournalSnapshot } from './journal-snapshot.js';
import { splitBlock } from './line-blocks.js';

/**
 * The lines of a graph by subject, each subject's in order, and behind a thing those of the unnamed nodes that it leads to, such
 * as its geometry: so what is said of a thing stands together, and whoever reads it need not hold the rest. A node that
 * several things lead to comes once, behind the first; one that nothing leads to comes last. A small graph, which is
 * kept as a whole, comes as it is.
 */
export function* thingLines(snapshot: JournalSnapshot, entry: GraphEntry): Generator<readonly Line[]> {
  const given = new Set<string>();
  const once = (subject: string): readonly Line[] => linesOnce(snapshot, entry, subject, given);
  for (const [subject, block] of bySubject(snapshot, entry))
    if (entry.whole) yield splitBlock(block).sort();
    else if (!isUnnamed(subject)) yield* withParts(splitBlock(block).sort(), once);
  if (entry.whole) return;
  // What nothing led to: looked for again rather than held meanwhile, since most nodes are parts of something.
  for (const [subject] of bySubject(snapshot, entry))
    if (isUnnamed(subject)) yield* withParts(once(subject), once);
}

function* bySubject(
  snapshot: JournalSnapshot,
  entry: GraphEntry,
): Generator<readonly [subject: string, block: string]> {
  for (const block of snapshot.blocks(entry)) yield [lineSubject(block), block];
}

function isUnnamed(term: string): boolean {
  return term.startsWith('<') && term.includes(GENERATED);
}

/** The lines about a node, the first time; none later. */
function linesOnce(
  snapshot: JournalSnapshot,
  entry: GraphEntry,
  subject: string,
  given: Set<string>,
): readonly Line[] {
  const digest = hash('sha1', subject, 'base64');
  if (given.has(digest)) return [];
  given.add(digest);
  return splitBlock(snapshot.about(entry, subject)).sort();
}

function* withParts(
  lines: readonly Line[],
  linesOf: (part: string) => readonly Line[],
): Generator<readonly Line[]> {
  const waiting = [lines];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.length > 0) yield next;
    const parts = new Set(next.map((line) => lineTerms(line).object).filter(isUnnamed));
    waiting.push(...[...parts].map(linesOf).reverse());
  }
}
