/** The Dataspace Protocol, for the description of the interface: its messages by the schemas that check them. */
import { z } from 'zod';
import {
  DSP_PATH,
  KEYS_PATH,
  schemas,
  VERSION_PATH,
  versionAnswer,
  type MessageType,
} from '../../dataspace/index.js';
import { jsonAnswer, type Answer, type Described, type Operations } from '../openapi/operation.js';
import type { ErrorType } from './errors.js';

const PID = { pid: 'The number that this side gave it.' };

/** A message with its name, so that it is described once. */
function message(type: MessageType): z.ZodType {
  return schemas[type].meta({ id: `Dsp${type}` });
}

/** The protocol has error messages of its own. */
function errors(type: ErrorType): Readonly<Record<number, Answer>> {
  const answer = (description: string): Answer => jsonAnswer(description, message(type));
  return {
    400: answer('The message cannot be taken as things are.'),
    401: answer('No token of a known participant.'),
    404: answer('There is no such thing, or it is of someone else.'),
  };
}

const negotiation = jsonAnswer('The state that it is in now.', message('ContractNegotiation'));
const transfer = jsonAnswer('The state that it is in now.', message('TransferProcess'));

function negotiationStep(summary: string, type: MessageType, status = 200): Described {
  return step(summary, type, { status, answer: negotiation, error: 'ContractNegotiationError' });
}

function transferStep(summary: string, type: MessageType, status = 200): Described {
  return step(summary, type, { status, answer: transfer, error: 'TransferError' });
}

function step(
  summary: string,
  type: MessageType,
  { status, answer, error }: { readonly status: number; readonly answer: Answer; readonly error: ErrorType },
): Described {
  return {
    summary,
    path: PID,
    body: { 'application/json': message(type) },
    answers: { ...errors(error), [status]: answer },
  };
}

const negotiations = `${DSP_PATH}/negotiations`;
const transfers = `${DSP_PATH}/transfers`;

/** The protocol by method and address. */
export const dataspaceDescribed: Operations = {
  [`GET ${VERSION_PATH}`]: {
    summary: 'The versions of the Dataspace Protocol that are spoken',
    answers: { 200: jsonAnswer('One for each.', versionAnswer.meta({ id: 'DspVersions' })) },
  },
  [`GET ${KEYS_PATH}`]: {
    summary: 'The public keys with which tokens are signed',
    answers: { 200: jsonAnswer('A JWK set (RFC 7517).', z.object({ keys: z.array(z.looseObject({})) })) },
  },
  [`POST ${DSP_PATH}/catalog/request`]: {
    summary: 'The catalogue, for a participant',
    body: { 'application/json': message('CatalogRequestMessage') },
    answers: { ...errors('CatalogError'), 200: jsonAnswer('What is offered.', message('Catalog')) },
  },
  [`GET ${DSP_PATH}/catalog/datasets/:id`]: {
    summary: 'A dataset of the catalogue',
    path: { id: 'IRI of the dataset.' },
    answers: {
      ...errors('CatalogError'),
      200: jsonAnswer('With what it is offered on.', message('Dataset')),
    },
  },
  [`POST ${negotiations}/request`]: negotiationStep('Ask for a contract', 'ContractRequestMessage', 201),
  [`POST ${negotiations}/offers`]: negotiationStep('Offer a contract', 'ContractOfferMessage', 201),
  [`GET ${negotiations}/:pid`]: {
    summary: 'A negotiation',
    path: PID,
    answers: { ...errors('ContractNegotiationError'), 200: negotiation },
  },
  [`POST ${negotiations}/:pid/request`]: negotiationStep('Ask for other terms', 'ContractRequestMessage'),
  [`POST ${negotiations}/:pid/offers`]: negotiationStep('Offer other terms', 'ContractOfferMessage'),
  [`POST ${negotiations}/:pid/events`]: negotiationStep(
    'Accept or finalise a negotiation',
    'ContractNegotiationEventMessage',
  ),
  [`POST ${negotiations}/:pid/agreement`]: negotiationStep('Agree', 'ContractAgreementMessage'),
  [`POST ${negotiations}/:pid/agreement/verification`]: negotiationStep(
    'Confirm an agreement',
    'ContractAgreementVerificationMessage',
  ),
  [`POST ${negotiations}/:pid/termination`]: negotiationStep(
    'Break a negotiation off',
    'ContractNegotiationTerminationMessage',
  ),
  [`POST ${transfers}/request`]: transferStep('Ask for a transfer', 'TransferRequestMessage', 201),
  [`GET ${transfers}/:pid`]: {
    summary: 'A transfer',
    path: PID,
    answers: { ...errors('TransferError'), 200: transfer },
  },
  [`POST ${transfers}/:pid/start`]: transferStep('Start a transfer', 'TransferStartMessage'),
  [`POST ${transfers}/:pid/completion`]: transferStep('Complete a transfer', 'TransferCompletionMessage'),
  [`POST ${transfers}/:pid/suspension`]: transferStep('Suspend a transfer', 'TransferSuspensionMessage'),
  [`POST ${transfers}/:pid/termination`]: transferStep('Break a transfer off', 'TransferTerminationMessage'),
};
