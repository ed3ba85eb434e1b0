import { ProblemError } from '../problem.js';
import type { Negotiation, Process, Transfer } from './process.js';
import { message } from './protocol.js';
import { schemas, type MessageType } from './schemas.js';
import { otherSide, type Move, type Role } from './states.js';

/** The address below which our callbacks are, and what else messages need to know of us. */
export interface Sender {
  /** Where we speak the protocol. */
  readonly address: string;
}

/** Both numbers of a process, by the side whose they are. */
export function pidsOf({ role, pid, peerPid = '' }: Pick<Process, 'role' | 'pid' | 'peerPid'>): {
  readonly providerPid: string;
  readonly consumerPid: string;
} {
  return role === 'provider'
    ? { providerPid: pid, consumerPid: peerPid }
    : { providerPid: peerPid, consumerPid: pid };
}

/** A message with the path, below the other side's address, that takes it (HTTPS binding, tables of endpoints). */
export interface AddressedMessage {
  readonly path: string;
  readonly body: object;
}

/**
 * The message by which we tell the other side of a move of ours.
 * @param process as it is after the move
 */
export function messageFor(
  process: Process,
  move: Move,
  { sender, reason }: { readonly sender: Sender; readonly reason?: string | undefined },
): AddressedMessage {
  return process.kind === 'negotiation'
    ? negotiationMessage(process, move, sender, reason)
    : transferMessage(process, move, sender, reason);
}

function negotiationMessage(
  negotiation: Negotiation,
  move: Move,
  sender: Sender,
  reason?: string,
): AddressedMessage {
  const { peerPid, offer, agreement } = negotiation;
  const pids = pidsOf(negotiation);
  const below = `/negotiations/${encodeURIComponent(peerPid ?? '')}`;
  switch (move) {
    case 'request':
      return peerPid === undefined
        ? checked('/negotiations/request', 'ContractRequestMessage', {
            consumerPid: pids.consumerPid,
            offer,
            callbackAddress: sender.address,
          })
        : checked(`${below}/request`, 'ContractRequestMessage', { ...pids, offer });
    case 'offer':
      return checked(`${below}/offers`, 'ContractOfferMessage', { ...pids, offer });
    case 'accept':
      return checked(`${below}/events`, 'ContractNegotiationEventMessage', {
        ...pids,
        eventType: 'ACCEPTED',
      });
    case 'agree':
      return checked(`${below}/agreement`, 'ContractAgreementMessage', { ...pids, agreement });
    case 'verify':
      return checked(`${below}/agreement/verification`, 'ContractAgreementVerificationMessage', pids);
    case 'finalize':
      return checked(`${below}/events`, 'ContractNegotiationEventMessage', {
        ...pids,
        eventType: 'FINALIZED',
      });
    default:
      return checked(`${below}/termination`, 'ContractNegotiationTerminationMessage', {
        ...pids,
        ...because(reason),
      });
  }
}

function transferMessage(transfer: Transfer, move: Move, sender: Sender, reason?: string): AddressedMessage {
  const { peerPid, agreement, format, dataAddress } = transfer;
  const pids = pidsOf(transfer);
  const below = `/transfers/${encodeURIComponent(peerPid ?? '')}`;
  const isProvider = transfer.role === 'provider';
  switch (move) {
    case 'request':
      return checked('/transfers/request', 'TransferRequestMessage', {
        consumerPid: pids.consumerPid,
        agreementId: agreement,
        format,
        ...(dataAddress === undefined ? {} : { dataAddress }),
        callbackAddress: sender.address,
      });
    case 'start':
      return checked(`${below}/start`, 'TransferStartMessage', {
        ...pids,
        ...(isProvider && dataAddress !== undefined && format.endsWith('PULL') ? { dataAddress } : {}),
      });
    case 'suspend':
      return checked(`${below}/suspension`, 'TransferSuspensionMessage', { ...pids, ...because(reason) });
    case 'complete':
      return checked(`${below}/completion`, 'TransferCompletionMessage', pids);
    default:
      return checked(`${below}/termination`, 'TransferTerminationMessage', { ...pids, ...because(reason) });
  }
}

function because(reason: string | undefined): object {
  return reason === undefined ? {} : { reason: [reason] };
}

/** What leaves us is held to the same schemas as what comes in. */
function checked(path: string, type: MessageType, content: object): AddressedMessage {
  return { path, body: checkedMessage(type, content) };
}

/** A message of a type. @throws Error where it does not meet its own schema, which is a fault of ours */
export function checkedMessage(type: MessageType, content: object): object {
  const body = message(type, content);
  const parsed = schemas[type].safeParse(body);
  if (!parsed.success) throw new Error(`A ${type} of ours is wrong: ${parsed.error.message}`);
  return body;
}

/** How the state of a process is told (ContractNegotiation, TransferProcess). */
export function stateMessage(process: Process): object {
  const type = process.kind === 'negotiation' ? 'ContractNegotiation' : 'TransferProcess';
  return checkedMessage(type, { ...pidsOf(process), state: process.state });
}

/**
 * Refuses a message that names other numbers than those of the process it was sent to.
 * @throws ProblemError `invalid-body`
 */
export function checkPids(process: Process, given: { providerPid?: unknown; consumerPid?: unknown }): void {
  const expected = pidsOf(process);
  for (const side of ['provider', 'consumer'] as const satisfies readonly Role[]) {
    const name = `${side}Pid` as const;
    const isKnown = side === process.role || process.peerPid !== undefined;
    if (given[name] === undefined || !isKnown || given[name] === expected[name]) continue;
    throw new ProblemError(
      'invalid-body',
      `"${name}" is not that of this ${process.kind}; send ${name} and ${otherSide(side)}Pid as they were given.`,
    );
  }
}
