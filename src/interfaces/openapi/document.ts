import type { z } from 'zod';
import { rightsTo, type Action } from '../../access/index.js';
import type { Method, Route, Site } from '../http/reply.js';
import { contentOf, jsonSchema, type NamedSchemas } from './json-schema.js';
import type { Answer, Contents, Described, Operations } from './operation.js';
import { problemAnswers, problemSchema, problemsOf } from './problems.js';

/** One method at one address, as OpenAPI writes it. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: object };
  readonly responses: Readonly<Record<string, object>>;
  readonly security?: readonly object[];
}

/** A parameter of a path, a query or a header. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: object;
}

/** An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1). */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly [member: string]: unknown;
}

/** What is gathered while operations are described. */
interface Gathering {
  readonly schemas: NamedSchemas;
  readonly responses: Record<string, object>;
}

const INFO = {
  title: 'Wegwijzer',
  summary: 'Who fixes this?',
  description:
    'Every address that takes GET takes HEAD too, and every address answers OPTIONS. Errors are problem documents (RFC 9457).',
  license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
};

/**
 * Describes the addresses there are, from the table of routes and what the rooms say of them. An address with
 * `:command` stands for one address for each command that is described; a test fails where a route has no description.
 */
export function describeApi(
  site: Site,
  routes: readonly Route[],
  operations: Operations,
  version: string,
): OpenApiDocument {
  const gathering: Gathering = { schemas: {}, responses: {} };
  jsonSchema(problemSchema(site), gathering.schemas);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes.flatMap((each) => withCommands(each, routes, operations)))
    for (const method of Object.keys(route.methods) as Method[]) {
      const described = operations[`${method} ${route.path}`];
      if (!described) continue;
      for (const path of described.addresses ?? [templateOf(route.path)])
        (paths[path] ??= {})[method.toLowerCase()] = operationOf(
          { route, method, path },
          described,
          gathering,
        );
    }
  return {
    openapi: '3.1.1',
    info: { ...INFO, version },
    servers: [{ url: site.baseUrl }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key or an access token (JWT).' },
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
      ...gathering,
    },
  };
}

/** One address for each command, since each takes a body of its own. */
function withCommands(route: Route, routes: readonly Route[], operations: Operations): Route[] {
  if (!route.path.endsWith('/:command')) return [route];
  const start = `POST ${route.path.replace(':command', '')}`;
  return Object.keys(operations)
    .map((key) => key.slice('POST '.length))
    .filter((path) => `POST ${path}`.startsWith(start) && !path.slice(start.length - 5).includes('/'))
    .filter((path) => !routes.some((other) => other.path === path))
    .map((path) => ({ ...route, path }));
}

/** `/doc/report/:id` → `/doc/report/{id}` */
function templateOf(path: string): string {
  return path.replace(/[:*](\w+)/g, '{$1}');
}

function operationOf(
  { route, method, path }: { readonly route: Route; readonly method: Method; readonly path: string },
  described: Described,
  gathering: Gathering,
): Operation {
  const { schemas, responses } = gathering;
  const { summary, description, body, answers, action = route.requires } = described;
  return {
    operationId: `${method.toLowerCase()}${path.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [/^\/([\w-]+)/.exec(path)?.[1] ?? 'start'],
    parameters: [...pathParameters(path, described), ...otherParameters(described, schemas)],
    ...(body ? { requestBody: { required: isRequired(body), content: contentOf(body, schemas) } } : {}),
    responses: {
      ...problemAnswers(problemsOf(route, method, described), responses),
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, schemas)]),
      ),
    },
    ...securityOf(path, action),
  };
}

/** An empty body of JSON is read as `{}`, which is enough where nothing has to be said. */
function isRequired(body: Contents): boolean {
  const json = body['application/json'];
  return json === undefined || json === 'text' || json === 'bytes' || !json.safeParse({}).success;
}

function pathParameters(path: string, { path: parts = {} }: Described): Parameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...(parts[name] === undefined ? {} : { description: parts[name] }),
    schema: { type: 'string' },
  }));
}

function otherParameters({ query, headers }: Described, gathered: NamedSchemas): Parameter[] {
  return [
    { in: 'query' as const, object: query },
    { in: 'header' as const, object: headers },
  ].flatMap(({ in: place, object }) =>
    Object.entries(object?.shape ?? {}).map(([name, field]): Parameter => {
      const schema = field as z.ZodType;
      const { description } = schema;
      return {
        name,
        in: place,
        required: !schema.safeParse(undefined).success,
        ...(description === undefined ? {} : { description }),
        schema: jsonSchema(schema, gathered),
      };
    }),
  );
}

function answerOf({ description, content, headers = {} }: Answer, gathered: NamedSchemas): object {
  const fields = Object.entries(headers).map(([name, says]) => [
    name,
    { description: says, schema: { type: 'string' } },
  ]);
  return {
    description,
    ...(fields.length > 0 ? { headers: Object.fromEntries(fields) as object } : {}),
    ...(content ? { content: contentOf(content, gathered) } : {}),
  };
}

/** `{}` says that it goes without, too; a secret in the address is all that it takes. */
function securityOf(path: string, action: Action | undefined): Pick<Operation, 'security'> {
  if (path.includes('{token}')) return { security: [{}] };
  if (action === undefined) return {};
  const keys = [{ bearer: [] }, { key: [] }];
  return { security: rightsTo(action).anonymous === undefined ? keys : [{}, ...keys] };
}
