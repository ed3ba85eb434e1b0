/** The reporter's own pages, at the address of the secret link; programs get the same as JSON. */
import type { Route } from '../http/reply.js';
import { eraseByForm } from './erase.js';
import { showFollowed, type FollowOptions } from './follow-page.js';
import { followerCommand } from './follower-command.js';
import { chooseNotices, deleteNotices, putNotices, showNotices } from './notices.js';
export type { FollowOptions } from './follow-page.js';
import { askUnsubscribe, unsubscribe } from './unsubscribe.js';
import { withWayBack } from './way-back.js';

/** `/follow/{token}` and what is below it; what takes any command comes last. */
export function followRoutes(options: FollowOptions): Route[] {
  return [
    {
      path: '/follow/:token/unsubscribe',
      methods: {
        GET: (request) => askUnsubscribe(options, request),
        POST: (request, context) => unsubscribe(options, request, context),
      },
    },
    {
      path: '/follow/:token/notices',
      methods: {
        GET: (request) => showNotices(options, request),
        PUT: (request, context) => putNotices(options, request, context),
        POST: withWayBack(options, (request, context) => chooseNotices(options, request, context)),
        DELETE: (request, context) => deleteNotices(options, request, context),
      },
    },
    {
      path: '/follow/:token/erase',
      methods: { POST: withWayBack(options, (request, context) => eraseByForm(options, request, context)) },
    },
    { path: '/follow/:token', methods: { GET: (request) => showFollowed(options, request) } },
    {
      path: '/follow/:token/:command',
      methods: {
        POST: withWayBack(options, (request, context) => followerCommand(options, request, context)),
      },
    },
  ];
}
