/**
 * The inside of a graph worker: one Oxigraph store, strings in and strings out. Term objects slow the whole
 * WebAssembly instance for good where they are many; the few that name a dataset are freed at once.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Dataset } from '../graph-store.js';
import { hasDatasetClause } from '../../rdf/dataset-clause.js';
import { loadLines, takeStep } from './engine-steps.js';
import { loadOxigraph } from './oxigraph-instance.js';
import { giveWay } from '../../thread-priority.js';
import type {
  AnswerRequest,
  ApplyStep,
  NumberedRequest,
  WorkerFault,
  WorkerReply,
  WorkerSetup,
  WorkerValue,
} from './worker-messages.js';

const setup = workerData as WorkerSetup;
if (setup.givesWay) giveWay();
const { oxigraph, memory } = await loadOxigraph(setup.maximumMemory);
const memoryBytes = (): number => memory.buffer.byteLength;
const store = new oxigraph.Store();
const encoder = new TextEncoder();
/** Characters up to which an answer is cheaper to copy as text than to encode and hand over. */
const SHORT = 16_384;

class AnswerTooLong extends Error {}

function load(lines: string): string {
  loadLines(store, lines);
  return '';
}

function apply(steps: readonly ApplyStep[]): string {
  for (const step of steps) takeStep(store, step);
  return '';
}

function query(sparql: string, accept: string): string {
  const result: unknown = store.query(sparql, { results_format: accept, use_default_graph_as_union: true });
  return result as string;
}

function answer(request: AnswerRequest): WorkerValue {
  const { sparql, accept, maximumLength, baseIri, dataset } = request;
  const text = dataset ? queryDataset(request, dataset) : queryBased(sparql, accept, baseIri);
  // There are at least as many bytes as characters: what is too long either way is not encoded first.
  if (text.length > maximumLength) throw new AnswerTooLong();
  const value = text.length <= SHORT ? text : encoder.encode(text);
  if (Buffer.byteLength(value) > maximumLength) throw new AnswerTooLong();
  return value;
}

function queryBased(sparql: string, accept: string, baseIri: string | undefined): string {
  return store.query(sparql, {
    results_format: accept,
    // The option would overrule a FROM of the query's own.
    use_default_graph_as_union: !hasDatasetClause(sparql),
    ...(baseIri === undefined ? {} : { base_iri: baseIri }),
  }) as unknown as string;
}

function queryDataset({ sparql, accept, baseIri }: AnswerRequest, dataset: Dataset): string {
  const defaults = dataset.defaultGraphs.map((name) => oxigraph.namedNode(name));
  const named = dataset.namedGraphs?.map((name) => oxigraph.namedNode(name));
  try {
    const result: unknown = store.query(sparql, {
      results_format: accept,
      default_graph: defaults,
      ...(named === undefined ? {} : { named_graphs: named }),
      ...(baseIri === undefined ? {} : { base_iri: baseIri }),
    });
    return result as string;
  } finally {
    for (const term of [...defaults, ...(named ?? [])]) (term as unknown as { free(): void }).free();
  }
}

function work(request: NumberedRequest): WorkerValue {
  switch (request.kind) {
    case 'load':
      return load(request.lines);
    case 'apply':
      return apply(request.steps);
    case 'query':
      return query(request.sparql, request.accept);
    case 'answer':
      return answer(request);
  }
}

/**
 * A trap of WebAssembly or an exhausted stack leaves the store locked; an ordinary error does not. A failed allocation
 * ends in `unreachable`, a full stack runs out of the bounds of the memory.
 */
function faultOf(error: unknown, { kind }: NumberedRequest): WorkerFault {
  if (error instanceof AnswerTooLong) return 'too-long';
  if (error instanceof RangeError)
    return error.message.includes('string length') ? 'too-long' : 'out-of-stack';
  if (error instanceof WebAssembly.RuntimeError)
    return error.message.includes('out of bounds') ? 'out-of-stack' : 'out-of-memory';
  return kind === 'query' || kind === 'answer' ? 'refused' : 'broken';
}

parentPort?.on('message', (request: NumberedRequest) => {
  const { id } = request;
  let reply: WorkerReply;
  try {
    reply = { id, ok: true, value: work(request), memory: memoryBytes() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    reply = { id, ok: false, message, fault: faultOf(error, request), memory: memoryBytes() };
  }
  if (reply.ok && typeof reply.value !== 'string') parentPort?.postMessage(reply, [reply.value.buffer]);
  else parentPort?.postMessage(reply);
});
