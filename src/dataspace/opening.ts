import { timingSafeEqual } from 'node:crypto';
import { ProblemError } from '../problem.js';
import { whyNotInForce, type ForceParts } from './agreements.js';
import type { DataSource } from './datasets.js';
import type { Participant } from './participants.js';
import { hashOf } from './preparation.js';
import { readAgreement, readProcess, type KeptAgreement, type Transfer } from './process.js';

/** Data that an agreement opens. */
export interface OpenedData {
  readonly transfer: Transfer;
  readonly agreement: KeptAgreement;
  readonly source: DataSource;
  readonly participant: Participant;
}

/**
 * What the token of a transfer opens now.
 * @throws ProblemError `unauthenticated` without token, `agreement-not-in-force` where it opens nothing (any more)
 */
export function openData(parts: ForceParts, pid: string, token: string | undefined): OpenedData {
  if (token === undefined || token === '')
    throw new ProblemError(
      'unauthenticated',
      'Send the token of the transfer: "Authorization: Bearer", a space and the token.',
    );
  const closed = (detail: string): ProblemError => new ProblemError('agreement-not-in-force', detail);
  const transfer = readProcess(parts.store, 'transfer', pid);
  const hash = hashOf(token);
  const isOurs = [transfer?.tokenHash, transfer?.formerTokenHash].some(
    (known) => known !== undefined && isEqual(known, hash),
  );
  if (!transfer || !isOurs)
    throw closed('The token is not that of this transfer, or another one has taken its place.');
  if (transfer.state !== 'STARTED') throw closed(`The transfer is ${transfer.state}.`);
  const reason = whyNotInForce(parts, transfer);
  if (reason !== undefined) throw closed(reason);
  const agreement = readAgreement(parts.store, transfer.agreement);
  const participant = parts.participant(transfer.participant);
  const source = agreement?.source;
  if (!agreement || !participant || !source) throw closed('There was nothing to open when it was agreed.');
  return { transfer, agreement, source, participant };
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
