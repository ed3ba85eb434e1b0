import type { Datasets } from './datasets.js';
import type { Behaviour, Decision } from './delivery.js';
import type { Participant } from './participants.js';
import { whyNotPermitted } from './policy.js';
import type { Negotiation, Process, ProcessStore, Transfer } from './process.js';
import { whyNotInForce } from './agreements.js';
import { isSamePolicy } from './same-policy.js';
import { PULL } from './protocol.js';
import { isResumed } from './states.js';

/** Milliseconds before a move by ourselves. */
const PAUSE = 50;

/** What decides on moves. */
export interface BehaviourParts {
  /** What we are called. */
  readonly id: string;
  readonly store: ProcessStore;
  readonly datasets: Datasets;
  readonly participant: (id: string) => Participant | undefined;
  readonly now: () => Date;
}

/**
 * What we do by ourselves. As provider: agree to our own terms, answer other terms with ours once, finalise, start. As
 * consumer: accept and verify what is as we asked for. Everything else is for a person.
 */
export function createBehaviour(parts: BehaviourParts): Behaviour {
  return {
    pause: PAUSE,
    next: (process) => {
      if (process.kind === 'transfer') return nextInTransfer(parts, process);
      return process.role === 'provider' ? nextAsProvider(parts, process) : nextAsConsumer(parts, process);
    },
  };
}

function nextAsProvider(parts: BehaviourParts, negotiation: Negotiation): Decision | undefined {
  switch (negotiation.state) {
    case 'REQUESTED':
      return answerTo(parts, negotiation);
    case 'ACCEPTED':
      return answerTo(parts, negotiation);
    case 'VERIFIED':
      return { move: 'finalize' };
    default:
      return undefined;
  }
}

function answerTo(parts: BehaviourParts, negotiation: Negotiation): Decision {
  const { dataset: id, offer: asked, participant } = negotiation;
  const dataset = parts.datasets.find(id);
  const reason = dataset && whyNot(parts, participant, dataset.offer);
  if (!dataset || reason !== undefined)
    return { move: 'terminate', reason: reason ?? 'The dataset is no longer offered.' };
  if (isSamePolicy(asked, dataset.offer)) return { move: 'agree', change: { source: dataset.source } };
  const hasOffered = negotiation.steps.some(({ role, move }) => role === 'provider' && move === 'offer');
  if (hasOffered || negotiation.state === 'ACCEPTED')
    return { move: 'terminate', reason: 'These are not the terms on which the dataset is offered.' };
  const offer = { ...dataset.offer, '@type': 'Offer' as const, target: dataset.id };
  return { move: 'offer', change: { offer } };
}

function whyNot(
  { participant, now }: BehaviourParts,
  id: string,
  offer: Negotiation['offer'] | object,
): string | undefined {
  const known = participant(id);
  if (!known) return `${id} is no participant any more.`;
  return whyNotPermitted(offer, { participant: known, now: now(), since: now() });
}

function nextAsConsumer({ id }: BehaviourParts, negotiation: Negotiation): Decision | undefined {
  const { state, offer, agreement, participant, steps } = negotiation;
  // What the provider offers of itself, or in answer to ours, is for a person to accept.
  if (state !== 'AGREED' || !agreement) return undefined;
  const isOurs =
    agreement.assigner === participant &&
    agreement.assignee === id &&
    agreement.target === negotiation.dataset;
  if (isOurs && isSamePolicy(agreement, offer)) return { move: 'verify' };
  return steps.at(-1)?.role === 'provider'
    ? { move: 'terminate', reason: 'The agreement is not what was offered.' }
    : undefined;
}

function nextInTransfer(parts: BehaviourParts, transfer: Transfer): Decision | undefined {
  if (transfer.role === 'consumer') return undefined;
  const reason = whyNotInForce(parts, transfer);
  if (transfer.state === 'REQUESTED')
    return reason === undefined ? { move: 'start' } : { move: 'terminate', reason };
  const needsToken = transfer.state === 'STARTED' && transfer.format === PULL && isResumed(transfer.steps);
  if (!needsToken) return undefined;
  return reason === undefined ? { move: 'start' } : { move: 'terminate', reason };
}

/** Whether a process waits for a person on our side. */
export function waitsForPerson({ kind, role, state, fault }: Process): boolean {
  return fault !== undefined || (kind === 'negotiation' && role === 'consumer' && state === 'OFFERED');
}
