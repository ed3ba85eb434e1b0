import { ProblemError } from '../../problem.js';
import { followerOf, type Follower } from '../../reports/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { HttpRequest, Site } from '../http/reply.js';

type LinkOptions = Site & { readonly store: Pick<GraphStore, 'readRecord'> };

/** Whose link an address holds. @throws ProblemError `not-found` */
export function followerAt({ store, baseUrl }: LinkOptions, { params }: HttpRequest): Follower {
  const follower = followerOf(store, baseUrl, params.token ?? '');
  if (follower) return follower;
  throw new ProblemError(
    'not-found',
    'This link follows nothing: it was copied in part, or what it followed is erased.',
  );
}

/** The report of a reporter's own link. @throws ProblemError `not-found` also where the link only looks on */
export function reporterAt(options: LinkOptions, request: HttpRequest): string {
  const { report, kind } = followerAt(options, request);
  if (kind === 'reporter') return report;
  throw new ProblemError('not-found', 'This is no link of a reporter: it only looks on.');
}
