import { setImmediate as nextTurn } from 'node:timers/promises';
import { answerText } from '../answer-text.js';
import type { Line } from '../../rdf/nquads.js';
import type { ForeignQuery, LinePortions, ScratchGraph } from '../graph-store.js';
import { inPortions } from '../in-portions.js';
import { readSolutions, SOLUTIONS } from '../solutions.js';
import { asOwnProblem, asProblem } from './query-faults.js';
import { WorkerHandle } from './worker-handle.js';

/** Characters of N-Quads that are sent to the worker at once. */
const PORTION = 1_000_000;
/** Characters that an answer to us may have. */
const LONGEST_ANSWER = 256 * 1024 * 1024;

/** How a graph apart is made and asked. */
export interface ScratchOptions {
  /** Milliseconds that one query of our own may take. */
  readonly timeout: number;
  /** Aborted when nobody waits for the graph any more, while it is being filled. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A graph of its own in a worker of its own, to suppose something and ask what follows.
 * @throws the reason of the signal where that is aborted before the graph is whole
 */
export async function openScratchGraph(
  lines: LinePortions,
  { timeout, signal }: ScratchOptions,
): Promise<ScratchGraph> {
  const nothing = (): void => undefined;
  const worker = new WorkerHandle({ onLost: nothing, onGrown: nothing });
  const load = async (portions: LinePortions): Promise<void> => {
    for await (const text of texts(portions)) {
      signal?.throwIfAborted();
      await worker.request({ kind: 'load', lines: text });
    }
  };
  try {
    await load(lines);
  } catch (error) {
    await worker.end();
    throw error;
  }
  return {
    add: (more) => load(inPortions(more)),
    answer: (query) => answerForeign(worker, query),
    select: async (sparql, { dataset } = {}) => {
      const limits = { timeout, maximumBytes: LONGEST_ANSWER };
      const asked = { sparql, accept: SOLUTIONS, dataset, ...limits };
      return readSolutions(answerText(await ask(worker, asked, asOwnProblem)));
    },
    close: () => worker.end(),
  };
}

type Asked = Pick<ForeignQuery, 'sparql' | 'accept' | 'timeout' | 'maximumBytes' | 'baseIri' | 'dataset'>;

async function ask(
  worker: WorkerHandle,
  { sparql, accept, timeout, maximumBytes, baseIri, dataset }: Asked,
  faultOf = asProblem,
): Promise<string | Uint8Array> {
  try {
    return await worker.request(
      { kind: 'answer', sparql, accept, maximumLength: maximumBytes, baseIri, dataset },
      timeout,
    );
  } catch (error) {
    throw faultOf(error, { timeout, maximumBytes });
  }
}

/** A running query cannot be interrupted: the worker ends with its client, and nobody asks the graph any more. */
async function answerForeign(worker: WorkerHandle, query: ForeignQuery): Promise<string | Uint8Array> {
  const { signal, onUsed } = query;
  signal?.throwIfAborted();
  const cancel = (): void => {
    worker.cancel();
  };
  const begun = performance.now();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await ask(worker, query);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    onUsed?.({ milliseconds: performance.now() - begun, endedReader: !worker.alive });
  }
}

async function* texts(portions: LinePortions): AsyncGenerator<string> {
  let text = '';
  for await (const lines of portions) {
    text += blockOf(lines);
    if (text.length >= PORTION) {
      yield text;
      text = '';
    }
    await nextTurn();
  }
  if (text !== '') yield text;
}

function blockOf(lines: readonly Line[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
