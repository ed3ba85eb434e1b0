import { OutgoingError } from '../outgoing/index.js';
import { ProblemError } from '../problem.js';
import { checkAgreementId } from './agreements.js';
import { checkedMessage } from './messages.js';
import type { Participant } from './participants.js';
import type { Peers } from './peers.js';
import { pidOfPeer, readAgreement, readProcess, type Actor, type Process } from './process.js';
import type { Processes } from './processes.js';
import { PUSH } from './protocol.js';
import { checkRegister, type RegisterReaders } from './handing-on.js';
import { schemas, type DataAddress, type MessageOf } from './schemas.js';
import type { Agreement, MessageOffer } from './policy-schema.js';

/** What a consumer asks with. */
export interface ConsumerParts extends RegisterReaders {
  readonly baseUrl: string;
  readonly peers: Peers;
  readonly processes: Processes;
  readonly newId: () => string;
  readonly now: () => Date;
  /** Refuses an address that the operator did not allow for a participant. @throws ProblemError */
  readonly checkAddress: (participant: Participant, address: string) => void;
}

/** A negotiation to begin. */
export interface NegotiationRequest {
  readonly dataset: string;
  /** The offer to take; the first of the dataset where not given. */
  readonly offer?: string | undefined;
  /** Terms of our own instead of an offer; rules as in an offer. */
  readonly terms?: MessageOffer | undefined;
  /** Where the provider speaks the protocol; asked of it where not given. */
  readonly address?: string | undefined;
}

/** A transfer to begin. */
export interface TransferRequest {
  readonly agreement: string;
  readonly format: string;
  /** Where data is to be sent, for the format in which the provider sends it. */
  readonly dataAddress?: DataAddress | undefined;
  /** The register into which to follow the stream. */
  readonly register?: string | undefined;
  readonly address?: string | undefined;
}

/** The consumer's side, as far as it begins something. */
export interface Consumer {
  /** The catalogue of a participant. @throws ProblemError `peer-failed`, `invalid-parameter` */
  catalogue(participant: Participant): Promise<MessageOf<'Catalog'>>;
  /** @throws ProblemError `peer-failed`, `invalid-parameter`, `not-found` where it has no such offer */
  negotiate(participant: Participant, request: NegotiationRequest, actor?: Actor): Promise<Process>;
  /** Takes an offer that a provider makes of itself; a person decides what becomes of it. @throws ProblemError */
  offered(participant: Participant, offer: MessageOf<'ContractOfferMessage'>): Promise<Process>;
  /** Puts what a provider agreed to into its negotiation. @throws ProblemError `invalid-body` for an id that is not its own */
  agreed(process: Process, agreement: Agreement): Process;
  /** @throws ProblemError `peer-failed`, `invalid-parameter`, `not-found` where there is no such agreement */
  transfer(participant: Participant, request: TransferRequest, actor?: Actor): Promise<Process>;
}

export function createConsumer(parts: ConsumerParts): Consumer {
  return {
    catalogue: async (participant) => {
      const address = await addressOf(parts, participant);
      const body = await asked(participant, () =>
        parts.peers.send(
          participant,
          `${address}/catalog/request`,
          checkedMessage('CatalogRequestMessage', {}),
        ),
      );
      return answered(participant, 'Catalog', body);
    },
    negotiate: async (participant, request, actor) => {
      const address = await addressOf(parts, participant, request.address);
      const offer = request.terms ?? (await offerOf(parts, participant, address, request));
      return parts.processes.begin(
        {
          ...begun(parts, participant, address),
          kind: 'negotiation',
          dataset: request.dataset,
          offer: { ...offer, '@type': 'Offer', target: request.dataset },
        },
        { request: true, actor },
      );
    },
    offered: (participant, offer) => takeOffer(parts, participant, offer),
    agreed: (process, agreement) => {
      checkAgreementId(parts, agreement['@id']);
      return process.kind === 'negotiation' ? { ...process, agreement } : process;
    },
    transfer: async (participant, request, actor) => {
      checkTransfer(parts, participant, request);
      const { agreement, format, dataAddress, register } = request;
      return parts.processes.begin(
        {
          ...begun(parts, participant, await addressOf(parts, participant, request.address)),
          kind: 'transfer',
          agreement,
          format,
          ...(dataAddress === undefined ? {} : { dataAddress }),
          ...(register === undefined ? {} : { register }),
        },
        { request: true, actor },
      );
    },
  };
}

