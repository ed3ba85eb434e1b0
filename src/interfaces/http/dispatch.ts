import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Access, Action, Client, Owner } from '../../access/index.js';
import { ProblemError } from '../../problem.js';
import { RequestAborted } from './body.js';
import { fromExpress, sendReply } from './express-reply.js';
import { problemReply } from './problems.js';
import type { Handler, Method, Reply, Route, Site } from './reply.js';

/** What answering needs beside the route. */
export interface DispatchOptions extends Site {
  /** Bytes that a body may have. */
  readonly bodyLimit: number;
  readonly access: Access;
}

/** Number of the request, as the request log gave it. */
export function requestIdOf(request: Request): string {
  return typeof request.id === 'string' ? request.id : '';
}

/** Answers one request by its route: HEAD by GET, OPTIONS and wrong methods with what is allowed. */
export async function dispatch(
  route: Route,
  options: DispatchOptions,
  request: Request,
  response: Response,
): Promise<void> {
  try {
    const reply = await answer(route, options, request, response);
    sendReply(request, response, reply);
  } catch (error) {
    fail(options, error, request, response);
  }
}

async function answer(
  route: Route,
  options: DispatchOptions,
  request: Request,
  response: Response,
): Promise<Reply> {
  if (request.method === 'OPTIONS') return { status: 204, headers: { allow: allowedMethods(route) } };
  const handler = handlerFor(route, request.method);
  if (!handler) {
    const allow = allowedMethods(route);
    response.setHeader('allow', allow);
    throw new ProblemError('method-not-allowed', `This address takes ${allow}.`, {
      allow: allow.split(', '),
    });
  }
  const requestId = requestIdOf(request);
  const authorise = (action: Action, owner?: Owner, credential?: string): Promise<Client> =>
    options.access.authorise({ headers: request.headers, requestId, credential }, action, owner);
  if (route.requires !== undefined) await authorise(route.requires);
  return handler(fromExpress(request, options.bodyLimit), {
    requestId,
    authorise,
    get signal() {
      return signalOf(response);
    },
  });
}

/** Made only for handlers that ask: few do, and it costs more than the rest of an answer. */
function signalOf(response: Response): AbortSignal {
  const gone = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) gone.abort(new RequestAborted('The client has gone.'));
  };
  if (response.destroyed) leave();
  else response.once('close', leave);
  return gone.signal;
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
export function fail(site: Site, error: unknown, request: Request, response: Response): void {
  if (error instanceof RequestAborted || response.destroyed) return;
  const problem = asProblem(error, request.log);
  sendReply(
    request,
    response,
    problemReply(site, problem, { headers: request.headers, requestId: requestIdOf(request) }),
  );
}

function asProblem(error: unknown, log: Logger): ProblemError {
  if (error instanceof ProblemError) {
    if (error.status >= 500) log.error({ problem: error.type, detail: error.message }, 'could not answer');
    return error;
  }
  if (error instanceof URIError || (error instanceof Error && 'status' in error && error.status === 400))
    return new ProblemError(
      'invalid-parameter',
      'The address holds a percent sign that is not part of an escape such as %20.',
    );
  log.error({ fault: error instanceof Error ? error.stack : String(error) }, 'internal error');
  return new ProblemError('internal-error', 'The fault is in the log under this number.');
}
