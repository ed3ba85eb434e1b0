import {
  addressProperty,
  sourcePath,
  waitsForPerson,
  type KeptAgreement,
  type OfferedDataset,
  type Participant,
  type Process,
} from '../../dataspace/index.js';

/** An offer, for those who manage it. */
export function shownOffer(baseUrl: string, dataset: OfferedDataset): object {
  const { id, title, source, offer, formats } = dataset;
  return {
    name: id.slice(id.lastIndexOf('/') + 1),
    dataset: id,
    title,
    ...(source ? { source: baseUrl + sourcePath(source) } : {}),
    formats,
    policy: offer,
  };
}

/** A participant; its keys are for machines. */
export function shownParticipant({ keys, ...participant }: Participant): object {
  return { ...participant, keys: typeof keys === 'string' ? keys : 'given' };
}

/** An agreement, with whether it is in force as far as revoking goes. */
export function shownAgreement({ agreement, role, participant, revoked }: KeptAgreement): object {
  return {
    id: agreement['@id'],
    role,
    participant,
    dataset: agreement.target,
    made: agreement.timestamp,
    ...(revoked === undefined ? {} : { revoked }),
    policy: agreement,
  };
}

/** A negotiation or a transfer, without the token of a transfer. */
export function shownProcess(process: Process): object {
  const { kind, pid, peerPid, role, participant, state, steps, fault, outgoing } = process;
  return {
    pid,
    peerPid,
    kind,
    role,
    participant,
    state,
    ...(kind === 'negotiation'
      ? {
          dataset: process.dataset,
          offer: process.offer,
          ...(process.agreement ? { agreement: process.agreement['@id'] } : {}),
        }
      : {
          agreement: process.agreement,
          format: process.format,
          ...(process.register === undefined ? {} : { register: process.register }),
          ...(process.dataAddress?.endpoint === undefined ? {} : { endpoint: process.dataAddress.endpoint }),
        }),
    steps,
    waitsForPerson: waitsForPerson(process),
    ...(fault === undefined ? {} : { fault }),
    ...(outgoing === undefined
      ? {}
      : {
          sending: {
            move: outgoing.move,
            attempts: outgoing.attempts,
            next: new Date(outgoing.due).toISOString(),
          },
        }),
  };
}

/** Where the data of a transfer is fetched and with what, for whoever fetches it. */
export function shownAddress(process: Process): object | undefined {
  if (process.kind !== 'transfer' || process.role !== 'consumer' || !process.dataAddress) return undefined;
  const { endpoint } = process.dataAddress;
  return {
    endpoint: endpoint ?? addressProperty(process.dataAddress, 'endpoint'),
    authorization: addressProperty(process.dataAddress, 'authorization'),
  };
}
