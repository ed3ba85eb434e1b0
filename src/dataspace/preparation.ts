import { createHash, randomBytes } from 'node:crypto';
import type { Datasets } from './datasets.js';
import type { Negotiation, Process, Transfer } from './process.js';
import type { Prepared } from './processes.js';
import { rulesOf } from './policy.js';
import type { Agreement } from './policy-schema.js';
import { dataAddress } from './data-address.js';
import { DATA_PATH, PULL } from './protocol.js';
import { isResumed, type Move } from './states.js';

/** Bytes of chance in a token that opens data. */
const TOKEN_BYTES = 32;

/** What moves are prepared with. */
export interface PreparationParts {
  /** What we are called. */
  readonly id: string;
  readonly baseUrl: string;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly datasets: Datasets;
  /** What data of an agreement is called below the address where it is fetched. */
  readonly dataPath: (agreement: string) => string;
}

/** Fills in what a move of ours needs: agreeing an agreement, starting a token. */
export function prepare(parts: PreparationParts, process: Process, move: Move): Prepared {
  if (process.kind === 'negotiation' && move === 'agree') {
    // What is opened is that on whose terms it was decided, even where the offer has changed since.
    const source = process.source ?? parts.datasets.find(process.dataset)?.source;
    const kept = {
      ...process,
      agreement: agreementOf(parts, process),
      ...(source === undefined ? {} : { source }),
    };
    return { kept, told: kept };
  }
  if (process.kind === 'transfer' && move === 'start' && process.role === 'provider')
    return started(parts, process);
  return { kept: process, told: process };
}

/** The agreement to the last offer: the very rules of it, as connectors compare them. */
function agreementOf({ id, baseUrl, now, newId }: PreparationParts, negotiation: Negotiation): Agreement {
  const { offer, dataset, participant } = negotiation;
  return {
    '@id': `${baseUrl}/id/data-agreement/${newId()}`,
    '@type': 'Agreement',
    target: dataset,
    assigner: id,
    assignee: participant,
    timestamp: now().toISOString(),
    ...rulesOf(offer),
  };
}

/** A transfer that starts, or starts again: with a new token, of which only the hash is kept. */
function started(parts: PreparationParts, transfer: Transfer): Prepared {
  if (transfer.format !== PULL) return { kept: transfer, told: transfer };
  const token = `wwd_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  const former = isResumed(transfer.steps.slice(0, -1)) ? transfer.tokenHash : undefined;
  const kept = {
    ...transfer,
    tokenHash: hashOf(token),
    ...(former === undefined ? {} : { formerTokenHash: former }),
  };
  const endpoint = `${parts.baseUrl}${DATA_PATH}/${transfer.pid}${parts.dataPath(transfer.agreement)}`;
  return { kept, told: { ...kept, dataAddress: dataAddress(endpoint, token) } };
}

/** SHA-256 of a token, base64: it has too much chance in it to need more. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
