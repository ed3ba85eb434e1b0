import { doneRecord, type Action } from '../../access/index.js';
import type { KeptRecord } from '../../store/graph-store.js';
import type { RequestContext } from '../http/reply.js';

/** The record of something that was done, for the audit log. @param done.client IRI of who did it */
export function audited(
  { now }: { readonly now: () => Date },
  { requestId }: RequestContext,
  done: { readonly client: string; readonly action: Action; readonly reason: string },
): KeptRecord {
  return doneRecord({ time: now().toISOString(), ...done, requestId }, requestId);
}
