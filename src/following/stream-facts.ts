import type { Quad, Term } from '@rdfjs/types';
import { activityStreams, ldes, rdf, tree } from '../rdf/namespaces.js';
import { FollowFault } from './faults.js';
import { groupBy } from './group.js';
import { valuesOf } from './page.js';

/** What a stream says of itself (LDES 1.0, "Context information of the event stream"). */
export interface StreamFacts {
  /** IRI of the stream. */
  readonly stream: string;
  /** Address of the root node of its view. */
  readonly view: string;
  /** The property that leads from a version to its thing; where there is none, each member is a thing of its own. */
  readonly versionOfPath?: string | undefined;
  readonly timestampPath?: string | undefined;
  readonly sequencePath?: string | undefined;
  /** How a member says what happened to its thing. */
  readonly deletePath: string;
  readonly deleteObjects: readonly string[];
  /** Pairs of property and object that tell of the event, not of the thing. */
  readonly eventMarks: readonly (readonly [string, string])[];
  /** IRI of the shape of its members. */
  readonly shape?: string | undefined;
  /** Milliseconds between two looks. */
  readonly pollingInterval?: number | undefined;
}

const KINDS = ['Create', 'Update', 'Delete'] as const;
const INTEGER = /^\d{1,9}$/;

/** A stream and the root node of its view. */
export type StreamView = Pick<StreamFacts, 'stream' | 'view'>;

/**
 * What a stream says of itself.
 * @param documents the root node of its view, then the document that led there; of each property, the first that has it counts
 * @throws FollowFault `stream` where it says what we cannot work with
 */
export function readStreamFacts(
  documents: readonly (readonly Quad[])[],
  { stream, view }: StreamView,
): StreamFacts {
  const said = new Map<string, readonly Quad[]>();
  for (const quads of documents) {
    const own = quads.filter(({ subject, graph }) => subject.value === stream && isDefault(graph));
    for (const [property, some] of groupBy(own, ({ predicate }) => predicate.value))
      if (!said.has(property)) said.set(property, some);
  }
  const bySubject = new Map([[stream, [...said.values()].flat()]]);
  const one = (property: string): string | undefined => single(bySubject, stream, property);
  const all = (property: string): string[] => valuesOf(bySubject, stream, property).map(({ value }) => value);
  const marks = KINDS.map((kind) => {
    const objects = all(ldes(`version${kind}Object`));
    return {
      path: one(ldes(`version${kind}Path`)) ?? rdf('type'),
      objects: objects.length > 0 ? objects : [activityStreams(kind)],
    };
  });
  const seconds = valuesOf(bySubject, stream, ldes('pollingInterval'))[0]?.value ?? '';
  const deletion = marks[2] ?? { path: rdf('type'), objects: [] };
  return {
    stream,
    view,
    versionOfPath: one(ldes('versionOfPath')),
    timestampPath: one(ldes('timestampPath')),
    sequencePath: one(ldes('sequencePath')),
    deletePath: deletion.path,
    deleteObjects: deletion.objects,
    eventMarks: marks.flatMap(({ path, objects }) => objects.map((object) => [path, object] as const)),
    shape: valuesOf(bySubject, stream, tree('shape')).find(({ termType }) => termType === 'NamedNode')?.value,
    pollingInterval: INTEGER.test(seconds) ? Number(seconds) * 1000 : undefined,
  };
}

/**
 * Finds the one view of a stream at its address (LDES 1.0, "Initialization").
 * @param asked the address as it was given
 * @param url the address that answered
 * @throws FollowFault `stream` where there is none, or there are several
 */
export function findView(quads: readonly Quad[], asked: string, url: string): StreamView {
  const views = quads.filter(
    ({ predicate, subject, object, graph }) =>
      isDefault(graph) &&
      predicate.value === tree('view') &&
      subject.termType === 'NamedNode' &&
      object.termType === 'NamedNode',
  );
  const here = views.filter(({ object }) => object.value === url);
  const named = views.filter(({ subject }) => subject.value === asked || subject.value === url);
  const [found, ...others] = here.length > 0 ? here : named.length > 0 ? named : views;
  if (!found) throw new FollowFault('stream', `<${url}> leads to no view of an event stream (tree:view).`);
  if (others.some(({ object, subject }) => !object.equals(found.object) || !subject.equals(found.subject)))
    throw new FollowFault(
      'stream',
      `<${url}> leads to several views. Follow one of them: ${[...new Set([found, ...others].map(({ object }) => `<${object.value}>`))].slice(0, 10).join(', ')}.`,
    );
  return { stream: found.subject.value, view: found.object.value };
}

function isDefault({ termType }: Quad['graph']): boolean {
  return termType === 'DefaultGraph';
}

/** A property by which members are told apart; a path of several steps is not one that we follow. */
function single(
  bySubject: ReadonlyMap<string, readonly Quad[]>,
  stream: string,
  property: string,
): string | undefined {
  const values: Term[] = valuesOf(bySubject, stream, property);
  const [value] = values;
  if (!value) return undefined;
  if (value.termType === 'NamedNode' && values.every((other) => other.equals(value))) return value.value;
  throw new FollowFault(
    'stream',
    `The stream <${stream}> names no single property as <${property}>, which is what we can work with.`,
  );
}
