import type { Quad, Quad_Object, Quad_Subject } from '@rdfjs/types';
import { ldes, tree, ww } from '../rdf/namespaces.js';
import { isSafeIri } from '../rdf/nquads.js';
import { namedNode, quad } from '../rdf/terms.js';
import { readSequence, readTime, type VersionOrder } from './order.js';
import { valuesOf, type StreamPage } from './page.js';
import type { StreamFacts } from './stream-facts.js';

/** A member of a stream, as what its thing was then. */
export interface Version extends VersionOrder {
  /** IRI of the member. */
  readonly member: string;
  /** IRI of the thing that it is a version of. */
  readonly thing: string;
  /** All that is said of the thing, under its own IRI; nothing where it was deleted. */
  readonly quads: readonly Quad[];
}

/** Why a member cannot be taken, for people. */
export interface Reason {
  readonly nl: string;
  readonly en: string;
}

/** A member that is no version, and the IRI of its thing where that is known. */
export interface NoVersion {
  readonly thing?: string | undefined;
  readonly reasons: readonly Reason[];
}

/**
 * The quads of a member (TREE, "Member extraction"): what is said of its IRI, of blank nodes that hang from it, and what
 * stands in the graph of its name.
 */
export function memberQuads({ bySubject, byGraph }: StreamPage, member: string, most: number): Quad[] {
  const met = new Set([member]);
  const quads: Quad[] = [];
  // A set that grows while it is walked: the parts of parts are found too.
  for (const node of met) {
    for (const one of bySubject.get(node) ?? []) {
      quads.push(one);
      if (one.object.termType === 'BlankNode') met.add(one.object.value);
    }
    if (quads.length > most) return quads;
  }
  const named = byGraph.get(member) ?? [];
  return [...quads, ...named.map(({ subject, predicate, object }) => quad(subject, predicate, object))];
}

/** Reads a member as a version of its thing (LDES 1.0, "Version materialization"), or says why it is none. */
export function readVersion(quads: readonly Quad[], member: string, facts: StreamFacts): Version | NoVersion {
  const reasons: Reason[] = [];
  const own = new Map([[member, quads.filter(({ subject }) => subject.value === member)]]);
  if (quads.length === 0) return { reasons: [silent] };
  const thing =
    facts.versionOfPath === undefined ? member : thingOf(own, member, facts.versionOfPath, reasons);
  const time = facts.timestampPath && readTime(only(own, member, facts.timestampPath));
  if (facts.timestampPath !== undefined && time === undefined) reasons.push(untimed(facts.timestampPath));
  if (reasons.length > 0 || thing === undefined) return { thing, reasons };
  const { sequencePath, deletePath, deleteObjects } = facts;
  const isDeleted = valuesOf(own, member, deletePath).some(({ value }) => deleteObjects.includes(value));
  return {
    member,
    thing,
    time: time === '' ? undefined : time,
    sequence: sequencePath === undefined ? undefined : readSequence(only(own, member, sequencePath)),
    quads: isDeleted ? [] : materialise(quads, member, thing, facts),
  };
}

type Own = ReadonlyMap<string, readonly Quad[]>;

/** The value of a property that has one value. */
function only(own: Own, member: string, property: string): Quad_Object | undefined {
  const values = valuesOf(own, member, property) as Quad_Object[];
  return values.length === 1 ? values[0] : undefined;
}

function thingOf(own: Own, member: string, path: string, reasons: Reason[]): string | undefined {
  const value = only(own, member, path);
  if (value?.termType === 'NamedNode' && isSafeIri(value.value)) return value.value;
  reasons.push({
    nl: `Er staat niet precies één ding bij waarvan dit een versie is (<${path}>, een IRI).`,
    en: `It does not name exactly one thing that it is a version of (<${path}>, an IRI).`,
  });
  return undefined;
}

function untimed(path: string): Reason {
  return {
    nl: `Er staat niet precies één tijdstip bij (<${path}>, een xsd:dateTime).`,
    en: `It does not have exactly one time (<${path}>, an xsd:dateTime).`,
  };
}

const silent: Reason = {
  nl: 'De pagina zegt niets over dit lid.',
  en: 'The page says nothing of this member.',
};

/** What is said of the version, as said of the thing; what tells of the event alone is left out. */
function materialise(quads: readonly Quad[], member: string, thing: string, facts: StreamFacts): Quad[] {
  const paths = [facts.versionOfPath, facts.timestampPath, facts.sequencePath];
  const isOfEvent = ({ subject, predicate, object }: Quad): boolean =>
    (subject.value === member &&
      (paths.includes(predicate.value) ||
        facts.eventMarks.some(([path, mark]) => path === predicate.value && mark === object.value))) ||
    predicate.value.startsWith(tree.base) ||
    predicate.value.startsWith(ldes.base) ||
    // Our own index, which nobody else may write in.
    predicate.value === ww('cell');
  const node = namedNode(thing);
  const named = <T extends Quad_Subject | Quad_Object>(term: T): T | typeof node =>
    term.termType === 'NamedNode' && term.value === member ? node : term;
  return quads
    .filter((one) => !isOfEvent(one))
    .map(({ subject, predicate, object }) => quad(named(subject), predicate, named(object)));
}
