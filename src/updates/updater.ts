import { ProblemError } from '../problem.js';
import { GENERATED } from '../rdf/skolem.js';
import type { Committed, Dataset, GraphStore, ScratchGraph, Solution } from '../store/graph-store.js';
import { inPortions } from '../store/in-portions.js';
import type { ClientGraphs } from './client-graphs.js';
import { instantiate } from './instantiate.js';
import type { Operation, Pattern, Target } from './operations.js';
import { parseUpdate } from './parse-update.js';
import { PendingChange } from './pending-change.js';
import { otherForms } from './same-value.js';

/**
 * Evaluates the pattern of an operation against the graphs as they are stored, or as the operations before it leave them.
 * @param graph the graphs as these leave them; `undefined` where they changed nothing
 */
export type EvaluatePattern = (
  sparql: string,
  dataset: Dataset | undefined,
  graph: ScratchGraph | undefined,
) => Promise<readonly Solution[]>;

/** An update request. */
export interface UpdateRequest {
  readonly text: string;
  /** IRI of who asks. */
  readonly agent: string;
  /** Number of the request, for the log. */
  readonly requestId?: string | undefined;
  /** The data set that the request names for all its patterns (SPARQL 1.1 Protocol, section 2.2.3). */
  readonly dataset?: Dataset | undefined;
  readonly evaluate: EvaluatePattern;
  /** Aborted when nobody waits for the answer any more; nothing is done then, unless it is being committed already. */
  readonly signal?: AbortSignal | undefined;
}

/** Changes graphs as clients ask. */
export interface Updater {
  /**
   * Carries out all operations of a request, or none: each sees what those before it did, and all of it is one commit.
   * @throws ProblemError `malformed-query`, `protected-graph`, `update-failed`, and those of the store
   */
  update(request: UpdateRequest): Promise<Committed>;
  /** Runs `action` when no other request changes graphs. */
  exclusively<T>(action: () => Promise<T>): Promise<T>;
}

/** What an updater is made of. */
export interface UpdaterParts {
  readonly store: GraphStore;
  readonly graphs: ClientGraphs;
  readonly baseUrl: string;
  /** Makes a UUID. */
  readonly newId: () => string;
}

export function createUpdater(parts: UpdaterParts): Updater {
  let last: Promise<unknown> = Promise.resolve();
  const exclusively = <T>(action: () => Promise<T>): Promise<T> => {
    const mine = last.then(action, action);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    exclusively,
    update: async (request) => {
      const operations = parseUpdate(request.text, `${parts.baseUrl}/`);
      for (const operation of operations) checkNamed(operation, request, parts.graphs);
      return exclusively(() => new Run(parts, request).all(operations));
    },
  };
}

/** Refuses what can be refused by looking at the request alone. */
function checkNamed(operation: Operation, { dataset }: UpdateRequest, graphs: ClientGraphs): void {
  const targets =
    operation.kind === 'modify'
      ? []
      : 'target' in operation
        ? [operation.target]
        : operation.kind === 'move'
          ? [operation.from, operation.to]
          : [operation.to];
  for (const target of targets) if (typeof target === 'object') graphs.requireOpen(target.graph);
  if (operation.kind !== 'modify') return;
  for (const { graph } of [...operation.remove, ...operation.insert])
    if (graph.termType === 'NamedNode') graphs.requireOpen(graph.value);
  if (dataset && operation.where?.namesDataset)
    throw new ProblemError(
      'malformed-query',
      'The request names a data set with using-graph-uri or using-named-graph-uri, and the update with USING or WITH. Use one of the two.',
    );
}

/** One request under way; used once. */
class Run {
  readonly #parts: UpdaterParts;
  readonly #request: UpdateRequest;
  readonly #pending: PendingChange;

  constructor(parts: UpdaterParts, request: UpdateRequest) {
    this.#parts = parts;
    this.#request = request;
    this.#pending = new PendingChange(parts.store);
  }

  async all(operations: readonly Operation[]): Promise<Committed> {
    const { agent, requestId, signal } = this.#request;
    for (const operation of operations) {
      signal?.throwIfAborted();
      await this.#carryOut(operation);
    }
    signal?.throwIfAborted();
    return this.#parts.store.commit(this.#pending.toChange({ agent, requestId, reason: 'SPARQL update' }));
  }

