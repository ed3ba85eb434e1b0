import { checkedMessage } from '../../dataspace/index.js';
import type { ProblemError } from '../../problem.js';
import { retryAfter } from '../http/problems.js';
import { jsonReply, type HttpRequest, type Reply } from '../http/reply.js';

/** Which error message an address answers with (HTTPS binding, sections 6.3, 7.3 and 8.3). */
export type ErrorType = 'CatalogError' | 'ContractNegotiationError' | 'TransferError';

/** Problems that the protocol has a status of its own for; every other fault of the client is 400. */
const STATUS: Readonly<Partial<Record<string, number>>> = {
  unauthenticated: 401,
  'not-found': 404,
  'body-too-large': 413,
  'unsupported-media-type': 415,
};

/**
 * A problem as an error message of the protocol.
 * @param given members of the message that was sent, of which the numbers are told back
 */
export function errorReply(
  type: ErrorType,
  problem: ProblemError,
  request: HttpRequest,
  given: Readonly<Record<string, unknown>>,
): Reply {
  const status = problem.status >= 500 ? problem.status : (STATUS[problem.type] ?? 400);
  const pids = type === 'CatalogError' ? {} : pidsTold(problem, request, given);
  const reply = jsonReply(checkedMessage(type, { ...pids, code: problem.type, reason: [problem.message] }), {
    status,
  });
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer realm="dataspace"' } : {};
  const headers = { ...reply.headers, ...challenge, ...retryAfter(problem), 'cache-control': 'no-store' };
  return { ...reply, headers };
}

/** Both numbers, as far as they are known: errors must have them, also where there is no such process. */
function pidsTold(
  { extra }: ProblemError,
  { params }: HttpRequest,
  given: Readonly<Record<string, unknown>>,
): object {
  const current = (extra.current ?? {}) as Readonly<Record<string, unknown>>;
  const told = (name: string): string => {
    const pid = current[name] ?? given[name] ?? params.pid ?? '';
    return typeof pid === 'string' ? pid.slice(0, 500) : '';
  };
  return { providerPid: told('providerPid'), consumerPid: told('consumerPid') };
}
