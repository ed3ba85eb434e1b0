import type { GraphStore, KeptRecord } from '../store/graph-store.js';
import type { DataSource } from './datasets.js';
import type { Agreement, MessageOffer } from './policy-schema.js';
import type { DataAddress } from './schemas.js';
import type { Kind, Move, NegotiationState, Role, TransferState } from './states.js';

/** Something that one of both sides did. */
export interface Step {
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly role: Role;
  readonly move: Move;
  /** What the other side gave as reason, or why a move of ours was refused. */
  readonly reason?: string;
}

/** A message of ours that the other side has not confirmed yet. */
export interface OutgoingMessage {
  readonly move: Move;
  /** Where it goes, below the address of the other side. */
  readonly path: string;
  readonly body: object;
  readonly attempts: number;
  /** When to try, in milliseconds since 1970. */
  readonly due: number;
}

/** What a negotiation and a transfer have in common. */
interface ProcessBase {
  /** Our number of it. */
  readonly pid: string;
  /** The other side's number; unknown until it answered. */
  readonly peerPid?: string;
  /** The side that we are on. */
  readonly role: Role;
  /** Id of the other participant. */
  readonly participant: string;
  /** Where messages to the other side go. */
  readonly address: string;
  readonly steps: readonly Step[];
  readonly outgoing?: OutgoingMessage;
  /** Why nothing goes on by itself: the other side refused our message, or could not be reached. */
  readonly fault?: string;
}

/** The way to an agreement about one dataset. */
export interface Negotiation extends ProcessBase {
  readonly kind: 'negotiation';
  readonly state: NegotiationState;
  readonly dataset: string;
  /** The last offer of either side. */
  readonly offer: MessageOffer;
  readonly agreement?: Agreement;
  /** What the agreement is to open, a provider's: as it was offered on the terms that were agreed to. */
  readonly source?: DataSource;
}

/** The use of an agreement. */
export interface Transfer extends ProcessBase {
  readonly kind: 'transfer';
  readonly state: TransferState;
  /** Id of the agreement. */
  readonly agreement: string;
  readonly format: string;
  /** Where to send the data, or where we may fetch it. */
  readonly dataAddress?: DataAddress;
  /** SHA-256 of the token that opens the data, base64; a provider's. */
  readonly tokenHash?: string;
  /** That of the token before, which opens the data until the consumer has taken the new one. */
  readonly formerTokenHash?: string;
  /** Name of the register that what we fetch goes into; a consumer's. */
  readonly register?: string;
}

/** A negotiation or a transfer. */
export type Process = Negotiation | Transfer;

/** An agreement in force, or once so. */
export interface KeptAgreement {
  readonly agreement: Agreement;
  /** The side that we are on. */
  readonly role: Role;
  /** Id of the other participant. */
  readonly participant: string;
  /** What it opens, as it was when it was made: offers may change and go, agreements stay. */
  readonly source?: DataSource;
  /** Since when it is revoked, ISO 8601 in UTC. */
  readonly revoked?: string;
}

/** Who asks for something, beside the participants, and what is to be kept with it. */
export interface Actor {
  /** IRI of the agent that the log names. */
  readonly agent: string;
  readonly keep?: readonly KeptRecord[];
}

/** What processes are kept in. */
export type ProcessStore = Pick<GraphStore, 'commit' | 'readRecord' | 'readRecords'>;

const TABLE = 'dataspace';

/** The records of a process: itself, and the way to it from the number that the other side uses. */
export function processRecords(process: Process): KeptRecord[] {
  const { kind, pid, peerPid } = process;
  const record = { table: TABLE, key: `${kind} ${pid}`, value: JSON.stringify(process) } as const;
  if (peerPid === undefined) return [record];
  return [record, { table: TABLE, key: peerKey({ ...process, peerPid }), value: pid }];
}

/** The process with this number, as it is now; in a transaction, as it is there. */
export function readProcess<K extends Kind>(
  store: ProcessStore,
  kind: K,
  pid: string,
): Extract<Process, { kind: K }> | undefined {
  const text = store.readRecord(TABLE, `${kind} ${bounded(pid)}`);
  return text === undefined ? undefined : (JSON.parse(text) as Extract<Process, { kind: K }>);
}

/** What tells a process by the number that the other side gave it; `role` is ours in it. */
export type PeerNumber = Pick<Process, 'kind' | 'role' | 'participant'> & { readonly peerPid: string };

/** Our number of the process that has a number of the other side. */
export function pidOfPeer(store: ProcessStore, number: PeerNumber): string | undefined {
  return store.readRecord(TABLE, peerKey(number));
}

/** All processes of a kind, in no order that means something. */
export function listProcesses<K extends Kind>(store: ProcessStore, kind: K): Extract<Process, { kind: K }>[] {
  return listed(store, kind) as Extract<Process, { kind: K }>[];
}

/** The record of an agreement. */
export function agreementRecord(kept: KeptAgreement): KeptRecord {
  return { table: TABLE, key: `agreement ${kept.agreement['@id']}`, value: JSON.stringify(kept) };
}

/** The agreement with this id; in a transaction, as it is there. */
export function readAgreement(
  store: Pick<ProcessStore, 'readRecord'>,
  id: string,
): KeptAgreement | undefined {
  const text = store.readRecord(TABLE, `agreement ${bounded(id)}`);
  return text === undefined ? undefined : (JSON.parse(text) as KeptAgreement);
}

export function listAgreements(store: ProcessStore): KeptAgreement[] {
  return listed(store, 'agreement') as KeptAgreement[];
}

/** Everything that is kept under keys that begin with a word. */
export function listed(store: Pick<ProcessStore, 'readRecords'>, word: string): unknown[] {
  return [...store.readRecords(TABLE, { start: `${word} `, end: `${word}!` })].map(({ value }): unknown =>
    JSON.parse(value),
  );
}

function peerKey({ kind, role, participant, peerPid }: PeerNumber): string {
  return `${role === 'provider' ? 'peer' : 'peer-provider'} ${kind} ${participant} ${bounded(peerPid)}`;
}

/** Numbers of others may be as long as they like, and keys of the journal may not. */
function bounded(id: string): string {
  return id.slice(0, 500);
}