  async #carryOut(operation: Operation): Promise<void> {
    switch (operation.kind) {
      case 'modify':
        await this.#modify(operation);
        return;
      case 'clear':
      case 'drop':
        for (const graph of this.#existing(operation.target, operation)) {
          if (operation.kind === 'clear') this.#pending.clear(graph);
          else this.#pending.drop(graph);
        }
        return;
      case 'create':
        this.#create(operation);
        return;
      default:
        this.#copy(operation);
    }
  }

  async #modify({ remove, insert, where }: Extract<Operation, { kind: 'modify' }>): Promise<void> {
    const { baseUrl, newId, graphs, store } = this.#parts;
    const solutions = where ? await this.#match(where) : [{}];
    const filling = {
      defaultGraph: graphs.defaultGraph,
      newNode: () => `${baseUrl}${GENERATED}${newId()}`,
    };
    // Both are worked out before either is done (section 3.1.3).
    const removed = [...instantiate(remove, solutions, filling)];
    const inserted = [...instantiate(insert, solutions, filling)];
    for (const { graph } of [...removed, ...inserted]) graphs.requireOpen(graph);
    for (const { line } of inserted) graphs.requirePlain(line);
    for (const { graph, line } of [...removed, ...(await otherForms(removed, this.#pending, store))])
      this.#pending.remove(graph, line);
    for (const { graph, line } of inserted) this.#pending.insert(graph, line);
  }

  async #match({ sparql, dataset = this.#request.dataset }: Pattern): Promise<readonly Solution[]> {
    const { evaluate, signal } = this.#request;
    if (this.#pending.isEmpty) return evaluate(sparql, dataset, undefined);
    const scratch = await this.#parts.store.scratch(inPortions(this.#everything()), signal);
    try {
      return await evaluate(sparql, dataset, scratch);
    } finally {
      await scratch.close();
    }
  }

  /** All public graphs as they would be now. */
  *#everything(): Generator<string> {
    const graphs = new Set([...this.#parts.store.publicGraphs(), ...this.#pending.touched()]);
    for (const graph of graphs) if (this.#pending.exists(graph)) yield* this.#pending.lines(graph);
  }

  #existing(target: Target, { kind, silent }: { kind: string; silent: boolean }): string[] {
    const { graphs, store } = this.#parts;
    if (target === 'default') return [graphs.defaultGraph];
    if (typeof target === 'object') {
      if (this.#pending.exists(target.graph)) return [target.graph];
      if (silent) return [];
      throw failed(`There is no graph <${target.graph}> to ${kind}.`);
    }
    const open = [...new Set([...store.publicGraphs(), ...this.#pending.touched()])].filter((graph) =>
      graphs.isOpen(graph),
    );
    return target === 'all' ? open : open.filter((graph) => graph !== graphs.defaultGraph);
  }

  #create({ target, silent }: Extract<Operation, { kind: 'clear' | 'drop' | 'create' }>): void {
    if (typeof target !== 'object') return;
    if (this.#pending.exists(target.graph) && !silent)
      throw failed(`There is a graph <${target.graph}> already.`);
    this.#pending.create(target.graph);
  }

  #copy({ kind, from, to, silent }: Extract<Operation, { kind: 'copy' | 'move' | 'add' }>): void {
    const source = this.#nameOf(from);
    const destination = this.#nameOf(to);
    if (from !== 'default' && !this.#isReadable(source)) {
      if (silent) return;
      throw failed(`There is no graph <${source}> to ${kind}.`);
    }
    if (source === destination) return;
    const lines = this.#pending.lines(source);
    if (kind !== 'add') this.#pending.clear(destination);
    this.#pending.create(destination);
    for (const line of lines) {
      this.#parts.graphs.requirePlain(line);
      this.#pending.insert(destination, inGraph(line, destination));
    }
    if (kind === 'move') this.#pending.drop(source);
  }

  #isReadable(graph: string): boolean {
    return this.#pending.exists(graph) && this.#parts.store.graphAccess(graph) !== 'internal';
  }

  #nameOf(target: Target): string {
    return typeof target === 'object' ? target.graph : this.#parts.graphs.defaultGraph;
  }
}

function inGraph(line: string, graph: string): string {
  return `${line.slice(0, line.lastIndexOf(' ', line.length - 3))} <${graph}> .`;
}

function failed(detail: string): ProblemError {
  return new ProblemError('update-failed', `${detail} Nothing of the request was done.`);
}
