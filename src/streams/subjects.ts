import { hash } from 'node:crypto';
import type { StreamTables } from './tables.js';

/** Nodes within nodes that are looked through for the thing that they are part of. */
const DEEPEST = 16;

/** The position of the last member about a thing. */
export function lastPosition(tables: StreamTables, stream: string, thing: string): number | undefined {
  const text = tables.read('stream-subject', subjectKey(stream, thing));
  return text === undefined || text.startsWith('<') ? undefined : Number(text);
}

export function writeLastPosition(
  tables: StreamTables,
  stream: string,
  { thing, position }: { readonly thing: string; readonly position: number },
): void {
  tables.write('stream-subject', subjectKey(stream, thing), String(position));
}

/** Remembers what mentions a node that had no name of its own. */
export function writeMention(tables: StreamTables, stream: string, node: string, mentionedBy: string): void {
  tables.write('stream-subject', subjectKey(stream, node), mentionedBy);
}

/** The thing that a node is part of: whoever mentions it; the node itself where nobody does. */
export function thingOf(tables: StreamTables, stream: string, node: string): string {
  let thing = node;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const above = tables.read('stream-subject', subjectKey(stream, thing));
    if (!above?.startsWith('<')) return thing;
    thing = above;
  }
  return thing;
}

/** A digest, since an IRI may be longer than a key. */
function subjectKey(stream: string, subject: string): string {
  return `${stream}|${hash('sha256', subject, 'base64url')}`;
}
