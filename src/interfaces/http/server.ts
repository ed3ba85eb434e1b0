import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { ProblemError } from '../../problem.js';
import { acceptFirst } from './accept-first.js';
import { answerFields, type FieldOptions } from './answer-fields.js';
import { withoutBasePath } from './base-path.js';
import { answerBrokenRequests, HEADERS_TIMEOUT, REQUEST_TIMEOUT } from './broken-requests.js';
import { dispatch, refuse, type DispatchOptions } from './dispatch.js';
import { listen, type ListenAddress } from './listen.js';
import { pathOf } from './read-request.js';
import { readyAnswers } from './ready.js';
import type { Route } from './reply.js';

/** Longer than the usual minute of proxies, so that they and not we end idle connections. */
const KEEP_ALIVE_TIMEOUT = 65_000;
/** Milliseconds in which running requests may end when the server closes. */
const DRAIN_TIMEOUT = 10_000;
/** Milliseconds until it is looked again for connections that have had their answer. */
const LOOK_AGAIN = 50;

/** What a server needs to answer. */
export type ServerOptions = Omit<DispatchOptions, 'fields'> & FieldOptions;

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** Stops listening, lets running requests end for at most ten seconds, then ends them. */
  close(): Promise<void>;
}

/**
 * Listens and answers by the routes given.
 * @throws Error that says why it cannot listen there, and what to do
 */
export async function startServer(options: ServerOptions, address: ListenAddress): Promise<RunningServer> {
  const server = createServer({
    requestTimeout: REQUEST_TIMEOUT,
    headersTimeout: HEADERS_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
  });
  acceptFirst(server, createListener({ ...options, fields: answerFields(options) }));
  answerBrokenRequests(server, options);
  await listen(server, address);
  return { port: (server.address() as AddressInfo).port, close: () => drain(server) };
}

/** What is ready is answered at once, and what has an address of its own without a router; the rest goes through Express. */
function createListener(options: DispatchOptions & Pick<ServerOptions, 'routes'>): RequestListener {
  // Express types its application as a callable of its own kind.
  const router = createRouter(options) as unknown as RequestListener;
  const fixed = fixedRoutes(options.routes);
  const answered = readyAnswers(options);
  const local = withoutBasePath(options, options.routes);
  return (request, response) => {
    request.url = local(originForm(request.url ?? '/'));
    if (answered(request, response)) return;
    const route = fixed(pathOf(request.url));
    if (route) dispatch(route, options, request, response);
    else router(request, response);
  };
}

/** The address without the host that clients of proxies send along (RFC 9112, section 3.2.2). */
function originForm(url: string): string {
  if (url.startsWith('/') || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

/** Finds routes whose addresses have parameters. */
function createRouter(options: DispatchOptions & Pick<ServerOptions, 'routes'>): Express {
  const router = express();
  router.disable('x-powered-by').disable('etag').set('query parser', false);
  for (const route of options.routes)
    if (!isFixed(route))
      router.all(route.path, (request, response) => {
        dispatch(route, options, request, response, joined(request.params));
      });
  router.use((request, response) => {
    const nothing = new ProblemError('not-found', 'There is nothing at this address.');
    refuse(options, nothing, request, response);
  });
  router.use(
    (error: unknown, request: express.Request, response: express.Response, next: express.NextFunction) => {
      if (response.headersSent) next(error);
      else refuse(options, error, request, response);
    },
  );
  return router;
}

/** Parameters that take several parts of a path come as a list of them. */
function joined(params: express.Request['params']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : value]),
  );
}

/** Whether a path has no parameters, so that it is one address. */
function isFixed({ path }: Route): boolean {
  return !/[:*{]/.test(path);
}

/** Routes without parameters, found by their address at once: a router tries each route before the right one. */
function fixedRoutes(routes: readonly Route[]): (path: string) => Route | undefined {
  const byPath = new Map(routes.filter(isFixed).map((route) => [route.path.toLowerCase(), route]));
  return (path) => {
    // As the router has it: capitals and a slash at the end make no other address.
    const name = path.toLowerCase();
    return byPath.get(name) ?? byPath.get(name.replace(/\/$/, ''));
  };
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_TIMEOUT);
    // Clients keep connections for their next request, so one that is answered now would stay until the end.
    const idle = setInterval(() => {
      server.closeIdleConnections();
    }, LOOK_AGAIN);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });
}
