import { doneRecord } from '../../access/index.js';
import type { Actor, DataSource, Dataspace, Offers, Participant } from '../../dataspace/index.js';
import { ProblemError } from '../../problem.js';
import type { RequestContext } from '../http/reply.js';

/** What the routes work with. */
export interface ManagementOptions {
  readonly baseUrl: string;
  readonly dataspace: Dataspace;
  readonly offers: Offers;
  /** Whether there is such a stream or query. @throws ProblemError where the query does not take its parameters */
  readonly sourceExists: (source: DataSource) => boolean;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Who asks, with the line of the audit log that goes with what is done. @throws ProblemError `unauthenticated`, `forbidden` */
export async function actorOf(
  { now }: ManagementOptions,
  context: RequestContext,
  reason: string,
): Promise<Actor> {
  const action = 'dataspace.manage';
  const { id } = await context.authorise(action);
  const { requestId } = context;
  const entry = { time: now().toISOString(), action, client: id, reason, requestId };
  return { agent: id, keep: [doneRecord(entry, requestId)] };
}

/** @throws ProblemError `not-found` */
export function participantIn({ dataspace }: ManagementOptions, id: string): Participant {
  const found = dataspace.participants.find((one) => one.id === id);
  if (found) return found;
  const known = dataspace.participants.map((one) => one.id).join(', ');
  throw new ProblemError(
    'not-found',
    `There is no participant "${id.slice(0, 200)}"; there are: ${known || 'none'}.`,
  );
}
