import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import cors from 'cors';
import helmet from 'helmet';
import type { Route, Site } from './reply.js';

/** What the header fields of all answers depend on. */
export interface FieldOptions extends Site {
  readonly routes: readonly Route[];
  readonly corsOrigins: '*' | readonly string[];
}

/**
 * Gives the header fields that an answer has whatever it is, as name, value, name, value…; what depends on the request is
 * set on the response.
 */
export type AnswerFields = (request: IncomingMessage, response: ServerResponse) => readonly string[];

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Works out what is the same for every answer once, and not by a dozen functions each time. */
export function answerFields(options: FieldOptions): AnswerFields {
  const open = allowOrigins(options);
  const secure = fieldsSetBy(helmetFor(options.baseUrl));
  const usual = [...secure, ...fieldsSetBy(open)];
  return (request, response) => {
    if (options.corsOrigins === '*' && request.method !== 'OPTIONS') return usual;
    open(request, response, () => undefined);
    return secure;
  };
}

function fieldsSetBy(work: Middleware): string[] {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  const response = new ServerResponse(request);
  work(request, response, () => undefined);
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)]);
}

function helmetFor(baseUrl: string): Middleware {
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

function allowOrigins({ corsOrigins, routes }: FieldOptions): Middleware {
  const methods = [...new Set(['GET', 'HEAD', ...routes.flatMap((route) => Object.keys(route.methods))])];
  const allow = cors<IncomingMessage & { method: string }>({
    origin: corsOrigins === '*' ? '*' : [...corsOrigins],
    methods,
    exposedHeaders: ['Location', 'Content-Location', 'ETag', 'Link', 'Allow', 'Retry-After', 'X-Request-Id'],
    maxAge: 86_400,
    preflightContinue: true,
  });
  return (request, response, next) => {
    allow(request as IncomingMessage & { method: string }, response, next);
  };
}
