import { activityStreams, dct, prov, rdf, schema, xsd } from '../rdf/namespaces.js';
import { iriToString, literalToString } from '../rdf/nquads.js';

/** What happened to the thing. */
export type MemberKind = 'create' | 'update' | 'delete';

/** A version of a thing, as it is kept. */
export interface MemberRecord {
  /** IRI of the thing. */
  readonly thing: string;
  readonly kind: MemberKind;
  /** When, ISO 8601 in UTC; never before that of the member before it. */
  readonly time: string;
  /** Number of the change in the log. */
  readonly sequence: number;
  /** What the thing and its parts were then: triples in N-Triples notation without the dot, sorted. */
  readonly triples: readonly string[];
  /** Pages that hold it. */
  readonly pages: number;
}

/** The classes of members: Activity Streams 2.0 Vocabulary, section 3.1. */
export const MEMBER_CLASS: Readonly<Record<MemberKind, string>> = {
  create: activityStreams('Create'),
  update: activityStreams('Update'),
  delete: activityStreams('Delete'),
};

/** The properties by which a stream tells of its members (LDES 1.0, section "Vocabulary"). */
export const MEMBER_PATHS = {
  versionOf: dct('isVersionOf'),
  timestamp: prov('generatedAtTime'),
  sequence: schema('position'),
  kind: rdf('type'),
} as const;

const RESERVED = new Set(
  [MEMBER_PATHS.versionOf, MEMBER_PATHS.timestamp, MEMBER_PATHS.sequence].map(iriToString),
);

/**
 * The triples of a member, in N-Triples notation without the dot. The thing's own name gives way to that of the version,
 * and its parts become blank nodes, so that versions put together in one graph stay apart and every client takes a
 * member whole (LDES 1.0, member extraction). A deletion keeps only the properties that views sort by.
 * @param iri IRI of the version
 */
export function memberTriples(record: MemberRecord, iri: string, position: number): string[] {
  const thing = iriToString(record.thing);
  const version = iriToString(iri);
  const names = new Map([[thing, version]]);
  const all = record.triples.map(splitTriple);
  const terms = [
    ...all.filter(([subject]) => subject === thing),
    ...all.filter(([subject]) => subject !== thing),
  ];
  for (const [subject] of terms)
    if (!names.has(subject)) names.set(subject, `_:m${String(position)}n${String(names.size)}`);
  const rename = (term: string): string => names.get(term) ?? term;
  return [
    `${version} ${iriToString(rdf('type'))} ${iriToString(MEMBER_CLASS[record.kind])}`,
    `${version} ${iriToString(MEMBER_PATHS.versionOf)} ${thing}`,
    `${version} ${iriToString(MEMBER_PATHS.timestamp)} ${literalToString(record.time, { datatype: xsd('dateTime') })}`,
    `${version} ${iriToString(MEMBER_PATHS.sequence)} ${literalToString(String(position), { datatype: xsd('integer') })}`,
    ...terms
      .filter(([subject, predicate]) => subject !== thing || !RESERVED.has(predicate))
      .map(([subject, predicate, object]) => `${rename(subject)} ${predicate} ${rename(object)}`),
  ];
}

/** The terms of a triple in N-Triples notation without the dot. */
export function splitTriple(triple: string): readonly [string, string, string] {
  const afterSubject = triple.indexOf(' ');
  const afterPredicate = triple.indexOf(' ', afterSubject + 1);
  return [
    triple.slice(0, afterSubject),
    triple.slice(afterSubject + 1, afterPredicate),
    triple.slice(afterPredicate + 1),
  ];
}
