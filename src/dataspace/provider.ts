import { ProblemError } from '../problem.js';
import { whyNotInForce, type ForceParts } from './agreements.js';
import { distributionId, serviceId, type Datasets, type OfferedDataset } from './datasets.js';
import { checkedMessage } from './messages.js';
import type { Participant } from './participants.js';
import { whyNotPermitted } from './policy.js';
import {
  pidOfPeer,
  readAgreement,
  readProcess,
  type KeptAgreement,
  type Process,
  type Transfer,
} from './process.js';
import type { Processes } from './processes.js';
import { PULL, PUSH } from './protocol.js';
import type { MessageOf } from './schemas.js';
import type { Kind } from './states.js';

/** What a provider answers with. */
export interface ProviderParts extends ForceParts {
  /** What we are called. */
  readonly id: string;
  readonly datasets: Datasets;
  readonly processes: Processes;
  readonly newId: () => string;
  /** Where we speak the protocol. */
  readonly address: string;
  /** Refuses an address that the operator did not allow for a participant. @throws ProblemError */
  readonly checkAddress: (participant: Participant, address: string) => void;
}

/** The provider's side, as far as it begins something. */
export interface Provider {
  /** What a participant may agree upon (section 6). @throws ProblemError `invalid-body` for a filter */
  catalogue(participant: Participant, filter?: readonly unknown[]): object;
  /** @throws ProblemError `not-found` */
  dataset(participant: Participant, id: string): object;
  /** Begins a negotiation, or gives the one that this very request began. @throws ProblemError */
  requestContract(participant: Participant, request: MessageOf<'ContractRequestMessage'>): Promise<Process>;
  /** Begins a transfer, or gives the one that this very request began. @throws ProblemError */
  requestTransfer(participant: Participant, request: MessageOf<'TransferRequestMessage'>): Promise<Process>;
}

export function createProvider(parts: ProviderParts): Provider {
  const service = serviceId(parts.address);
  return {
    catalogue: (participant, filter = []) => {
      if (filter.length > 0)
        throw new ProblemError(
          'invalid-body',
          'No filter is supported here; send none, and choose from all.',
        );
      const datasets = parts.datasets.all().filter((one) => isVisible(parts, participant, one));
      return checkedMessage('Catalog', {
        '@id': `${parts.address}/catalog`,
        participantId: parts.id,
        service: [{ '@id': service, '@type': 'DataService', endpointURL: parts.address }],
        ...(datasets.length > 0 ? { dataset: datasets.map((one) => datasetJson(one, service)) } : {}),
      });
    },
    dataset: (participant, id) => {
      const dataset = parts.datasets.find(id);
      if (!dataset || !isVisible(parts, participant, dataset))
        throw new ProblemError(
          'not-found',
          `There is no dataset "${id.slice(0, 200)}" for ${participant.id}.`,
        );
      const described = { '@id': service, '@type': 'DataService', endpointURL: parts.address };
      return checkedMessage('Dataset', datasetJson(dataset, described));
    },
    requestContract: (participant, request) => requestContract(parts, participant, request),
    requestTransfer: (participant, request) => requestTransfer(parts, participant, request),
  };
}

function datasetJson(dataset: OfferedDataset, accessService: string | object): object {
  const { id, title, offer, formats } = dataset;
  return {
    '@id': id,
    '@type': 'Dataset',
    ...(title === undefined
      ? {}
      : {
          title: Object.entries(title).map(([language, text]) => ({ '@language': language, '@value': text })),
        }),
    hasPolicy: [offer],
    distribution: formats.map((format) => ({
      '@id': distributionId(dataset, format),
      '@type': 'Distribution',
      format,
      accessService,
    })),
  };
}

function isVisible({ now }: ProviderParts, participant: Participant, { offer }: OfferedDataset): boolean {
  return whyNotPermitted(offer, { participant, now: now(), since: now() }) === undefined;
}

/** The process that the same request began before: a message may come twice (section 7.2.4 and 8.2.2). */
function begunBefore(
  { store }: ProviderParts,
  kind: Kind,
  participant: Participant,
  request: { readonly consumerPid: string },
): Process | undefined {
  const pid = pidOfPeer(store, {
    kind,
    role: 'provider',
    participant: participant.id,
    peerPid: request.consumerPid,
  });
  return pid === undefined ? undefined : readProcess(store, kind, pid);
}

function usedBefore(kind: Kind, consumerPid: string): ProblemError {
  return new ProblemError(
    'illegal-transition',
    `The consumerPid "${consumerPid.slice(0, 100)}" is of another ${kind}; take a new one.`,
  );
}

