import { ProblemError } from '../problem.js';
import type { Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';

/** Which graphs clients may write, and what they are called. */
export interface ClientGraphs {
  /** The graph that an update without GRAPH writes to, and `?default` of the Graph Store Protocol. */
  readonly defaultGraph: string;
  /** Whether clients may write a graph. Those of the service itself change by reports, registers and rules alone. */
  isOpen(graph: string): boolean;
  /** @throws ProblemError `protected-graph` where clients may not write it */
  requireOpen(graph: string): void;
  /**
   * Rules and located features take part in decisions wherever they stand, so they come in by their own ways alone,
   * which check them.
   * @throws ProblemError `protected-graph` where a statement makes one
   */
  requirePlain(line: Line): void;
}

/**
 * Number of the last change to a graph, for who reads or writes it as a whole; `undefined` where there is none. The
 * default graph is always there, also before anything was put in it (SPARQL 1.1 Update, section 3.2).
 */
export function lastChange(
  store: Pick<GraphStore, 'graphChanged'>,
  { defaultGraph }: Pick<ClientGraphs, 'defaultGraph'>,
  graph: string,
): number | undefined {
  return store.graphChanged(graph) ?? (graph === defaultGraph ? 0 : undefined);
}

/** Predicates and classes by which decisions find rules and features. */
const DECIDING = / <https:\/\/w3id\.org\/wegwijzer#(?:ResponsibilityRule|Agreement|cell|when[A-Z]\w*)> /;

/**
 * Clients may write every graph that does not bear the service's own name, and below it the default graph and
 * `{base}/data/…`.
 */
export function clientGraphs(baseUrl: string): ClientGraphs {
  const defaultGraph = `${baseUrl}/graph/default`;
  const isOpen = (graph: string): boolean =>
    graph === defaultGraph ||
    graph.startsWith(`${baseUrl}/data/`) ||
    !(graph === baseUrl || graph.startsWith(`${baseUrl}/`));
  return {
    defaultGraph,
    isOpen,
    requireOpen: (graph) => {
      if (isOpen(graph)) return;
      throw new ProblemError(
        'protected-graph',
        `The graph <${graph}> is the service's own: reports, registers, rules and terms change through their own interfaces. Write a graph below ${baseUrl}/data/, or one with a name outside ${baseUrl}/.`,
        { graph },
      );
    },
    requirePlain: (line) => {
      const [term] = DECIDING.exec(line) ?? [];
      if (term === undefined) return;
      throw new ProblemError(
        'protected-graph',
        `${term.trim()} makes a rule or a located feature. Rules are loaded with PUT /rules/{set}, features as a register: there they are checked first.`,
        { statement: line },
      );
    },
  };
}