/** What a negotiation and a transfer have in common that we ask for. */
function begun(
  { newId, now }: ConsumerParts,
  participant: Participant,
  address: string,
): Pick<Process, 'pid' | 'participant' | 'address' | 'steps'> & { role: 'consumer'; state: 'REQUESTED' } {
  return {
    pid: newId(),
    role: 'consumer',
    participant: participant.id,
    address,
    state: 'REQUESTED',
    steps: [{ time: now().toISOString(), role: 'consumer', move: 'request' }],
  };
}

function addressOf({ peers }: ConsumerParts, participant: Participant, given?: string): Promise<string> {
  if (given !== undefined) return Promise.resolve(given.replace(/\/+$/, ''));
  return asked(participant, () => peers.protocolAddress(participant));
}

/** @throws ProblemError `not-found`, `invalid-parameter` */
function checkTransfer(
  parts: ConsumerParts,
  participant: Participant,
  { agreement, format, dataAddress, register }: TransferRequest,
): void {
  const kept = readAgreement(parts.store, agreement);
  if (kept?.role !== 'consumer' || kept.participant !== participant.id)
    throw new ProblemError('not-found', `There is no agreement "${agreement}" with ${participant.id}.`);
  if (register !== undefined) checkRegister(parts, kept, register);
  if (format === PUSH && dataAddress?.endpoint === undefined)
    throw new ProblemError('invalid-parameter', `${PUSH} needs a dataAddress with an endpoint, to send to.`);
}

function takeOffer(
  parts: ConsumerParts,
  participant: Participant,
  { providerPid, offer, callbackAddress = '' }: MessageOf<'ContractOfferMessage'>,
): Promise<Process> {
  parts.checkAddress(participant, callbackAddress);
  const pid = pidOfPeer(parts.store, {
    kind: 'negotiation',
    role: 'consumer',
    participant: participant.id,
    peerPid: providerPid,
  });
  const before = pid === undefined ? undefined : readProcess(parts.store, 'negotiation', pid);
  if (before && (before.offer['@id'] !== offer['@id'] || before.state !== 'OFFERED'))
    throw new ProblemError(
      'illegal-transition',
      `The providerPid "${providerPid.slice(0, 100)}" is of another negotiation; take a new one.`,
    );
  return parts.processes.begin({
    kind: 'negotiation',
    pid: parts.newId(),
    peerPid: providerPid,
    role: 'consumer',
    participant: participant.id,
    address: callbackAddress.replace(/\/+$/, ''),
    state: 'OFFERED',
    steps: [{ time: parts.now().toISOString(), role: 'provider', move: 'offer' }],
    dataset: offer.target ?? '',
    offer,
  });
}

/** The offer of a dataset, as its provider has it now. */
async function offerOf(
  { peers }: ConsumerParts,
  participant: Participant,
  address: string,
  { dataset: id, offer: wanted }: NegotiationRequest,
): Promise<MessageOffer> {
  const url = `${address}/catalog/datasets/${encodeURIComponent(id)}`;
  const dataset = answered(
    participant,
    'Dataset',
    await asked(participant, () => peers.send(participant, url)),
  );
  const offer = dataset.hasPolicy.find((one) => wanted === undefined || one['@id'] === wanted);
  if (offer) return { ...offer, '@type': 'Offer', target: id };
  throw new ProblemError(
    'not-found',
    `${participant.id} has no offer "${wanted ?? ''}" of this dataset; it has ${dataset.hasPolicy.map((one) => one['@id']).join(', ')}.`,
  );
}

function answered<T extends 'Catalog' | 'Dataset'>(
  participant: Participant,
  type: T,
  { status, body }: { readonly status: number; readonly body: unknown },
): MessageOf<T> {
  const parsed = schemas[type].safeParse(body);
  if (status >= 200 && status < 300 && parsed.success) return parsed.data as MessageOf<T>;
  const why = parsed.success || status >= 300 ? `status ${String(status)}` : parsed.error.issues[0]?.message;
  throw new ProblemError('peer-failed', `${participant.id} answered with no ${type}: ${why ?? 'unknown'}.`, {
    answer: JSON.stringify(body ?? null).slice(0, 1000),
  });
}

/** @throws ProblemError `peer-failed` where a participant cannot be asked */
async function asked<T>(participant: Participant, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    throw new ProblemError(
      'peer-failed',
      `${participant.id} was not reached: ${error.message}`,
      {},
      { cause: error },
    );
  }
}