function requestContract(
  parts: ProviderParts,
  participant: Participant,
  { consumerPid, offer, callbackAddress = '' }: MessageOf<'ContractRequestMessage'>,
): Promise<Process> {
  const before = begunBefore(parts, 'negotiation', participant, { consumerPid });
  if (before?.kind === 'negotiation') {
    const isSame =
      before.steps.length > 0 &&
      before.address === trimmed(callbackAddress) &&
      before.offer['@id'] === offer['@id'];
    if (!isSame) throw usedBefore('negotiation', consumerPid);
    return Promise.resolve(before);
  }
  parts.checkAddress(participant, callbackAddress);
  const dataset = datasetAsked(parts, participant, offer);
  return parts.processes.begin({
    kind: 'negotiation',
    pid: parts.newId(),
    peerPid: consumerPid,
    role: 'provider',
    participant: participant.id,
    address: trimmed(callbackAddress),
    state: 'REQUESTED',
    steps: [{ time: parts.now().toISOString(), role: 'consumer', move: 'request' }],
    dataset: dataset.id,
    offer,
  });
}

/** @throws ProblemError `invalid-body` where it is not offered to this participant */
function datasetAsked(
  parts: ProviderParts,
  participant: Participant,
  offer: MessageOf<'ContractRequestMessage'>['offer'],
): OfferedDataset {
  const dataset =
    offer.target === undefined
      ? parts.datasets.all().find((one) => one.offer['@id'] === offer['@id'])
      : parts.datasets.find(offer.target);
  if (dataset && isVisible(parts, participant, dataset)) return dataset;
  throw new ProblemError(
    'invalid-body',
    `There is no offer "${offer['@id'].slice(0, 200)}" of a dataset "${(offer.target ?? '').slice(0, 200)}" for ${participant.id}; the catalogue lists what there is.`,
  );
}

function requestTransfer(
  parts: ProviderParts,
  participant: Participant,
  { consumerPid, agreementId, format, callbackAddress, dataAddress }: MessageOf<'TransferRequestMessage'>,
): Promise<Process> {
  const before = begunBefore(parts, 'transfer', participant, { consumerPid });
  if (before?.kind === 'transfer') {
    if (before.agreement !== agreementId || before.format !== format)
      throw usedBefore('transfer', consumerPid);
    return Promise.resolve(before);
  }
  parts.checkAddress(participant, callbackAddress);
  const transfer: Transfer = {
    kind: 'transfer',
    pid: parts.newId(),
    peerPid: consumerPid,
    role: 'provider',
    participant: participant.id,
    address: trimmed(callbackAddress),
    state: 'REQUESTED',
    steps: [{ time: parts.now().toISOString(), role: 'consumer', move: 'request' }],
    agreement: agreementId,
    format,
    ...(dataAddress === undefined ? {} : { dataAddress }),
  };
  checkTransfer(parts, participant, transfer);
  return parts.processes.begin(transfer);
}

/** @throws ProblemError `invalid-body` for a way of transfer that does not fit, or an agreement that opens nothing */
function checkTransfer(parts: ProviderParts, participant: Participant, transfer: Transfer): void {
  const { agreement, format, dataAddress } = transfer;
  const kept = readAgreement(parts.store, agreement);
  const wrong = (detail: string): ProblemError => new ProblemError('invalid-body', detail);
  if (kept?.role !== 'provider' || kept.participant !== participant.id)
    throw wrong(`There is no agreement "${agreement.slice(0, 200)}" with ${participant.id}.`);
  const reason = whyNotInForce(parts, transfer);
  if (reason !== undefined) throw wrong(reason);
  const formats = formatsOf(parts, kept);
  if (!formats.includes(format))
    throw wrong(
      `"${format.slice(0, 100)}" is no way in which this dataset is transferred; these are: ${formats.join(', ') || 'none'}.`,
    );
  if (format === PULL && dataAddress !== undefined) throw wrong(`With ${PULL}, send no dataAddress.`);
  if (format === PUSH) checkTarget(parts, participant, dataAddress?.endpoint);
}

function checkTarget({ checkAddress }: ProviderParts, participant: Participant, endpoint?: string): void {
  if (endpoint === undefined)
    throw new ProblemError('invalid-body', `With ${PUSH}, send a dataAddress with an endpoint.`);
  checkAddress(participant, endpoint);
}

/** An agreement outlives the offer. */
function formatsOf({ datasets }: ProviderParts, { agreement, source }: KeptAgreement): readonly string[] {
  return datasets.find(agreement.target)?.formats ?? (source ? [PULL, PUSH] : []);
}

function trimmed(address: string): string {
  return address.replace(/\/+$/, '');
}
