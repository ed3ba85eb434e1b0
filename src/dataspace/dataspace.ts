import { timingSafeEqual } from 'node:crypto';
import { OutgoingError } from '../outgoing/index.js';
import { ProblemError } from '../problem.js';
import { agreementChange, revokeAgreement, whyNotInForce } from './agreements.js';
import { createBehaviour } from './behaviour.js';
import { createConsumer, type Consumer } from './consumer.js';
import type { DataSource, Datasets, OfferedDataset } from './datasets.js';
import { createDelivery, type Behaviour } from './delivery.js';
import { createTokenIdentity, type ParticipantIdentity } from './identity.js';
import type { Participant } from './participants.js';
import { createDoors, createPeers, type Peers } from './peers.js';
import { hashOf, prepare } from './preparation.js';
import {
  listAgreements,
  listProcesses,
  readAgreement,
  readProcess,
  type KeptAgreement,
  type Negotiation,
  type Process,
  type ProcessStore,
  type Transfer,
} from './process.js';
import { createProcesses, type Prepared, type Processes } from './processes.js';
import { DSP_PATH } from './protocol.js';
import { createProvider, type Provider } from './provider.js';
import type { Kind, Move } from './states.js';

/** What the data space is taken part in with. */
export interface DataspaceOptions {
  readonly store: ProcessStore;
  readonly baseUrl: string;
  /** What we are called. */
  readonly id: string;
  readonly participants: readonly Participant[];
  readonly datasets: Datasets;
  /** Whether participants on this machine and in private networks may be asked. */
  readonly allowPrivate: boolean;
  readonly now: () => Date;
  readonly newId: () => string;
  /** What we do by ourselves; by default as `createBehaviour` says. */
  readonly behaviour?: Behaviour | undefined;
  readonly onFailure: (error: unknown) => void;
  /** Told of each change of a process. */
  readonly onChanged?: ((process: Process) => void) | undefined;
}

/** Data that an agreement opens. */
export interface OpenedData {
  readonly transfer: Transfer;
  readonly agreement: KeptAgreement;
  readonly source: DataSource;
  readonly participant: Participant;
}

/** Our part in a data space, on both sides. */
export interface Dataspace {
  readonly id: string;
  /** Where we speak the protocol. */
  readonly address: string;
  readonly identity: ParticipantIdentity;
  readonly participants: readonly Participant[];
  readonly peers: Peers;
  readonly provider: Provider;
  readonly consumer: Consumer;
  readonly processes: Processes;
  readonly datasets: Datasets;
  read<K extends Kind>(kind: K, pid: string): Extract<Process, { kind: K }> | undefined;
  list<K extends Kind>(kind: K): Extract<Process, { kind: K }>[];
  agreements(): KeptAgreement[];
  /** @throws ProblemError `not-found` */
  revoke(id: string, agent: string): Promise<KeptAgreement>;
  /** Makes a move for a person. @throws ProblemError `not-found`, `illegal-transition` */
  act(kind: Kind, pid: string, move: Move, reason?: string): Promise<Process>;
  /**
   * What a token opens now.
   * @throws ProblemError `unauthenticated` without token, `agreement-not-in-force` where it opens nothing (any more)
   */
  open(pid: string, token: string | undefined): OpenedData;
  close(): Promise<void>;
}

