import type { Quad, Term } from '@rdfjs/types';
import { ldes, tree } from '../rdf/namespaces.js';
import { groupBy } from './group.js';
import { FollowFault } from './faults.js';
import { readTime } from './order.js';

/** Where a page leads. */
export interface PageLink {
  readonly node: string;
  /** Milliseconds since 1970 before which no member below it is; `undefined` where it is not said. */
  readonly from?: number | undefined;
}

/** A page of a stream, read (TREE, "Nodes" and "Relations"). */
export interface StreamPage {
  readonly links: readonly PageLink[];
  /** IRIs of its members. */
  readonly members: readonly string[];
  /** Quads in the default graph by subject, and those of named graphs by graph. */
  readonly bySubject: ReadonlyMap<string, readonly Quad[]>;
  readonly byGraph: ReadonlyMap<string, readonly Quad[]>;
  /** Whether it says of itself that it never changes. */
  readonly isImmutable: boolean;
}

/** What is looked for in a page. */
export interface PageContext {
  /** Address of the page, after redirects. */
  readonly url: string;
  /** IRI of the stream. */
  readonly stream: string;
  /** The property that tells when members were made. */
  readonly timestampPath: string | undefined;
  /** Most relations, and most members. */
  readonly mostEntries: number;
}

/** Reads what a page says of itself. @throws FollowFault where it has more than may be */
export function readPage(quads: readonly Quad[], context: PageContext): StreamPage {
  const { url, stream } = context;
  const inDefault = quads.filter(({ graph }) => graph.termType === 'DefaultGraph');
  const bySubject = groupBy(inDefault, ({ subject }) => subject.value);
  const byGraph = groupBy(
    quads.filter(({ graph }) => graph.termType === 'NamedNode'),
    ({ graph }) => graph.value,
  );
  const members = inDefault.flatMap(({ subject, predicate, object }) =>
    predicate.value === tree('member') && subject.value === stream && object.termType === 'NamedNode'
      ? [object.value]
      : [],
  );
  const links = linksOf(inDefault, bySubject, context);
  for (const [what, count] of [
    ['members', members.length],
    ['relations', links.length],
  ] as const)
    if (count > context.mostEntries)
      throw new FollowFault(
        'page',
        `<${url}> has ${String(count)} ${what}, more than ${String(context.mostEntries)}.`,
      );
  const isImmutable = valuesOf(bySubject, url, ldes('immutable')).some(
    ({ value }) => value === 'true' || value === '1',
  );
  return { links, members: [...new Set(members)], bySubject, byGraph, isImmutable };
}

/** The objects of a property of a subject. */
export function valuesOf(
  bySubject: ReadonlyMap<string, readonly Quad[]>,
  subject: string,
  property: string,
): Term[] {
  return (bySubject.get(subject) ?? []).flatMap(({ predicate, object }) =>
    predicate.value === property ? [object] : [],
  );
}

/** Relations of this page; where it names itself otherwise, as behind a proxy, of the only page that has any. */
function linksOf(
  quads: readonly Quad[],
  bySubject: ReadonlyMap<string, readonly Quad[]>,
  { url, timestampPath }: PageContext,
): PageLink[] {
  const relations = quads.filter(({ predicate }) => predicate.value === tree('relation'));
  const own = relations.filter(({ subject }) => subject.value === url);
  const isOneNode = new Set(relations.map(({ subject }) => subject.value)).size === 1;
  const links = new Map<string, PageLink>();
  for (const { object } of own.length > 0 || !isOneNode ? own : relations)
    for (const node of valuesOf(bySubject, object.value, tree('node'))) {
      if (node.termType !== 'NamedNode') continue;
      const from = lowerBound(bySubject, object.value, timestampPath) ?? links.get(node.value)?.from;
      links.set(node.value, from === undefined ? { node: node.value } : { node: node.value, from });
    }
  return [...links.values()];
}

function lowerBound(
  bySubject: ReadonlyMap<string, readonly Quad[]>,
  relation: string,
  timestampPath: string | undefined,
): number | undefined {
  const [path] = valuesOf(bySubject, relation, tree('path'));
  const types = valuesOf(bySubject, relation, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type');
  if (path?.value !== timestampPath || !types.some(({ value }) => value.startsWith(tree('GreaterThan'))))
    return undefined;
  return readTime(valuesOf(bySubject, relation, tree('value'))[0]);
}
