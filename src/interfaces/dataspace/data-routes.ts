/** Data under agreement: the very answers of the streams and the saved queries, opened by the token of a transfer. */
import type { Action, Client } from '../../access/index.js';
import { DATA_PATH, sourcePath, type Dataspace, type OpenedData } from '../../dataspace/index.js';
import { ProblemError } from '../../problem.js';
import type { Handler, HttpRequest, Reply, RequestContext, Route } from '../http/reply.js';

/** What gives the data. */
export interface DataRoutesOptions {
  readonly dataspace: Dataspace;
  /** Answers what is below `/ldes`. */
  readonly stream: Handler;
  /** Answers `/queries/{name}`. */
  readonly query: Handler;
  /** Whether everybody may read, so that shared caches may keep what is opened. */
  readonly isOpen: boolean;
}

/** `/dsp/data/{pid}/…`: after the number of the transfer comes the address that the data has here. */
export function dataRoutes(options: DataRoutesOptions): Route[] {
  return [
    {
      path: `${DATA_PATH}/:pid/*path`,
      methods: { GET: (request, context) => answer(options, request, context) },
    },
  ];
}

/** What the agreement opens; a refusal is audited, with the address and without the token. */
async function answer(
  options: DataRoutesOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  try {
    return await openedAnswer(options, request, context);
  } catch (error) {
    const isRefusal = error instanceof ProblemError && (error.status === 401 || error.status === 403);
    if (isRefusal)
      await context.refused({
        outcome: error.status === 401 ? 'unauthenticated' : 'forbidden',
        action: 'dataspace.data',
        reason: `${request.path.slice(0, 300)}: ${error.message}`,
      });
    throw error;
  }
}

async function openedAnswer(
  options: DataRoutesOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const opened = options.dataspace.open(request.params.pid ?? '', tokenIn(request));
  const [, path = ''] = /^\/dsp\/data\/[^/]+(\/.*)$/.exec(request.path) ?? [];
  const headers = withoutToken(request.headers);
  const mountedAt = request.path.slice(0, -path.length);
  const inner = innerRequest(opened, { ...request, path, mountedAt, headers });
  const handler = opened.source.kind === 'stream' ? options.stream : options.query;
  const open = (): OpenedData => options.dataspace.open(opened.transfer.pid, tokenIn(request));
  return kept(options, await handler(inner, contextOf(open, context)));
}

function withoutToken(headers: HttpRequest['headers']): HttpRequest['headers'] {
  const shown = ['authorization', 'x-api-key'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !shown.includes(name)));
}

/** The token alone or as bearer token, or where a connector is set to send a key (RFC 6750, section 2.1). */
function tokenIn({ headers }: HttpRequest): string | undefined {
  const key = headers['x-api-key'];
  const given = headers.authorization ?? (typeof key === 'string' ? key : undefined);
  return given?.replace(/^bearer +/i, '').trim();
}

/** The request as it would be for the open data. @throws ProblemError `agreement-not-in-force` for anything else */
function innerRequest({ source }: OpenedData, request: HttpRequest): HttpRequest {
  const { path } = request;
  const [own = ''] = sourcePath(source).split('?');
  const isWithin = path === own || (source.kind === 'stream' && path.startsWith(`${own}/`));
  if (!isWithin) throw closed(`The agreement opens ${own}, and not ${path.slice(0, 300)}.`);
  if (source.kind === 'stream') return request;
  const query = new URLSearchParams(request.query);
  for (const [name, value] of Object.entries(source.parameters)) {
    if (query.getAll(name).some((given) => given !== value))
      throw closed(`The agreement opens the query with "${name}" as ${value} alone.`);
    query.set(name, value);
  }
  return { ...request, params: { name: source.name }, query };
}

function closed(detail: string): ProblemError {
  return new ProblemError('agreement-not-in-force', detail);
}

/**
 * What the agreement opens, the participant may read, whoever else may; and nothing more. It is looked at anew each time,
 * since events are sent for as long as it holds.
 */
function contextOf(open: () => OpenedData, context: RequestContext): RequestContext {
  return {
    requestId: context.requestId,
    refused: (attempt) => context.refused(attempt),
    get signal() {
      return context.signal;
    },
    authorise: (action: Action) =>
      new Promise((resolve) => {
        if (action !== 'public.read' && action !== 'restricted-stream.read')
          throw new ProblemError('forbidden', `An agreement does not let anyone do "${action}".`);
        resolve(clientOf(open()));
      }),
  };
}

function clientOf({ participant: { id, name = id } }: OpenedData): Client {
  return {
    id: `urn:wegwijzer:participant:${encodeURIComponent(id)}`,
    name,
    anonymous: false,
    roles: new Set(),
  };
}

/** Data that is not for everybody is not for shared caches, whatever the answer says. */
function kept({ isOpen }: DataRoutesOptions, reply: Reply): Reply {
  if (isOpen) return reply;
  const control = reply.headers?.['cache-control'] ?? 'no-cache';
  const own = /\b(?:private|no-store)\b/.test(control) ? control : `private, ${control}`;
  return { ...reply, headers: { ...reply.headers, 'cache-control': own } };
}
