import type { Reply } from '../http/reply.js';

/** An answer at an address that is a secret: nobody keeps it, and nobody is told where a reader came from. */
export function secretReply(reply: Reply): Reply {
  const privately = {
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
    'referrer-policy': 'no-referrer',
  };
  return { ...reply, headers: { ...reply.headers, ...privately } };
}