export function createDataspace(options: DataspaceOptions): Dataspace {
  const { store, baseUrl, id, participants, datasets, now, newId } = options;
  const participant = (wanted: string): Participant | undefined =>
    participants.find((one) => one.id === wanted);
  const doors = createDoors(options.allowPrivate);
  const identity = createTokenIdentity({ store, id, participants, now, outgoingTo: doors.outgoingTo });
  const peers = createPeers(doors, identity);
  const address = baseUrl + DSP_PATH;
  const behaviour = options.behaviour ?? createBehaviour({ id, store, datasets, participant, now });
  const processes = createProcesses({
    store,
    agent: `${baseUrl}/id/agent/service`,
    now,
    sender: { address },
    prepare: preparation(options),
    onFinalised: (negotiation: Negotiation) => agreementChange(baseUrl, negotiation),
    onChanged: (process) => {
      delivery.wake(process.kind, process.pid);
      options.onChanged?.(process);
    },
  });
  const delivery = createDelivery({
    store,
    processes: () => processes,
    peers,
    behaviour,
    now,
    participant,
    onFailure: options.onFailure,
  });
  const force = { store, participant, now };
  const checkAddress = (other: Participant, url: string): void => {
    refuseAddress(doors, other, url);
  };
  delivery.wakeAll();
  return {
    id,
    address,
    identity,
    participants,
    peers,
    provider: createProvider({ ...force, id, datasets, processes, newId, address, checkAddress }),
    consumer: createConsumer({ store, peers, processes, newId, now, checkAddress }),
    processes,
    datasets,
    read: (kind, pid) => readProcess(store, kind, pid),
    list: (kind) => listProcesses(store, kind),
    agreements: () => listAgreements(store),
    revoke: (agreement, by) => revokeAgreement(store, agreement, { agent: by, now: now(), baseUrl }),
    act: (kind, pid, move, reason) => processes.act(kind, pid, move, { reason }),
    open: (pid, token) => openData({ ...force, datasets }, pid, token),
    close: async () => {
      await delivery.close();
      await peers.close();
    },
  };
}

function preparation(options: DataspaceOptions): (process: Process, move: Move) => Prepared {
  const dataPath = (agreement: string): string => dataPathOf(options, agreement);
  return (process, move) => prepare({ ...options, dataPath }, process, move);
}

/** @throws ProblemError `invalid-body` */
function refuseAddress(doors: Pick<Peers, 'outgoingTo'>, participant: Participant, url: string): void {
  try {
    doors.outgoingTo(participant).check(url);
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    throw new ProblemError(
      'invalid-body',
      `${error.message} The operator lists the addresses of ${participant.id}.`,
      {},
      { cause: error },
    );
  }
}

function datasetOf(
  { store, datasets }: Pick<DataspaceOptions, 'store' | 'datasets'>,
  agreement: string,
): OfferedDataset | undefined {
  return datasets.find(readAgreement(store, agreement)?.agreement.target ?? '');
}

function dataPathOf(options: DataspaceOptions, agreement: string): string {
  const source = datasetOf(options, agreement)?.source;
  if (!source) return '';
  return source.kind === 'stream' ? `/ldes/${source.path}` : `/queries/${source.name}`;
}

function openData(
  parts: Parameters<typeof whyNotInForce>[0] & Pick<DataspaceOptions, 'datasets'>,
  pid: string,
  token: string | undefined,
): OpenedData {
  if (token === undefined || token === '')
    throw new ProblemError(
      'unauthenticated',
      'Send the token of the transfer: "Authorization: Bearer", a space and the token.',
    );
  const closed = (detail: string): ProblemError => new ProblemError('agreement-not-in-force', detail);
  const transfer = readProcess(parts.store, 'transfer', pid);
  const isOurs = transfer?.tokenHash !== undefined && isEqual(transfer.tokenHash, hashOf(token));
  if (!transfer || !isOurs)
    throw closed('The token is not that of this transfer, or another one has taken its place.');
  if (transfer.state !== 'STARTED') throw closed(`The transfer is ${transfer.state}.`);
  const reason = whyNotInForce(parts, transfer);
  if (reason !== undefined) throw closed(reason);
  const agreement = readAgreement(parts.store, transfer.agreement);
  const participant = parts.participant(transfer.participant);
  const source = datasetOf(parts, transfer.agreement)?.source;
  if (!agreement || !participant || !source) throw closed('The data is no longer offered.');
  return { transfer, agreement, source, participant };
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
