import {
  DSP_PATH,
  DSP_VERSION,
  KEYS_PATH,
  schemas,
  stateMessage,
  VERSION_PATH,
  versionAnswer,
  type Dataspace,
  type Kind,
  type MessageOf,
  type MessageType,
  type Move,
  type Participant,
  type Process,
} from '../../dataspace/index.js';
import { ProblemError } from '../../problem.js';
import { readJsonBody } from '../http/json-body.js';
import {
  jsonReply,
  uncached,
  type Handler,
  type HttpRequest,
  type Reply,
  type RequestContext,
  type Route,
} from '../http/reply.js';
import { errorReply, type ErrorType } from './errors.js';

/** What the routes are made of: what came, from whom, and the dataspace that takes it. */
interface Call<T extends MessageType = MessageType> {
  readonly dataspace: Dataspace;
  readonly participant: Participant;
  readonly request: HttpRequest;
  readonly message: MessageOf<T>;
}

/** The addresses of the Dataspace Protocol 2025-1, of the provider and of the consumer (HTTPS binding). */
export function protocolRoutes(dataspace: Dataspace): Route[] {
  return [
    ...openRoutes(dataspace),
    ...catalogueRoutes(dataspace),
    ...negotiationRoutes(dataspace),
    ...transferRoutes(dataspace),
  ];
}

/** What everyone may read: the versions we speak (section 4.3), and the keys with which our tokens are signed. */
function openRoutes({ identity }: Dataspace): Route[] {
  const versions = versionAnswer.parse({
    protocolVersions: [{ version: DSP_VERSION, path: DSP_PATH, binding: 'HTTPS' }],
  });
  return [
    { path: VERSION_PATH, methods: { GET: () => jsonReply(versions) } },
    { path: KEYS_PATH, methods: { GET: async () => jsonReply(await identity.publicKeys()) } },
  ];
}

function catalogueRoutes(dataspace: Dataspace): Route[] {
  const answer = (type: MessageType | undefined, handle: (call: Call<never>) => object): Handler =>
    answering(dataspace, 'CatalogError', type, (call) => jsonReply(handle(call)));
  return [
    {
      path: `${DSP_PATH}/catalog/request`,
      methods: {
        POST: answer('CatalogRequestMessage', ({ participant, message }: Call<'CatalogRequestMessage'>) =>
          dataspace.provider.catalogue(participant, message.filter),
        ),
      },
    },
    {
      path: `${DSP_PATH}/catalog/datasets/:id`,
      methods: {
        GET: answer(undefined, ({ participant, request }) =>
          dataspace.provider.dataset(participant, request.params.id ?? ''),
        ),
      },
    },
  ];
}

function negotiationRoutes(dataspace: Dataspace): Route[] {
  const base = `${DSP_PATH}/negotiations`;
  const error = 'ContractNegotiationError';
  const route = <T extends MessageType>(
    path: string,
    type: T,
    handle: (call: Call<T>) => Promise<Reply>,
  ): Route => ({
    path: base + path,
    methods: { POST: answering(dataspace, error, type, (call) => handle(call)) },
  });
  return [
    route('/request', 'ContractRequestMessage', async ({ participant, message }) =>
      stateReply(await dataspace.provider.requestContract(participant, message), 201),
    ),
    route('/offers', 'ContractOfferMessage', async ({ participant, message }) =>
      stateReply(await dataspace.consumer.offered(participant, message), 201),
    ),
    { path: `${base}/:pid`, methods: { GET: answering(dataspace, error, undefined, state('negotiation')) } },
    route('/:pid/request', 'ContractRequestMessage', (call) =>
      received('negotiation', 'request', call, (process) => withOffer(process, call.message.offer)),
    ),
    route('/:pid/offers', 'ContractOfferMessage', (call) =>
      received('negotiation', 'offer', call, (process) => withOffer(process, call.message.offer)),
    ),
    route('/:pid/events', 'ContractNegotiationEventMessage', (call) =>
      received('negotiation', call.message.eventType === 'ACCEPTED' ? 'accept' : 'finalize', call),
    ),
    route('/:pid/agreement', 'ContractAgreementMessage', (call) =>
      received('negotiation', 'agree', call, (process) =>
        dataspace.consumer.agreed(process, call.message.agreement),
      ),
    ),
    route('/:pid/agreement/verification', 'ContractAgreementVerificationMessage', (call) =>
      received('negotiation', 'verify', call),
    ),
    route('/:pid/termination', 'ContractNegotiationTerminationMessage', (call) =>
      received('negotiation', 'terminate', call),
    ),
  ];
}

