import { isSafeIri } from '../rdf/nquads.js';
import type { Change } from '../store/graph-store.js';
import { ProblemError } from '../problem.js';
import type { DataSource, Datasets } from './datasets.js';
import type { Participant } from './participants.js';
import { whyNotPermitted } from './policy.js';
import { policyLines } from './policy-lines.js';
import {
  agreementRecord,
  readAgreement,
  type Actor,
  type KeptAgreement,
  type Negotiation,
  type ProcessStore,
  type Transfer,
} from './process.js';
import { lineWriter } from '../rdf/line-writer.js';
import { prov, xsd } from '../rdf/namespaces.js';

/** IRI of the graph with an agreement. */
export function agreementGraph(baseUrl: string, id: string): string {
  return `${baseUrl}/graph/data-agreement/${encodeURIComponent(id.split(/[/:]/).at(-1) ?? id)}`;
}

/** What comes with an agreement that is finalised: its record, and ODRL in a graph of its own that everyone may query. */
export function agreementChange(
  { baseUrl, datasets }: { readonly baseUrl: string; readonly datasets: Datasets },
  { agreement, role, participant }: Negotiation,
): Pick<Change, 'insert' | 'keep'> {
  if (!agreement) throw new Error('A negotiation was finalised without agreement.');
  const source = role === 'provider' ? datasets.find(agreement.target)?.source : undefined;
  const kept: KeptAgreement = { agreement, role, participant, ...(source === undefined ? {} : { source }) };
  const graph = agreementGraph(baseUrl, agreement['@id']);
  return {
    keep: [agreementRecord(kept)],
    insert: policyLines(graph, agreementIri(baseUrl, agreement['@id']), agreement),
  };
}

/** Others name agreements as they like; what is no IRI gets one. */
function agreementIri(baseUrl: string, id: string): string {
  return isSafeIri(id) ? id : `${baseUrl}/id/data-agreement/${encodeURIComponent(id)}`;
}

/** What tells whether an agreement is in force. */
export interface ForceParts {
  readonly store: ProcessStore;
  readonly participant: (id: string) => Participant | undefined;
  readonly now: () => Date;
}

/** Why the agreement of a transfer does not let its data be used now; `undefined` where it does. */
export function whyNotInForce(
  parts: ForceParts,
  { agreement: id, participant: other }: Transfer,
): string | undefined {
  const kept = readAgreement(parts.store, id);
  const participant = parts.participant(other);
  if (!kept || !participant || kept.participant !== other) return 'There is no such agreement.';
  if (kept.revoked !== undefined) return `The agreement was revoked on ${kept.revoked}.`;
  const since = new Date(kept.agreement.timestamp ?? 0);
  const reason = whyNotPermitted(kept.agreement, { participant, now: parts.now(), since });
  return reason === undefined ? undefined : `The agreement does not permit it: ${reason}.`;
}

/**
 * Revokes an agreement of ours at once and for good; the tokens of its transfers open nothing any more.
 * @throws ProblemError `not-found`
 */
export async function revokeAgreement(
  store: ProcessStore,
  id: string,
  change: { readonly actor: Actor; readonly now: Date; readonly baseUrl: string },
): Promise<KeptAgreement> {
  const kept = readAgreement(store, id);
  if (kept?.role !== 'provider')
    throw new ProblemError('not-found', `We gave no agreement "${id.slice(0, 200)}".`);
  if (kept.revoked !== undefined) return kept;
  const revoked = { ...kept, revoked: change.now.toISOString() };
  const iri = agreementIri(change.baseUrl, id);
  const line = lineWriter(agreementGraph(change.baseUrl, id)).literal(
    iri,
    prov('invalidatedAtTime'),
    revoked.revoked,
    xsd('dateTime'),
  );
  await store.commit({
    agent: change.actor.agent,
    reason: 'Data agreement revoked',
    insert: [line],
    keep: [agreementRecord(revoked), ...(change.actor.keep ?? [])],
  });
  return revoked;
}

/** What an agreement of ours opens. */
export function sourceOf({ agreement, source }: KeptAgreement, datasets: Datasets): DataSource | undefined {
  return source ?? datasets.find(agreement.target)?.source;
}
