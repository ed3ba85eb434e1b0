import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Access } from '../../access/index.js';
import { ProblemError } from '../../problem.js';
import type { AnswerFields } from './answer-fields.js';
import { attemptsOf, type Attempts } from './attempts.js';
import { RequestAborted } from './body.js';
import { compressIfAsked } from './compress.js';
import { isOver, whenOver } from './over.js';
import { problemReply } from './problems.js';
import { queryOf, readRequest, type ReadingOptions } from './read-request.js';
import type { Handler, HttpRequest, Method, Reply, Route, Site } from './reply.js';
import { noteWhenDone, requestNumber, type RequestLog } from './request-log.js';
import { sendReply, type Exchange } from './send-reply.js';

/** What answering needs beside the route. */
export interface DispatchOptions extends Site, ReadingOptions, RequestLog {
  readonly access: Access;
  readonly fields: AnswerFields;
  /** Milliseconds after which a client that takes nothing of an answer is cut off; default a minute. */
  readonly patience?: number;
}

/** Begins to answer a request, which is noted under the name of its route. */
export function beginExchange(
  route: string,
  options: Pick<DispatchOptions, 'fields' | 'patience' | keyof RequestLog>,
  request: IncomingMessage,
  response: ServerResponse,
): Exchange {
  const id = requestNumber(request);
  noteWhenDone(options, { route, id }, request, response);
  const fields = [...options.fields(request, response), 'x-request-id', id];
  return { request, response, id, fields, patience: options.patience };
}

/**
 * Answers one request by its route: HEAD by GET, OPTIONS and wrong methods with what is allowed.
 * @param params parts of the path that the route names, decoded
 */
export function dispatch(
  route: Route,
  options: DispatchOptions,
  request: IncomingMessage,
  response: ServerResponse,
  params: HttpRequest['params'] = {},
): void {
  const exchange = beginExchange(route.path, options, request, response);
  compressIfAsked(request, response);
  const attempts = attemptsOf(options.access, { headers: request.headers, requestId: exchange.id });
  void answer(route, options, { exchange, params, attempts })
    .catch(async (error: unknown) => {
      await attempts.noteFailure(error);
      throw error;
    })
    .then((reply) => {
      sendReply(exchange, reply);
    })
    // What cannot be sent is a fault as well, such as a header field with a line feed.
    .catch((error: unknown) => {
      fail(options, error, exchange);
    });
}

/** Answers a request that there is no route for, or whose address cannot be read. */
export function refuse(
  options: DispatchOptions,
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  fail(options, error, beginExchange('none', options, request, response));
}

/** What is asked of a route. */
interface Asked extends Pick<HttpRequest, 'params'> {
  readonly exchange: Exchange;
  readonly attempts: Attempts;
}

async function answer(
  route: Route,
  options: DispatchOptions,
  { exchange, params, attempts }: Asked,
): Promise<Reply> {
  const { request, response, id: requestId } = exchange;
  const { method = 'GET' } = request;
  if (method === 'OPTIONS') return { status: 204, headers: { allow: allowedMethods(route) } };
  const handler = handlerFor(route, method);
  if (!handler) {
    const allow = allowedMethods(route);
    response.setHeader('allow', allow);
    throw new ProblemError('method-not-allowed', `This address takes ${allow}.`, {
      allow: allow.split(', '),
    });
  }
  const { authorise, refused } = attempts;
  if (route.requires !== undefined) await authorise(route.requires);
  return handler(readRequest(request, params, options), {
    requestId,
    authorise,
    refused,
    get signal() {
      return signalOf(response);
    },
  });
}

/** One for all, since what it says is always the same, and to gather where it comes from costs more than sending an answer. */
const OVER = new RequestAborted('The client has its answer, or has gone.');

/** Made only for handlers that ask: few do, and it costs more than the rest of an answer. */
function signalOf(response: ServerResponse): AbortSignal {
  const over = new AbortController();
  const leave = (): void => {
    over.abort(OVER);
  };
  if (isOver(response)) leave();
  else whenOver(response, leave);
  return over.signal;
}

function allowedMethods({ methods }: Route): string {
  const names = Object.keys(methods).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  return [...names, 'OPTIONS'].join(', ');
}

function handlerFor({ methods }: Route, method: string): Handler | undefined {
  const name = method === 'HEAD' ? 'GET' : method;
  return Object.hasOwn(methods, name) ? methods[name as Method] : undefined;
}

/** Turns whatever went wrong into an answer; what is not the client's to know goes into the log only. */
function fail(options: DispatchOptions, error: unknown, exchange: Exchange): void {
  const { request, response, id: requestId } = exchange;
  if (error instanceof RequestAborted || response.destroyed) return;
  const problem = asProblem(error, requestId, options.logger);
  const { headers, url = '/' } = request;
  sendReply(exchange, problemReply(options, problem, { headers, query: queryOf(url), requestId }));
}

function asProblem(error: unknown, requestId: string, logger: Logger): ProblemError {
  if (error instanceof ProblemError) {
    if (error.status >= 500)
      logger.error({ requestId, problem: error.type, detail: error.message }, 'could not answer');
    return error;
  }
  if (error instanceof URIError || (error instanceof Error && 'status' in error && error.status === 400))
    return new ProblemError(
      'invalid-parameter',
      'The address holds a percent sign that is not part of an escape such as %20.',
    );
  logger.error({ requestId, fault: error instanceof Error ? error.stack : String(error) }, 'internal error');
  return new ProblemError('internal-error', 'The fault is in the log under this number.');
}
