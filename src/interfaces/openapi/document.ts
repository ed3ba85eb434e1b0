import { z } from 'zod';
import { rightsTo, type Action } from '../../access/index.js';
import { problemTypes } from '../../problem.js';
import { PROBLEM_JSON } from '../http/problems.js';
import type { Method, Route, Site } from '../http/reply.js';

/** A body that an address takes; the very schema that checks it. */
export type Bodies = Readonly<Record<string, z.ZodType>>;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly object[];
  readonly requestBody?: object;
  readonly responses: object;
  readonly security?: readonly object[];
}

/** An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1). */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly [member: string]: unknown;
}

/**
 * Describes the addresses there are, from the table of routes and the schemas that check their bodies.
 * @param bodies `POST /keys` → schema; an address with `:command` stands for one address for each command that has one
 */
export function describeApi(
  site: Site,
  routes: readonly Route[],
  bodies: Bodies,
  version: string,
): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes.flatMap((each) => withCommands(each, bodies)))
    for (const method of Object.keys(route.methods) as Method[]) {
      const path = templateOf(route.path);
      (paths[path] ??= {})[method.toLowerCase()] = operationOf(route, method, path, bodies);
    }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Wegwijzer',
      version,
      summary: 'Who fixes this?',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: site.baseUrl }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key or an access token (JWT).' },
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
      schemas: { Problem: problemSchema(site) },
    },
  };
}

/** One address for each command, since each takes a body of its own. */
function withCommands(route: Route, bodies: Bodies): Route[] {
  if (!route.path.endsWith('/:command')) return [route];
  const start = `POST ${route.path.replace(':command', '')}`;
  return Object.keys(bodies)
    .filter((name) => name.startsWith(start))
    .map((name) => ({ ...route, path: name.slice('POST '.length) }));
}

/** `/doc/:type/*key` → `/doc/{type}/{key}` */
function templateOf(path: string): string {
  return path.replace(/[:*](\w+)/g, '{$1}');
}

function operationOf(route: Route, method: Method, path: string, bodies: Bodies): Operation {
  const schema = bodies[`${method} ${route.path}`];
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const { requires } = route;
  return {
    operationId: `${method.toLowerCase()}${path.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: `${method} ${path}`,
    tags: [/^\/([\w-]+)/.exec(path)?.[1] ?? 'start'],
    parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...(schema ? { requestBody: bodyOf(schema) } : {}),
    responses: {
      '2XX': { description: 'Done.' },
      default: {
        description: 'A problem (RFC 9457).',
        content: { [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    ...(requires === undefined ? {} : { security: securityOf(requires) }),
  };
}

function bodyOf(schema: z.ZodType): object {
  const content = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { required: true, content: { 'application/json': { schema: content } } };
}

/** `{}` says that it goes without, too. */
function securityOf(action: Action): object[] {
  const keys = [{ bearer: [] }, { key: [] }];
  return rightsTo(action).anonymous === undefined ? keys : [{}, ...keys];
}

function problemSchema({ baseUrl }: Site): object {
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'detail'],
    properties: {
      type: { enum: Object.keys(problemTypes).map((name) => `${baseUrl}/problem/${name}`) },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      requestId: { type: 'string' },
      errors: { type: 'array' },
    },
  };
}
