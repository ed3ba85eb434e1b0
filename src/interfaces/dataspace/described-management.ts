/** Managing the data space and its data, for the description of the interface. */
import { z } from 'zod';
import { DATA_PATH } from '../../dataspace/index.js';
import {
  bilingual,
  count,
  dateTime,
  iri,
  jsonAnswer,
  rdfContents,
  textContents,
  type Described,
  type Operations,
} from '../openapi/operation.js';
import { moveBody, negotiationBody, offerBody, transferBody } from './management-bodies.js';

const policy = z.looseObject({}).meta({ description: 'ODRL.' });
const role = z.enum(['provider', 'consumer']);
const offer = z
  .object({
    name: z.string(),
    dataset: iri,
    title: bilingual,
    source: iri.optional(),
    formats: z.array(z.string()),
    policy,
  })
  .meta({ id: 'ShownOffer' });
const participant = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    organisation: iri.optional(),
    purposes: z.array(z.string()),
    keys: z.string(),
    address: iri.optional(),
    callbacks: z.array(z.string()),
  })
  .meta({ id: 'Participant' });
const agreement = z
  .object({
    id: z.string(),
    role,
    participant: z.string(),
    dataset: iri,
    made: dateTime.optional(),
    revoked: dateTime.optional(),
    policy,
  })
  .meta({ id: 'Agreement' });
const process = z
  .object({
    pid: z.string(),
    peerPid: z.string().optional(),
    kind: z.enum(['negotiation', 'transfer']),
    role,
    participant: z.string(),
    state: z.string(),
    dataset: iri.optional(),
    offer: policy.optional(),
    agreement: z.string().optional(),
    format: z.string().optional(),
    register: z.string().optional(),
    endpoint: iri.optional(),
    steps: z.array(z.object({ time: dateTime, role, move: z.string(), reason: z.string().optional() })),
    waitsForPerson: z.boolean(),
    fault: z.string().optional(),
    sending: z.object({ move: z.string(), attempts: count, next: dateTime }).optional(),
  })
  .meta({ id: 'DataspaceProcess' });

const OFFER = { name: 'The offer’s own name.' };
const PID = { pid: 'The number that this side gave it.' };
const own = jsonAnswer('As it is now.', process);
const writing = ['malformed-body', 'invalid-body', 'storage-unavailable'] as const;

function begin(summary: string, body: z.ZodType): Described {
  return {
    summary,
    body: { 'application/json': body },
    answers: { 201: jsonAnswer('It is begun.', process, { headers: { Location: 'Where to look at it.' } }) },
    problems: [...writing, 'not-found', 'peer-failed'],
  };
}

function move(summary: string): Described {
  return {
    summary,
    path: PID,
    body: { 'application/json': moveBody },
    answers: { 200: own },
    problems: [...writing, 'not-found', 'illegal-transition'],
  };
}

function list(summary: string, name: string, one: z.ZodType): Described {
  return { summary, answers: { 200: jsonAnswer('All of them.', z.object({ [name]: z.array(one) })) } };
}

const show = (summary: string): Described => ({
  summary,
  path: PID,
  answers: { 200: own },
  problems: ['not-found'],
});

/** What stewards of the data space do, and the data under agreement, by method and address. */
export const managementDescribed: Operations = {
  'GET /dataspace': {
    summary: 'Who we are in the data space',
    answers: { 200: jsonAnswer('Our id and address.', z.object({ id: z.string(), address: z.string() })) },
  },
  'GET /dataspace/participants': list('The other participants', 'participants', participant),
  'GET /dataspace/participants/:id/catalog': {
    summary: 'The catalogue of another participant, asked for now',
    path: { id: 'Id of the participant.' },
    answers: { 200: jsonAnswer('As it gives it to us.', z.looseObject({})) },
    problems: ['not-found', 'peer-failed'],
  },
  'GET /dataspace/agreements': list('The agreements', 'agreements', agreement),
  'POST /dataspace/agreements/:id/revoke': {
    summary: 'End an agreement now',
    path: { id: 'The agreement: its IRI, or the last part of it.' },
    answers: { 200: jsonAnswer('It opens nothing any more.', agreement) },
    problems: ['not-found', 'storage-unavailable'],
  },
  'GET /dataspace/offers': list('What we offer', 'offers', offer),
  'GET /dataspace/offers/:name': {
    summary: 'An offer',
    path: OFFER,
    answers: { 200: { description: 'Its terms.', content: rdfContents({ 'application/json': offer }) } },
    problems: ['not-found'],
  },
  'PUT /dataspace/offers/:name': {
    summary: 'Offer a stream or a query',
    path: OFFER,
    body: rdfContents({ 'application/json': offerBody }),
    answers: {
      200: jsonAnswer('It is changed.', offer),
      201: jsonAnswer('It is offered.', offer, { headers: { Location: 'IRI of the dataset.' } }),
    },
    problems: [...writing, 'invalid-parameter'],
  },
  'DELETE /dataspace/offers/:name': {
    summary: 'Offer something no longer',
    path: OFFER,
    answers: { 204: { description: 'It is gone.' } },
    problems: ['not-found', 'storage-unavailable'],
  },
  'GET /dataspace/negotiations': list('The negotiations', 'negotiations', process),
  'POST /dataspace/negotiations': begin('Begin a negotiation', negotiationBody),
  'GET /dataspace/negotiations/:pid': show('A negotiation'),
  'POST /dataspace/negotiations/:pid/accept': move('Accept what the other side asks or offers'),
  'POST /dataspace/negotiations/:pid/terminate': move('Break a negotiation off'),
  'GET /dataspace/transfers': list('The transfers', 'transfers', process),
  'POST /dataspace/transfers': begin('Begin a transfer', transferBody),
  'GET /dataspace/transfers/:pid': show('A transfer'),
  'POST /dataspace/transfers/:pid/start': move('Start or resume a transfer'),
  'POST /dataspace/transfers/:pid/suspend': move('Suspend a transfer'),
  'POST /dataspace/transfers/:pid/complete': move('Complete a transfer'),
  'POST /dataspace/transfers/:pid/terminate': move('Break a transfer off'),
  'GET /dataspace/transfers/:pid/address': {
    summary: 'Where the data of a transfer is fetched',
    path: PID,
    answers: {
      200: jsonAnswer(
        'With the token, while it is started.',
        z.object({ endpoint: iri.optional(), authorization: z.string().optional() }),
      ),
    },
    problems: ['not-found'],
  },
  [`GET ${DATA_PATH}/:pid/*path`]: {
    summary: 'Data under agreement',
    description:
      'The answers of the stream or the saved query that the transfer opens, with its token as bearer token.',
    path: { ...PID, path: 'The address that the data has here; it may hold slashes.' },
    answers: {
      200: {
        description: 'As the stream or the query answers.',
        content: rdfContents(textContents(['application/sparql-results+json', 'text/csv'])),
      },
    },
    problems: ['agreement-not-in-force', 'not-found', 'gone'],
  },
};
