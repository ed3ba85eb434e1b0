import { ww, obd, melding, weg } from '../rdf/namespaces.js';
import { iriToString } from '../rdf/nquads.js';
import type { MemberKind, MemberRecord } from './member.js';
import type { ChangedTriple } from './topics.js';

/** Tile cells are our own index of the graph, and nobody else's business. */
const CELL = iriToString(ww('cell'));

/** The properties that say who manages or handles a thing. */
const MANAGER_PROPERTIES: readonly string[] = [
  melding('behandelaar'),
  ww('responsible'),
  obd('beheerder'),
  weg('linkerwegbeheerder'),
  weg('rechterwegbeheerder'),
].map(iriToString);

/** What a thing has become. */
export type Version = Pick<MemberRecord, 'kind' | 'triples'>;

/**
 * What a change makes of a thing, from what it was alone; `undefined` where nothing changes that others see. The same
 * changes give the same versions, whenever they are worked out.
 * @param thing in N-Quads notation
 * @param before the last version, where there is one
 */
export function nextVersion(
  thing: string,
  before: Version | undefined,
  changes: readonly ChangedTriple[],
): Version | undefined {
  const known = before && before.kind !== 'delete' ? before : undefined;
  const triples = new Set(known?.triples);
  const seen = changes.filter(({ predicate }) => predicate !== CELL);
  for (const change of seen) if (!change.adds) triples.delete(change.text);
  for (const change of seen) if (change.adds) triples.add(change.text);
  const ownTriple = `${thing} `;
  const isThere = [...triples].some((triple) => triple.startsWith(ownTriple));
  if (!isThere) return known && { kind: 'delete', triples: known.triples.filter(isManagerOf(thing)) };
  const sorted = [...triples].sort();
  if (known?.triples.length === sorted.length && known.triples.every((triple, at) => triple === sorted[at]))
    return undefined;
  const kind: MemberKind = known ? 'update' : 'create';
  return { kind, triples: sorted };
}

function isManagerOf(thing: string): (triple: string) => boolean {
  const beginnings = MANAGER_PROPERTIES.map((property) => `${thing} ${property} `);
  return (triple) => beginnings.some((beginning) => triple.startsWith(beginning));
}
