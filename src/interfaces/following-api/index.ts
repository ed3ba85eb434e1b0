/** The event streams of others that registers follow, and their members in quarantine. */
import { z } from 'zod';
import type { Following } from '../../following/index.js';
import { readJsonBody } from '../http/json-body.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext, type Route } from '../http/reply.js';

const members = z.array(z.string()).min(1).max(1000);

/** What to do with members in quarantine. */
export const quarantineRequest = z.union([
  z.strictObject({ retry: z.union([z.literal('all'), members]) }),
  z.strictObject({ drop: members }),
]);

/** What these addresses work with. */
export interface FollowingRoutesOptions {
  readonly following: Following;
}

/** `GET /follows`, `DELETE /follows/{register}`, `GET` and `POST /follows/{register}/quarantine`, for those who load registers. */
export function followingRoutes({ following }: FollowingRoutesOptions): Route[] {
  return [
    {
      path: '/follows',
      methods: {
        GET: async (_request, context) => {
          await context.authorise('register.load');
          return jsonReply({ follows: following.list() });
        },
      },
    },
    {
      path: '/follows/:name',
      methods: {
        DELETE: async ({ params }, context) => {
          await context.authorise('register.load');
          await following.forget(params.name ?? '');
          return { status: 204 };
        },
      },
    },
    {
      path: '/follows/:name/quarantine',
      methods: {
        GET: async ({ params }, context) => {
          await context.authorise('register.load');
          return jsonReply({ members: following.refused(params.name ?? '') });
        },
        POST: (request, context) => review(following, request, context),
      },
    },
  ];
}

/** Tries members again, or forgets them: `{"retry": "all"}`, `{"retry": […]}` or `{"drop": […]}`. */
async function review(following: Following, request: HttpRequest, context: RequestContext): Promise<Reply> {
  await context.authorise('register.load');
  const { name = '' } = request.params;
  const asked = await readJsonBody(request, quarantineRequest);
  if ('drop' in asked) return jsonReply({ dropped: await following.drop(name, asked.drop) });
  return jsonReply(await following.retry(name, asked.retry === 'all' ? undefined : asked.retry));
}
