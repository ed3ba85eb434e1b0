import type { Line } from '../../rdf/nquads.js';
import type { ScratchGraph, Solution } from '../graph-store.js';
import { WorkerHandle } from './worker-handle.js';

/** Characters of N-Quads that are sent to the worker at once. */
const PORTION = 4_000_000;
/** Characters that an answer may have. */
const LONGEST_ANSWER = 256 * 1024 * 1024;
const RESULTS_JSON = 'application/sparql-results+json';

/**
 * A graph of its own in a worker of its own, to suppose something and ask what follows.
 * @param timeout milliseconds that one query may take
 */
export async function openScratchGraph(lines: Iterable<Line>, timeout: number): Promise<ScratchGraph> {
  const nothing = (): void => undefined;
  const worker = new WorkerHandle({ onLost: nothing, onGrown: nothing });
  const add = async (more: Iterable<Line>): Promise<void> => {
    for (const portion of portions(more)) await worker.request({ kind: 'load', lines: portion });
  };
  try {
    await add(lines);
  } catch (error) {
    await worker.end();
    throw error;
  }
  return {
    add,
    select: async (sparql, { dataset } = {}) => {
      const answer = await worker.request(
        {
          kind: 'answer',
          sparql,
          accept: RESULTS_JSON,
          maximumLength: LONGEST_ANSWER,
          baseIri: undefined,
          dataset,
        },
        timeout,
      );
      const text = new TextDecoder().decode(answer);
      return (JSON.parse(text) as { results: { bindings: Solution[] } }).results.bindings;
    },
    close: () => worker.end(),
  };
}

function* portions(lines: Iterable<Line>): Generator<string> {
  let portion = '';
  for (const line of lines) {
    portion += `${line}\n`;
    if (portion.length < PORTION) continue;
    yield portion;
    portion = '';
  }
  if (portion !== '') yield portion;
}
