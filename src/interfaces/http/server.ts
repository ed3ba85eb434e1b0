import { createServer, IncomingMessage, ServerResponse, type RequestListener, type Server } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import compression from 'compression';
import cors from 'cors';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { ProblemError } from '../../problem.js';
import { rdfMediaType } from '../../rdf/media-types.js';
import { acceptFirst } from './accept-first.js';
import { dispatch, fail, requestIdOf, type DispatchOptions } from './dispatch.js';
import { answerBrokenRequests } from './broken-requests.js';
import type { HttpMetrics } from './metrics.js';
import { readyAnswers } from './ready.js';
import type { Route } from './reply.js';
import { requestLog } from './request-log.js';

/** Milliseconds for a whole request to arrive. */
const REQUEST_TIMEOUT = 30_000;
const HEADERS_TIMEOUT = 15_000;
/** Longer than the usual minute of proxies, so that they and not we end idle connections. */
const KEEP_ALIVE_TIMEOUT = 65_000;
/** Milliseconds in which running requests may end when the server closes. */
const DRAIN_TIMEOUT = 10_000;

/** What a server needs to answer. */
export interface ServerOptions extends DispatchOptions {
  readonly routes: readonly Route[];
  readonly logger: Logger;
  readonly metrics: HttpMetrics;
  readonly corsOrigins: '*' | readonly string[];
  /** Proxies in front of the service whose `X-Forwarded-For` is believed; default none. */
  readonly trustedProxies?: number;
}

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** Stops listening, lets running requests end for at most ten seconds, then ends them. */
  close(): Promise<void>;
}

/**
 * Listens and answers by the routes given.
 * @throws Error of the operating system where it cannot listen there
 */
export async function startServer(
  options: ServerOptions,
  address: { readonly port: number; readonly host: string },
): Promise<RunningServer> {
  const server = createServer({
    requestTimeout: REQUEST_TIMEOUT,
    headersTimeout: HEADERS_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
  });
  acceptFirst(server, createListener(options));
  answerBrokenRequests(server, options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: (server.address() as AddressInfo).port, close: () => drain(server) };
}

/** What is ready is answered at once; everything else goes the whole way. */
function createListener(options: ServerOptions): RequestListener {
  // Express types its application as a callable of its own kind.
  const application = createApplication(options) as unknown as RequestListener;
  // What else an answer has depends on where the page comes from that asks.
  if (options.corsOrigins !== '*') return application;
  const answered = readyAnswers({ ...options, headers: usualHeaders(options) });
  return (request, response) => {
    if (!answered(request, response)) application(request, response);
  };
}

function createApplication(options: ServerOptions): Express {
  const application = express();
  application
    .disable('x-powered-by')
    .disable('etag')
    .set('query parser', false)
    .set('trust proxy', options.trustedProxies ?? 0);
  application.use(requestLog(options.logger), securityHeaders(options.baseUrl), allowOrigins(options));
  application.use((request, response, next) => {
    response.setHeader('x-request-id', requestIdOf(request));
    next();
  });
  application.use(compressed());
  application.use(fixedRoutes(options));
  for (const route of options.routes)
    if (!isFixed(route)) application.all(route.path, answerWith(route, options));
  application.use((request, response) => {
    measure(options.metrics, 'none', request, response);
    throw new ProblemError('not-found', 'There is nothing at this address.');
  });
  application.use(
    (error: unknown, request: express.Request, response: express.Response, next: express.NextFunction) => {
      if (response.headersSent) next(error);
      else fail(options, error, request, response);
    },
  );
  return application;
}

/** Compression costs something for each answer, also where it does nothing in the end. */
function compressed(): express.RequestHandler {
  const compress: express.RequestHandler = compression({
    // The library does not know N-Triples, N-Quads and TriG for text.
    filter: (request, response) =>
      rdfMediaType(String(response.getHeader('content-type'))) !== undefined ||
      compression.filter(request, response),
  });
  return (request, response, next) => {
    if (request.headers['accept-encoding'] === undefined) next();
    else compress(request, response, next);
  };
}

/** Whether a path has no parameters, so that it is one address. */
function isFixed({ path }: Route): boolean {
  return !/[:*{]/.test(path);
}

/** Routes without parameters, found by their address at once: the router tries each route before the right one. */
function fixedRoutes(options: ServerOptions): express.RequestHandler {
  const answers = new Map(
    options.routes.filter(isFixed).map((route) => [route.path.toLowerCase(), answerWith(route, options)]),
  );
  return (request, response, next) => {
    // As the router has it: capitals and a slash at the end make no other address.
    const path = request.path.toLowerCase();
    const answer = answers.get(path) ?? answers.get(path.replace(/\/$/, ''));
    if (answer) answer(request, response, next);
    else next();
  };
}

function answerWith(route: Route, options: ServerOptions): express.RequestHandler {
  return (request, response) => {
    measure(options.metrics, route.path, request, response);
    void dispatch(route, options, request, response);
  };
}

function measure(
  metrics: HttpMetrics,
  route: string,
  request: express.Request,
  response: express.Response,
): void {
  const begun = performance.now();
  response.once('finish', () => {
    const labels = { method: request.method, route, status: response.statusCode };
    metrics.observe(labels, (performance.now() - begun) / 1000);
  });
}

/** What helmet sets is the same for every answer, so it is worked out once and not by a dozen functions each time. */
function securityHeaders(baseUrl: string): express.RequestHandler {
  const headers = headersSetBy((request, response) => {
    helmetFor(baseUrl)(request, response, () => undefined);
  });
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}

/** What every answer has where pages of all origins may read it. */
function usualHeaders(options: ServerOptions): ReadonlyMap<string, string> {
  const secure = helmetFor(options.baseUrl);
  const open = allowOrigins(options);
  return headersSetBy((request, response) => {
    secure(request, response, () => undefined);
    void open(request as express.Request, response as express.Response, () => undefined);
  });
}

function headersSetBy(
  work: (request: IncomingMessage, response: ServerResponse) => void,
): ReadonlyMap<string, string> {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  const response = new ServerResponse(request);
  work(request, response);
  return new Map(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}

function helmetFor(baseUrl: string): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    // Open data: pages of others may read what CORS allows them to.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: baseUrl.startsWith('https:'),
  });
}

function allowOrigins({ corsOrigins, routes }: ServerOptions): express.RequestHandler {
  const methods = [...new Set(['GET', 'HEAD', ...routes.flatMap((route) => Object.keys(route.methods))])];
  return cors({
    origin: corsOrigins === '*' ? '*' : [...corsOrigins],
    methods,
    exposedHeaders: ['Location', 'Content-Location', 'ETag', 'Link', 'Allow', 'Retry-After', 'X-Request-Id'],
    maxAge: 86_400,
    preflightContinue: true,
  });
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_TIMEOUT);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
