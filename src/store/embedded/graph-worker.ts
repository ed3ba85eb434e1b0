/**
 * The inside of a graph worker: one Oxigraph store, strings in and strings out. Term objects are never used here:
 * they slow the whole WebAssembly instance for good.
 */
import { parentPort } from 'node:worker_threads';
import type { ApplyStep, NumberedRequest, WorkerReply, WorkerRequest } from './worker-messages.js';

const N_QUADS = 'application/n-quads';

/** Oxigraph keeps its WebAssembly memory to itself, so it is noted when the instance is made. */
let memory: WebAssembly.Memory | undefined;
const PlainInstance = WebAssembly.Instance;
WebAssembly.Instance = new Proxy(PlainInstance, {
  construct(target, args: [WebAssembly.Module, object?]) {
    const instance = new target(...args);
    const { memory: exported } = instance.exports;
    if (exported instanceof WebAssembly.Memory) memory = exported;
    return instance;
  },
});
const { Store } = await import('oxigraph');
WebAssembly.Instance = PlainInstance;
const store = new Store();

/**
 * Text from which the bulk loader pays, in characters: it loads 1.5 times as fast as a transaction does, and takes
 * some 170 MB of working space for good, whatever it loads.
 */
const BULK = 1_000_000;

function load(lines: string): string {
  store.load(lines, { format: N_QUADS, lenient: true, no_transaction: lines.length >= BULK });
  return '';
}

function apply(steps: readonly ApplyStep[]): string {
  for (const step of steps) {
    if ('update' in step) store.update(step.update);
    else load(step.insert);
  }
  return '';
}

function answer(request: WorkerRequest): string {
  if (request.kind === 'load') return load(request.lines);
  if (request.kind === 'apply') return apply(request.steps);
  const result: unknown = store.query(request.sparql, {
    results_format: request.accept,
    use_default_graph_as_union: true,
  });
  return result as string;
}

/** A trap of WebAssembly or an exhausted stack leaves the store locked; an ordinary error does not. */
function isFatal(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

parentPort?.on('message', (request: NumberedRequest) => {
  const { id } = request;
  let reply: WorkerReply;
  try {
    reply = { id, ok: true, value: answer(request), memory: memory?.buffer.byteLength ?? 0 };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fatal = isFatal(error) || request.kind !== 'query';
    reply = { id, ok: false, message, fatal, memory: memory?.buffer.byteLength ?? 0 };
  }
  parentPort?.postMessage(reply);
});
