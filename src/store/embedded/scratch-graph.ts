import { setImmediate as nextTurn } from 'node:timers/promises';
import { answerText } from '../answer-text.js';
import type { Line } from '../../rdf/nquads.js';
import type { LinePortions, ScratchGraph } from '../graph-store.js';
import { inPortions } from '../in-portions.js';
import { readSolutions, SOLUTIONS } from '../solutions.js';
import { WorkerHandle } from './worker-handle.js';

/** Characters of N-Quads that are sent to the worker at once. */
const PORTION = 1_000_000;
/** Characters that an answer may have. */
const LONGEST_ANSWER = 256 * 1024 * 1024;

/**
 * A graph of its own in a worker of its own, to suppose something and ask what follows.
 * @param timeout milliseconds that one query may take
 */
export async function openScratchGraph(lines: LinePortions, timeout: number): Promise<ScratchGraph> {
  const nothing = (): void => undefined;
  const worker = new WorkerHandle({ onLost: nothing, onGrown: nothing });
  const load = async (portions: LinePortions): Promise<void> => {
    for await (const text of texts(portions)) await worker.request({ kind: 'load', lines: text });
  };
  try {
    await load(lines);
  } catch (error) {
    await worker.end();
    throw error;
  }
  return {
    add: (more) => load(inPortions(more)),
    select: async (sparql, { dataset } = {}) => {
      const answer = await worker.request(
        {
          kind: 'answer',
          sparql,
          accept: SOLUTIONS,
          maximumLength: LONGEST_ANSWER,
          baseIri: undefined,
          dataset,
        },
        timeout,
      );
      return readSolutions(answerText(answer));
    },
    close: () => worker.end(),
  };
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
