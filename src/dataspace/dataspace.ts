import { OutgoingError } from '../outgoing/index.js';
import { ProblemError } from '../problem.js';
import { createTransferAccess, isSaid, type TransferAccess } from './access.js';
import { agreementChange, revokeAgreement } from './agreements.js';
import { createBehaviour } from './behaviour.js';
import { createConsumer, type Consumer } from './consumer.js';
import { sourcePath, type Datasets } from './datasets.js';
import { createDelivery, type Behaviour } from './delivery.js';
import { startExpiry } from './expiry.js';
import { createTokenIdentity, type ParticipantIdentity } from './identity.js';
import type { Participant } from './participants.js';
import { createDoors, createPeers, type Peers } from './peers.js';
import { openData, type OpenedData } from './opening.js';
import { prepare } from './preparation.js';
import {
  listAgreements,
  listProcesses,
  readAgreement,
  readProcess,
  type Actor,
  type KeptAgreement,
  type Negotiation,
  type Process,
  type ProcessStore,
} from './process.js';
import { createProcesses, type Prepared, type Processes } from './processes.js';
import { DSP_PATH } from './protocol.js';
import { createProvider, type Provider } from './provider.js';
import { startPushing, type PushedData } from './push.js';
import { stateAfter, type Kind, type Move } from './states.js';
import { createWatch, type Watch } from './watch.js';

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
  /** Whether everybody may read what registers hold. */
  readonly isOpen: boolean;
  readonly now: () => Date;
  readonly newId: () => string;
  /** What we do by ourselves; by default as `createBehaviour` says. */
  readonly behaviour?: Behaviour | undefined;
  readonly onFailure: (error: unknown) => void;
  /** Told of each change of a process. */
  readonly onChanged?: ((process: Process) => void) | undefined;
  /** What is sent to consumers that want it sent. */
  readonly data?: PushedData | undefined;
}

/** Milliseconds that a move of a person waits for the message about the one before. */
const PATIENCE = 10_000;

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
  /** The way to data of others. */
  readonly access: TransferAccess;
  read<K extends Kind>(kind: K, pid: string): Extract<Process, { kind: K }> | undefined;
  list<K extends Kind>(kind: K): Extract<Process, { kind: K }>[];
  agreements(): KeptAgreement[];
  /** @throws ProblemError `not-found` */
  revoke(id: string, actor: Actor): Promise<KeptAgreement>;
  /** Makes a move for a person. @throws ProblemError `not-found`, `illegal-transition` */
  act(
    kind: Kind,
    pid: string,
    move: Move,
    options?: { readonly reason?: string | undefined; readonly actor?: Actor | undefined },
  ): Promise<Process>;
  /**
   * What a token opens now.
   * @throws ProblemError `unauthenticated` without token, `agreement-not-in-force` where it opens nothing (any more)
   */
  open(pid: string, token: string | undefined): OpenedData;
  close(): Promise<void>;
}

export function createDataspace(options: DataspaceOptions): Dataspace {
  const { store, baseUrl, id, participants, datasets, now, newId } = options;
  const participant = (wanted: string) => participants.find((one) => one.id === wanted);
  const doors = createDoors(options.allowPrivate);
  const identity = createTokenIdentity({ store, id, participants, now, outgoingTo: doors.outgoingTo });
  const peers = createPeers(doors, identity);
  const address = baseUrl + DSP_PATH;
  const behaviour = options.behaviour ?? createBehaviour({ ...options, participant });
  const processes = createProcesses({
    ...options,
    agent: `${baseUrl}/id/agent/service`,
    sender: { address },
    prepare: preparation(options),
    onFinalised: (negotiation: Negotiation) => agreementChange(options, negotiation),
    onChanged: (process) => {
      delivery.wake(process.kind, process.pid);
      pushing.changed(process);
      expiry.changed(process);
      watch.changed(process);
      options.onChanged?.(process);
    },
  });
  const watch = createWatch(store);
  const delivery = createDelivery({
    ...options,
    processes: () => processes,
    peers,
    behaviour,
    participant,
  });
  const force = { store, participant, now };
  const pushing = startPushing({ ...options, ...force, peers, processes: () => processes });
  const expiry = startExpiry({ ...options, ...force, processes: () => processes });
  const checkAddress = addressCheck(doors);
  delivery.wakeAll();
  return {
    id,
    address,
    identity,
    participants,
    peers,
    provider: createProvider({ ...force, id, datasets, processes, newId, address, checkAddress }),
    consumer: createConsumer({ ...options, peers, processes, datasets, checkAddress }),
    processes,
    datasets,
    read: (kind, pid) => readProcess(store, kind, pid),
    list: (kind) => listProcesses(store, kind),
    agreements: () => listAgreements(store),
    revoke: (agreement, actor) => revokeAndEnd({ store, processes, baseUrl, now }, agreement, actor),
    access: createTransferAccess({ store, processes, watch }),
    act: actInTurn(processes, watch),
    open: (pid, token) => openData(force, pid, token),
    close: async () => {
      await expiry.close();
      await pushing.close();
      await delivery.close();
      await peers.close();
    },
  };
}

/** A person need not wait until the other side knows of the step before; an end may come whenever. */
function actInTurn(processes: Processes, watch: Watch): Dataspace['act'] {
  return async (kind, pid, move, acting) => {
    if (move !== 'terminate') await watch.until(kind, pid, isSaid, PATIENCE);
    return processes.act(kind, pid, move, acting);
  };
}

/** Revokes an agreement and ends what still runs under it, which tells the other side. */
async function revokeAndEnd(
  parts: {
    readonly store: ProcessStore;
    readonly processes: Processes;
    readonly baseUrl: string;
    readonly now: () => Date;
  },
  id: string,
  actor: Actor,
): Promise<KeptAgreement> {
  const { store, processes, baseUrl, now } = parts;
  const revoked = await revokeAgreement(store, id, { actor, now: now(), baseUrl });
  const running = listProcesses(store, 'transfer').filter(
    ({ role, agreement, state }) =>
      role === 'provider' &&
      agreement === revoked.agreement['@id'] &&
      stateAfter('transfer', state, 'provider', 'terminate') !== undefined,
  );
  for (const { pid } of running)
    await processes.act('transfer', pid, 'terminate', { reason: 'The agreement is revoked.', actor });
  return revoked;
}

function preparation(options: DataspaceOptions): (process: Process, move: Move) => Prepared {
  const dataPath = (agreement: string): string => dataPathOf(options, agreement);
  return (process, move) => prepare({ ...options, dataPath }, process, move);
}

/** Refuses addresses that the operator did not allow for a participant. What it gives throws ProblemError `invalid-body`. */
function addressCheck(doors: Pick<Peers, 'outgoingTo'>): (participant: Participant, url: string) => void {
  return (participant, url) => {
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
  };
}

function dataPathOf({ store }: DataspaceOptions, agreement: string): string {
  const source = readAgreement(store, agreement)?.source;
  return source ? sourcePath(source) : '';
}