function transferRoutes(dataspace: Dataspace): Route[] {
  const base = `${DSP_PATH}/transfers`;
  const error = 'TransferError';
  const route = <T extends MessageType>(
    path: string,
    type: T,
    handle: (call: Call<T>) => Promise<Reply>,
  ): Route => ({
    path: base + path,
    methods: { POST: answering(dataspace, error, type, (call) => handle(call)) },
  });
  return [
    route('/request', 'TransferRequestMessage', async ({ participant, message }) =>
      stateReply(await dataspace.provider.requestTransfer(participant, message), 201),
    ),
    { path: `${base}/:pid`, methods: { GET: answering(dataspace, error, undefined, state('transfer')) } },
    route('/:pid/start', 'TransferStartMessage', (call) => {
      const { dataAddress } = call.message;
      return received('transfer', 'start', call, (process) =>
        process.kind === 'transfer' && process.role === 'consumer' && dataAddress !== undefined
          ? { ...process, dataAddress }
          : process,
      );
    }),
    route('/:pid/completion', 'TransferCompletionMessage', (call) => received('transfer', 'complete', call)),
    route('/:pid/suspension', 'TransferSuspensionMessage', (call) => received('transfer', 'suspend', call)),
    route('/:pid/termination', 'TransferTerminationMessage', (call) =>
      received('transfer', 'terminate', call),
    ),
  ];
}

/** Tells who asks, checks the message, and turns what goes wrong into an error of the protocol. */
function answering(
  dataspace: Dataspace,
  error: ErrorType,
  type: MessageType | undefined,
  handle: (call: Call) => Promise<Reply> | Reply,
): Handler {
  return async (request, context) => {
    const given: { message?: Readonly<Record<string, unknown>> } = {};
    try {
      const participant = await participantOf(dataspace, request, context);
      const message = type === undefined ? {} : await readJsonBody<object>(request, schemas[type]);
      given.message = message as Readonly<Record<string, unknown>>;
      return uncached(await handle({ dataspace, participant, request, message } as Call));
    } catch (problem) {
      if (!(problem instanceof ProblemError)) throw problem;
      return errorReply(error, problem, request, given.message ?? {});
    }
  };
}

/** Who asks. @throws ProblemError `unauthenticated`, which is audited; `identity-unavailable` */
async function participantOf(
  { identity }: Dataspace,
  { method, path, headers }: HttpRequest,
  context: RequestContext,
): Promise<Participant> {
  const participant = await identity.authenticate(headers.authorization);
  if (participant) return participant;
  const reason = 'Send a token of a participant that is known here: signed, for us, and not expired.';
  await context.refused({
    outcome: 'unauthenticated',
    action: 'dataspace.protocol',
    reason: `${method} ${path.slice(0, 300)}: ${reason}`,
  });
  throw new ProblemError('unauthenticated', reason);
}

/** A message for a process that there is; the answer is its state. */
async function received(
  kind: Kind,
  move: Move,
  { dataspace, participant, request, message }: Call,
  apply?: (process: Process) => Process,
): Promise<Reply> {
  const process = await dataspace.processes.receive(kind, request.params.pid ?? '', {
    participant,
    move,
    content: message as Readonly<Record<string, unknown>>,
    ...(apply === undefined ? {} : { apply }),
  });
  return stateReply(process, 200);
}

/** @throws ProblemError `invalid-body` where another dataset is meant */
function withOffer(process: Process, offer: MessageOf<'ContractRequestMessage'>['offer']): Process {
  if (process.kind !== 'negotiation') return process;
  if (offer.target !== undefined && offer.target !== process.dataset)
    throw new ProblemError(
      'invalid-body',
      `This negotiation is about <${process.dataset}>, not <${offer.target}>.`,
    );
  return { ...process, offer: { ...offer, target: process.dataset } };
}

function state(kind: Kind): (call: Call) => Reply {
  return ({ dataspace, participant, request }) => {
    const pid = request.params.pid ?? '';
    const process: Process | undefined = dataspace.read(kind, pid);
    if (process?.participant !== participant.id)
      throw new ProblemError('not-found', `There is no ${kind} "${pid.slice(0, 100)}".`);
    return stateReply(process, 200);
  };
}

function stateReply(process: Process, status: number): Reply {
  return jsonReply(stateMessage(process), { status });
}
