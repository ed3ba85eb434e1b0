import {
  dataAddress,
  PULL,
  rulesOfTerms,
  type Actor,
  type Kind,
  type KeptAgreement,
  type MessageOffer,
  type Move,
  type Participant,
  type Process,
} from '../../dataspace/index.js';
import { ProblemError } from '../../problem.js';
import { readJsonBody } from '../http/json-body.js';
import {
  jsonReply,
  uncached,
  type HttpRequest,
  type Reply,
  type RequestContext,
  type Route,
} from '../http/reply.js';
import { moveBody, negotiationBody, transferBody } from './management-bodies.js';
import { actorOf, participantIn, type ManagementOptions } from './managing.js';
import { shownAddress, shownProcess } from './shown.js';

/** What a person may do in each, by the last part of the address. */
const COMMANDS: Readonly<Record<Kind, readonly Move[]>> = {
  negotiation: ['accept', 'terminate'],
  transfer: ['start', 'suspend', 'complete', 'terminate'],
};

/** `/dataspace/negotiations` and `/dataspace/transfers`, with what is below them. */
export function processRoutes(options: ManagementOptions): Route[] {
  const requires = 'dataspace.manage';
  return [
    {
      path: '/dataspace/transfers/:pid/address',
      requires,
      methods: { GET: (request) => showAddress(options, request) },
    },
    ...collection(options, 'negotiation', negotiate),
    ...collection(options, 'transfer', transfer),
  ];
}

/** The addresses of one kind of process. @param begin what a POST to all of them does */
function collection(
  options: ManagementOptions,
  kind: Kind,
  begin: (options: ManagementOptions, request: HttpRequest, context: RequestContext) => Promise<Process>,
): Route[] {
  const path = `/dataspace/${kind}s`;
  const requires = 'dataspace.manage';
  return [
    {
      path,
      requires,
      methods: {
        GET: () => uncached(jsonReply({ [`${kind}s`]: sorted(options.dataspace.list(kind)) })),
        POST: async (request, context) => {
          const process = await begin(options, request, context);
          const reply = jsonReply(shownProcess(process), { status: 201 });
          const location = `${options.baseUrl}${path}/${process.pid}`;
          return uncached({ ...reply, headers: { ...reply.headers, location } });
        },
      },
    },
    {
      path: `${path}/:pid`,
      requires,
      methods: { GET: (request) => uncached(jsonReply(shownProcess(existing(options, kind, request)))) },
    },
    {
      path: `${path}/:pid/:command`,
      requires,
      methods: { POST: (request, context) => move(options, kind, request, context) },
    },
  ];
}

/** The last that changed comes first. */
function sorted(processes: readonly Process[]): object[] {
  const changed = ({ steps }: Process): string => steps.at(-1)?.time ?? '';
  return [...processes].sort((a, b) => changed(b).localeCompare(changed(a))).map(shownProcess);
}

function existing({ dataspace }: ManagementOptions, kind: Kind, { params }: HttpRequest): Process {
  const found: Process | undefined = dataspace.read(kind, params.pid ?? '');
  if (found) return found;
  throw new ProblemError('not-found', `There is no ${kind} "${(params.pid ?? '').slice(0, 100)}".`);
}

async function negotiate(
  options: ManagementOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Process> {
  const actor = await actorOf(options, context, 'Negotiation begun');
  const { participant, dataset, offer, terms } = await readJsonBody(request, negotiationBody);
  const own: MessageOffer | undefined = terms && {
    '@id': `urn:uuid:${options.newId()}`,
    '@type': 'Offer',
    ...rulesOfTerms(terms),
  };
  return options.dataspace.consumer.negotiate(
    participantIn(options, participant),
    { dataset, offer, terms: own },
    actor,
  );
}

async function transfer(
  options: ManagementOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Process> {
  const actor = await actorOf(options, context, 'Transfer begun');
  const { agreement, format, endpoint, token, register } = await readJsonBody(request, transferBody);
  const address = endpoint === undefined ? undefined : dataAddress(endpoint, token);
  return options.dataspace.consumer.transfer(
    otherSideOf(options, agreement),
    { agreement, format, dataAddress: address, register },
    actor,
  );
}

/** @throws ProblemError `not-found` */
function otherSideOf(options: ManagementOptions, id: string): Participant {
  const kept = options.dataspace
    .agreements()
    .find(({ agreement, role }: KeptAgreement) => role === 'consumer' && agreement['@id'] === id);
  if (kept) return participantIn(options, kept.participant);
  throw new ProblemError('not-found', `There is no agreement "${id}" in which we are the consumer.`);
}

async function move(
  options: ManagementOptions,
  kind: Kind,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { command = '' } = request.params;
  const wanted = COMMANDS[kind].find((one) => one === command);
  if (wanted === undefined)
    throw new ProblemError(
      'not-found',
      `There is no command "${command}"; there are ${COMMANDS[kind].join(', ')}.`,
    );
  const actor: Actor = await actorOf(options, context, `${kind}: ${wanted}`);
  const { reason } = await readJsonBody(request, moveBody);
  const { pid } = existing(options, kind, request);
  const process = await options.dataspace.act(kind, pid, wanted, { reason, actor });
  return uncached(jsonReply(shownProcess(process)));
}

function showAddress(options: ManagementOptions, request: HttpRequest): Reply {
  const process = existing(options, 'transfer', request);
  const shown = process.state === 'STARTED' ? shownAddress(process) : undefined;
  if (shown) return uncached(jsonReply(shown));
  throw new ProblemError(
    'not-found',
    `The transfer is ${process.state}; only one of ${PULL} that is STARTED has an address to fetch from.`,
  );
}
