/** Keys, for administrators, and the audit log, for auditors. */
import { z } from 'zod';
import {
  createKey,
  listKeys,
  readAudit,
  revokeKey,
  ROLES,
  type Client,
  type KeyStore,
} from '../../access/index.js';
import { ProblemError } from '../../problem.js';
import { absoluteIri, readJsonBody } from '../http/json-body.js';
import {
  jsonReply,
  uncached,
  type HttpRequest,
  type Reply,
  type RequestContext,
  type Route,
} from '../http/reply.js';

/** Entries of the audit log in one answer. */
const MOST_ENTRIES = 1000;

/** The body of `POST /keys`. */
export const keyRequest = z
  .strictObject({
    name: z.string().min(1).max(200).meta({ description: 'What the key is for, for people.' }),
    roles: z.array(z.enum(ROLES)).min(1),
    organisation: absoluteIri
      .optional()
      .meta({ description: 'The organisation or unit that a manager acts for.' }),
    areas: z.array(absoluteIri).optional().meta({ description: 'The areas that a dispatcher acts for.' }),
    expires: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ id: 'KeyRequest' });

/** What the routes work with. */
export interface AccessApiOptions {
  readonly store: KeyStore;
  readonly now: () => Date;
}

/** `GET` and `POST /keys`, `DELETE /keys/{id}`, `GET /audit`. */
export function accessRoutes(options: AccessApiOptions): Route[] {
  const { store, now } = options;
  return [
    {
      path: '/keys',
      requires: 'keys.manage',
      methods: {
        GET: () => uncached(jsonReply({ keys: listKeys(store) })),
        POST: (request, context) => create(options, request, context),
      },
    },
    {
      path: '/keys/:id',
      requires: 'keys.manage',
      methods: {
        DELETE: async ({ params }, context) => {
          const change = changeBy(await context.authorise('keys.manage'), now(), context);
          return uncached(jsonReply(await revokeKey(store, params.id ?? '', change)));
        },
      },
    },
    {
      path: '/audit',
      requires: 'audit.read',
      methods: { GET: ({ query }) => uncached(jsonReply({ entries: readAudit(store, limitOf(query)) })) },
    },
  ];
}

async function create(
  { store, now }: AccessApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { name, roles, organisation, areas, expires } = await readJsonBody(request, keyRequest);
  const made = await createKey(
    store,
    {
      name,
      roles,
      ...(organisation === undefined ? {} : { organisation }),
      ...(areas === undefined ? {} : { areas }),
      ...(expires === undefined ? {} : { expires }),
    },
    changeBy(await context.authorise('keys.manage'), now(), context),
  );
  return uncached(jsonReply(made, { status: 201 }));
}

function changeBy(
  { id }: Client,
  now: Date,
  { requestId }: RequestContext,
): { agent: string; now: Date; requestId: string } {
  return { agent: id, now, requestId };
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit') ?? '100';
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST_ENTRIES) return limit;
  throw new ProblemError('invalid-parameter', `"limit" must be a number from 1 to ${String(MOST_ENTRIES)}.`, {
    parameter: 'limit',
    example: '100',
  });
}
