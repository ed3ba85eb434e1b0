import type { Quad } from '@rdfjs/types';
import { sentLine } from '../rdf/sent-line.js';
import { GENERATED, skolemise } from '../rdf/skolem.js';
import type { GraphStore } from '../store/graph-store.js';
import { lastChange, type ClientGraphs } from './client-graphs.js';
import { PendingChange } from './pending-change.js';
import type { Updater } from './updater.js';

/** A change of one whole graph. */
export interface GraphWrite {
  readonly graph: string;
  /** IRI of who asks. */
  readonly agent: string;
  /** Number of the request, for the log. */
  readonly requestId?: string | undefined;
  /**
   * Called when nothing else writes, with the number of the last change to the graph; `undefined` where there is none.
   * What it throws keeps the change from happening.
   */
  readonly check?: (changed: number | undefined) => void;
}

/** What became of a write: whether the graph is new. */
export interface WrittenGraph {
  readonly created: boolean;
}

/** The triples of one document; a blank node of another is another one, also where it bears the same label. */
export type Document = readonly Quad[];

/** Writes whole graphs (SPARQL 1.1 Graph Store HTTP Protocol, section 5). */
export interface GraphWriter {
  /** Makes a graph hold the triples of these documents and nothing else. @throws ProblemError `protected-graph` */
  replace(write: GraphWrite, documents: readonly Document[]): Promise<WrittenGraph>;
  /** Adds the triples of documents to a graph; makes it where there is none. @throws ProblemError `protected-graph` */
  add(write: GraphWrite, documents: readonly Document[]): Promise<WrittenGraph>;
  /** Takes a graph away. @returns whether there was one @throws ProblemError `protected-graph` */
  drop(write: GraphWrite): Promise<boolean>;
}

/** What a writer is made of. */
export interface GraphWriterParts {
  readonly store: GraphStore;
  readonly graphs: ClientGraphs;
  readonly updater: Pick<Updater, 'exclusively'>;
  readonly baseUrl: string;
  /** Makes a UUID. */
  readonly newId: () => string;
}

export function createGraphWriter({ store, graphs, updater, baseUrl, newId }: GraphWriterParts): GraphWriter {
  const write = (
    { graph, agent, requestId, check }: GraphWrite,
    reason: string,
    act: (pending: PendingChange) => void,
  ): Promise<boolean> => {
    graphs.requireOpen(graph);
    return updater.exclusively(async () => {
      const before = lastChange(store, graphs, graph);
      check?.(before);
      const pending = new PendingChange(store);
      act(pending);
      await store.commit(pending.toChange({ agent, reason, requestId }));
      return before !== undefined;
    });
  };
  const insertOne = (pending: PendingChange, graph: string, triples: Document): void => {
    const names = new Map<string, string>();
    const nameOf = (label: string): string => {
      const known = names.get(label) ?? `${baseUrl}${GENERATED}${newId()}`;
      names.set(label, known);
      return known;
    };
    for (const triple of skolemise(triples, nameOf)) {
      const line = sentLine(triple, graph);
      graphs.requirePlain(line);
      pending.insert(graph, line);
    }
  };
  const insert = (pending: PendingChange, graph: string, documents: readonly Document[]): void => {
    pending.create(graph);
    for (const document of documents) insertOne(pending, graph, document);
  };
  return {
    replace: async (request, documents) => ({
      created: !(await write(request, 'Graph replaced', (pending) => {
        pending.clear(request.graph);
        insert(pending, request.graph, documents);
      })),
    }),
    add: async (request, documents) => ({
      created: !(await write(request, 'Triples added', (pending) => {
        insert(pending, request.graph, documents);
      })),
    }),
    drop: (request) =>
      write(request, 'Graph dropped', (pending) => {
        pending.drop(request.graph);
      }),
  };
}
