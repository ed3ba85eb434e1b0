/** The reporter's own pages, at the address of the secret link. */
import type { Route } from '../http/reply.js';
import { askUnsubscribe, unsubscribe, type UnsubscribeOptions } from './unsubscribe.js';

/** `/follow/{token}/…`. */
export function followRoutes(options: UnsubscribeOptions): Route[] {
  return [
    {
      path: '/follow/:token/unsubscribe',
      methods: {
        GET: (request) => askUnsubscribe(options, request),
        POST: (request, context) => unsubscribe(options, request, context),
      },
    },
  ];
}
