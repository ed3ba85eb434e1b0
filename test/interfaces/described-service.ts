import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { OpenApiDocument, Operation } from '#wegwijzer/interfaces/openapi/document.js';
import type { TestService } from './service.js';

/** A request to an address of the description, with what stands in its path. */
export interface DescribedRequest {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON where it is no text, bytes or form. */
  readonly body?: object | string | Uint8Array<ArrayBuffer> | FormData;
  /** A key. */
  readonly as?: string | undefined;
  /** Media type to ask for. */
  readonly accept?: string;
}

/** Asks as the description says, and holds what comes to what it promises. */
export interface DescribedService {
  /** @param operation such as `GET /kpi` @throws where anything is not as described */
  ask(operation: string, status: number, request?: DescribedRequest): Promise<string>;
  /** Operations that were asked with a good answer. */
  readonly asked: ReadonlySet<string>;
}

interface Described {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
  readonly $ref?: string;
}

/** Wraps a service in its own description. */
export function describedService(service: TestService, document: OpenApiDocument): DescribedService {
  const { schemas, responses } = document.components as {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, Described>>;
  };
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'https://example.org/api', components: { schemas: closed(schemas) } });
  const asked = new Set<string>();
  const isDescribed = (answer: Described, mediaType: string, body: string): void => {
    expect(Object.keys(answer.content ?? {})).toContain(mediaType);
    const { schema } = answer.content?.[mediaType] ?? {};
    if (!schema || !mediaType.endsWith('json')) return;
    const validate = ajv.compile(closed(absolute(schema)) as object);
    const isValid = validate(JSON.parse(body));
    expect(isValid, `${JSON.stringify(validate.errors, undefined, 1)} in ${body.slice(0, 3000)}`).toBe(true);
  };
  const promised = (operation: Operation, status: number): Described => {
    const found = operation.responses[String(status)] as Described | undefined;
    const answer = found?.$ref === undefined ? found : responses[found.$ref.split('/').at(-1) ?? ''];
    if (!answer) throw new Error(`${operation.operationId} does not say that it answers ${String(status)}.`);
    return answer;
  };
  return {
    asked,
    ask: async (key, status, request = {}) => {
      const [method = '', template = ''] = key.split(' ');
      const operation = document.paths[template]?.[method.toLowerCase()];
      if (!operation) throw new Error(`${key} is not described.`);
      const response = await send(service, { method, template, operation }, request);
      const text = await response.text();
      expect(response.status, `${key}: ${text}`).toBe(status);
      const answer = promised(operation, status);
      const mediaType = response.headers.get('content-type')?.split(';', 1)[0] ?? 'none';
      if (text !== '') isDescribed(answer, mediaType, text);
      if (status < 400) asked.add(key);
      return text;
    },
  };
}

/** Operations at some paths that were never asked with a good answer. */
export function notAsked(
  { paths }: OpenApiDocument,
  { asked }: DescribedService,
  isMeant: (path: string) => boolean,
): string[] {
  return Object.entries(paths)
    .filter(([path]) => isMeant(path))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .filter((operation) => !asked.has(operation));
}

async function send(
  service: TestService,
  asked: { readonly method: string; readonly template: string; readonly operation: Operation },
  { path = {}, query = {}, headers = {}, body, as, accept = 'application/json, */*;q=0.1' }: DescribedRequest,
): Promise<Response> {
  const { method, template, operation } = asked;
  const known = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  expect(known).toEqual(expect.arrayContaining(Object.keys(query)));
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    // As clients do that are made from a description.
    encodeURIComponent(path[name] ?? `no-${name}`),
  );
  const search = new URLSearchParams(query).toString();
  const isJson = typeof body === 'object' && !(body instanceof Uint8Array) && !(body instanceof FormData);
  return service.get(
    search === '' ? filled : `${filled}?${search}`,
    {
      accept,
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
      ...headers,
    },
    { method, ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }) },
  );
}

/** Answers may get more members; these must not have any that nobody described. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const all = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closed(value)]));
  return 'properties' in part && 'type' in part && !('additionalProperties' in part)
    ? { ...all, additionalProperties: false }
    : all;
}

function absolute(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(absolute);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) =>
      name === '$ref' ? [name, `https://example.org/api${String(value)}`] : [name, absolute(value)],
    ),
  );
}
