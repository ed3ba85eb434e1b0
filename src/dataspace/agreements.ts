import { createHash } from 'node:crypto';
import { isSafeIri } from '../rdf/nquads.js';
import type { Change } from '../store/graph-store.js';
import { ProblemError } from '../problem.js';
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
import type { Role } from './states.js';
import { lineWriter } from '../rdf/line-writer.js';
import { prov, xsd } from '../rdf/namespaces.js';

/** Characters of an id that are taken of others: it is kept as the key of a record. */
const LONGEST_ID = 300;

/** Under what name an agreement is in the graph. */
interface Naming {
  readonly baseUrl: string;
  /** The side that we are on. */
  readonly role: Role;
  /** Id of the other participant. */
  readonly participant: string;
  readonly id: string;
}

/**
 * Last part of the IRIs of an agreement and its graph: of ours its number; of those of others a digest, since they name
 * agreements as they like, and could choose the number of one that another participant has.
 */
function localName({ role, participant, id }: Naming): string {
  if (role === 'provider') return encodeURIComponent(id.split(/[/:]/).at(-1) ?? id);
  return createHash('sha256')
    .update(JSON.stringify([participant, id]))
    .digest('hex');
}

/** IRI of the graph with an agreement. */
function agreementGraph(naming: Naming): string {
  return `${naming.baseUrl}/graph/data-agreement/${localName(naming)}`;
}

/** What an agreement is called in its graph: its id, where that is an IRI. */
function agreementIri(naming: Naming): string {
  const { baseUrl, id } = naming;
  return isSafeIri(id) ? id : `${baseUrl}/id/data-agreement/${localName(naming)}`;
}

/**
 * Refuses an agreement of another participant under an id that is not its own to give: one of ours, or that of an agreement
 * that there is, whose record and terms it would take the place of.
 * @throws ProblemError `invalid-body`
 */
export function checkAgreementId(
  { store, baseUrl }: { readonly store: Pick<ProcessStore, 'readRecord'>; readonly baseUrl: string },
  id: string,
): void {
  const refuse = (why: string): ProblemError =>
    new ProblemError('invalid-body', `The agreement cannot be called "${id.slice(0, 200)}": ${why}.`);
  if (id.length > LONGEST_ID) throw refuse(`its @id is longer than ${String(LONGEST_ID)} characters`);
  if (id === baseUrl || id.startsWith(`${baseUrl}/`)) throw refuse('that is below our own address');
  if (readAgreement(store, id)) throw refuse('there is an agreement with this @id already');
}

/**
 * What comes with an agreement that is finalised: its record, and ODRL in a graph of its own that everyone may query.
 * @throws ProblemError `invalid-body` as `checkAgreementId`
 */
export function agreementChange(
  parts: { readonly store: ProcessStore; readonly baseUrl: string },
  { agreement, role, participant, source }: Negotiation,
): Pick<Change, 'insert' | 'keep'> {
  if (!agreement) throw new Error('A negotiation was finalised without agreement.');
  const { baseUrl } = parts;
  // Another negotiation may have brought the same id since this one was agreed.
  if (role === 'consumer') checkAgreementId(parts, agreement['@id']);
  const kept: KeptAgreement = { agreement, role, participant, ...(source === undefined ? {} : { source }) };
  const naming = { baseUrl, role, participant, id: agreement['@id'] };
  return {
    keep: [agreementRecord(kept)],
    insert: policyLines(agreementGraph(naming), agreementIri(naming), agreement),
  };
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
  const naming = { baseUrl: change.baseUrl, role: kept.role, participant: kept.participant, id };
  const line = lineWriter(agreementGraph(naming)).literal(
    agreementIri(naming),
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
