import { ProblemError, type ProblemType } from '../../problem.js';

/** Problems of readers that are over after a while. */
const PASSING: readonly ProblemType[] = [
  'too-many-requests',
  'query-unavailable',
  'query-timeout',
  'query-memory',
];

/** Whether what went wrong keeps names and maps away for a while, and nothing that a person came for. */
export function isPassing(error: unknown): boolean {
  return error instanceof ProblemError && PASSING.includes(error.type);
}
