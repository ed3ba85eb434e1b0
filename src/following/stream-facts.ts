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

/**
 * Finds the one view of a stream at its address, and what the stream says of itself (LDES 1.0, "Initialization").
 * @param asked the address as it was given
 * @param url the address that answered
 * @throws FollowFault `stream` where there is none, there are several, or it says what we cannot work with
 */
export function readStreamFacts(quads: readonly Quad[], asked: string, url: string): StreamFacts {
  const inDefault = quads.filter(({ graph }) => graph.termType === 'DefaultGraph');
  const { stream, view } = findView(inDefault, asked, url);
  const bySubject = groupBy(inDefault, ({ subject }) => subject.value);
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

function findView(
  quads: readonly Quad[],
  asked: string,
  url: string,
): { readonly stream: string; readonly view: string } {
  const views = quads.filter(
    ({ predicate, subject, object }) =>
      predicate.value === tree('view') && subject.termType === 'NamedNode' && object.termType === 'NamedNode',
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
