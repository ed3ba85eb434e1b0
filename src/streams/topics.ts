import { lineTerms } from '../rdf/nquads.js';
import { GENERATED } from '../rdf/skolem.js';

/** A triple that came or went, each term in N-Quads notation. */
export interface ChangedTriple {
  readonly adds: boolean;
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  /** The three together, without the graph, as members are kept. */
  readonly text: string;
}

/** Where a subject belongs: the stream, and the thing that it is or is part of. */
export interface Place {
  readonly stream: string;
  /** The thing in N-Quads notation; `undefined` for a node that only its mentions tell of. */
  readonly thing: string | undefined;
}

/** Which changes make members, and of which streams. Streams of one topic follow the log together. */
export interface Topic {
  /** Name, under which its place in the log is kept. */
  readonly name: string;
  /** Whether it feeds a stream of this name. */
  feeds(stream: string): boolean;
  /** Whether some rows of a patch may concern it; quick, and true rather than false. */
  concerns(rows: string): boolean;
  /** The stream that a graph feeds, and where its subjects belong; `undefined` for other graphs. */
  graph(graph: string): ((subject: string) => Place | undefined) | undefined;
}

/** What the names of streams of registers begin with. */
const REGISTER = 'register/';

/** Reports and decisions: each report's graph holds both. */
export function reportsTopic(baseUrl: string): Topic {
  const graphs = `${baseUrl}/doc/report/`;
  const decisions = `<${baseUrl}/id/decision/`;
  return {
    name: 'reports',
    feeds: (stream) => !stream.startsWith(REGISTER),
    concerns: (rows) => rows.includes(`<${graphs}`),
    graph: (graph) => {
      if (!graph.startsWith(graphs)) return undefined;
      const report = `<${baseUrl}/id/report/${graph.slice(graphs.length)}>`;
      const part = report.slice(0, -1);
      // What follows the name of the report in that of a part of it; a longer name is of another report.
      const isPart = (subject: string): boolean =>
        subject.startsWith(part) && ['#', '/', '>'].includes(subject.charAt(part.length));
      return remembered((subject) => {
        if (isPart(subject)) return { stream: 'reports', thing: report };
        if (subject.startsWith(decisions))
          return { stream: 'decisions', thing: `${subject.split(/[#>]/, 1)[0] ?? ''}>` };
        return undefined;
      });
    },
  };
}

/** One stream for each register: a thing with an IRI of its own is a member, nodes that had none are parts of it. */
export function registersTopic(baseUrl: string): Topic {
  const graphs = `${baseUrl}/id/register/`;
  const unnamed = `<${baseUrl}${GENERATED}`;
  return {
    name: 'registers',
    feeds: (stream) => stream.startsWith(REGISTER),
    concerns: (rows) => rows.includes(`<${graphs}`),
    graph: (graph) => {
      const name = graph.startsWith(graphs) ? graph.slice(graphs.length) : '';
      if (name === '' || name.includes('/')) return undefined;
      const stream = REGISTER + name;
      return (subject) => ({ stream, thing: subject.startsWith(unnamed) ? undefined : subject });
    },
  };
}

/** Answers at once for a subject that was asked for just before: the rows of one stand together. */
function remembered(placeOf: (subject: string) => Place | undefined): typeof placeOf {
  let last: { readonly subject: string; readonly place: Place | undefined } | undefined;
  return (subject) => {
    if (last?.subject !== subject) last = { subject, place: placeOf(subject) };
    return last.place;
  };
}

/** The rows of a part of an RDF Patch that add or remove, with the graph of each. */
export function* changedTriples(
  rows: string,
): Generator<{ readonly graph: string; readonly triple: ChangedTriple }> {
  for (const row of rows.split('\n')) {
    const adds = row.startsWith('A ');
    if (!adds && !row.startsWith('D ')) continue;
    const line = row.slice(2);
    const { subject, predicate, object, graph } = lineTerms(line);
    const text = line.slice(0, -graph.length - 3);
    yield { graph: graph.slice(1, -1), triple: { adds, subject, predicate, object, text } };
  }
}
