import { ProblemError } from '../../problem.js';
import { AnswerTooLongError, EngineError, WorkerLostError, type WorkerEnding } from './worker-handle.js';

/** The limits under which a query ran. */
export interface QueryLimits {
  /** Milliseconds. */
  readonly timeout: number;
  /** Bytes of the answer; none where not given. */
  readonly maximumBytes?: number;
}

/** Whether a query failed only because its worker ended for another reason. */
export function isInnocent(error: unknown): boolean {
  return error instanceof WorkerLostError && error.ending === 'ended';
}

/** What a failed query of our own is: one that the engine refuses is a fault of ours, whoever's request it was for. */
export function asOwnProblem(error: unknown, limits: QueryLimits): unknown {
  return error instanceof EngineError ? error : asProblem(error, limits);
}

/** What a failed query is to the one who asked: each limit by its name. */
export function asProblem(error: unknown, limits: QueryLimits): unknown {
  if (error instanceof EngineError) return refusal(error);
  if (error instanceof AnswerTooLongError) return tooLarge(limits.maximumBytes ?? 0);
  return error instanceof WorkerLostError ? lost(error.ending, error.message, limits) : error;
}

/** The engine's own words, with the place of the fault where they name one. */
function refusal({ message }: EngineError): ProblemError {
  const [, unknown] = /^The custom function <(.*)> is not supported$/.exec(message) ?? [];
  if (unknown !== undefined)
    return new ProblemError('unknown-function', `There is no function <${unknown}> here.`, {
      function: unknown,
    });
  const [, line, column] = /\bat (\d+):(\d+)/.exec(message) ?? [];
  const place = line === undefined ? {} : { line: Number(line), column: Number(column) };
  return new ProblemError('malformed-query', message, place);
}

function tooLarge(limitBytes: number): ProblemError {
  return new ProblemError(
    'result-too-large',
    `The answer is longer than the limit of ${String(limitBytes)} bytes. Ask for less, or page with ORDER BY, LIMIT and OFFSET.`,
    { limitBytes },
  );
}

function lost(ending: WorkerEnding, message: string, { timeout }: QueryLimits): ProblemError {
  if (ending === 'timeout')
    return new ProblemError(
      'query-timeout',
      `The query was ended at its time limit of ${String(timeout / 1000)} s. Ask for less, or add a LIMIT.`,
      { limitMilliseconds: timeout },
    );
  if (ending === 'memory')
    return new ProblemError(
      'query-memory',
      'The query was ended at its memory limit. Ask for less: a LIMIT, fewer rows to sort or group, shorter texts to join.',
    );
  if (ending === 'stack')
    return new ProblemError(
      'query-too-complex',
      'The query is nested more deeply than the engine can follow. Take groups, brackets or long chains of operators apart.',
    );
  return new ProblemError('query-unavailable', message);
}
