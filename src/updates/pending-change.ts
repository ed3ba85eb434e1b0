import { lineSubject, readTerm, type Line } from '../rdf/nquads.js';
import type { Change, GraphStore } from '../store/graph-store.js';

/** What a request has done to one graph so far. */
interface PendingGraph {
  /** Whether what the store holds of it still counts. */
  kept: boolean;
  exists: boolean;
  readonly inserted: Set<Line>;
  readonly removed: Set<Line>;
}

type Graphs = Pick<GraphStore, 'readGraph' | 'readSubject' | 'graphChanged'>;

/**
 * What the operations of one request have changed so far, over the graphs as they are stored: each sees what those
 * before it did, and nothing is written until all of them have succeeded.
 */
export class PendingChange {
  readonly #store: Graphs;
  readonly #graphs = new Map<string, PendingGraph>();

  constructor(store: Graphs) {
    this.#store = store;
  }

  get isEmpty(): boolean {
    return this.#graphs.size === 0;
  }

  /** Graphs that the request has touched. */
  touched(): Iterable<string> {
    return this.#graphs.keys();
  }

  exists(graph: string): boolean {
    return this.#graphs.get(graph)?.exists ?? this.#store.graphChanged(graph) !== undefined;
  }

  /** The lines of a graph as they would be. */
  lines(graph: string): Line[] {
    const pending = this.#graphs.get(graph);
    const stored = this.#store.readGraph(graph) ?? [];
    if (!pending) return stored;
    const kept = pending.kept ? stored.filter((line) => !pending.removed.has(line)) : [];
    return [...new Set([...kept, ...pending.inserted])];
  }

  /** The lines about some subjects, in N-Quads notation, as they would be. */
  linesAbout(graph: string, subjects: ReadonlySet<string>): Line[] {
    const pending = this.#graphs.get(graph);
    const stored = [...subjects].flatMap((subject) =>
      this.#store.readSubject(graph, readTerm(subject).value),
    );
    if (!pending) return stored;
    const kept = pending.kept ? stored.filter((line) => !pending.removed.has(line)) : [];
    const inserted = [...pending.inserted].filter((line) => subjects.has(lineSubject(line)));
    return [...new Set([...kept, ...inserted])];
  }

  insert(graph: string, line: Line): void {
    const pending = this.#touch(graph);
    pending.exists = true;
    pending.removed.delete(line);
    pending.inserted.add(line);
  }

  remove(graph: string, line: Line): void {
    if (!this.exists(graph)) return;
    const pending = this.#touch(graph);
    pending.inserted.delete(line);
    pending.removed.add(line);
  }

  create(graph: string): void {
    this.#touch(graph).exists = true;
  }

  clear(graph: string): void {
    const pending = this.#touch(graph);
    pending.kept = false;
    pending.inserted.clear();
    pending.removed.clear();
  }

  drop(graph: string): void {
    this.clear(graph);
    this.#touch(graph).exists = false;
  }

  #touch(graph: string): PendingGraph {
    let pending = this.#graphs.get(graph);
    if (!pending) {
      pending = { kept: true, exists: this.exists(graph), inserted: new Set(), removed: new Set() };
      this.#graphs.set(graph, pending);
    }
    return pending;
  }

  /** All of it as one change of the store. @param words what the log says of it */
  toChange(words: Pick<Change, 'agent' | 'reason' | 'requestId'>): Change {
    const entries = [...this.#graphs];
    return {
      ...words,
      drop: entries.filter(([, { kept, exists }]) => !kept || !exists).map(([graph]) => graph),
      create: entries
        .filter(([, { exists }]) => exists)
        .map(([graph]) => ({ graph, access: 'public' as const })),
      remove: entries.flatMap(([, { kept, removed }]) => (kept ? [...removed] : [])),
      insert: entries.flatMap(([, { inserted }]) => [...inserted]),
    };
  }
}
