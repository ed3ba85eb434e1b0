/** What every message of the protocol must look like; messages are checked on the way in and on the way out. */
import { z } from 'zod';
import { agreement, catalogueOffer, messageOffer } from './policy-schema.js';
import { DSP_CONTEXT } from './protocol.js';

const context = z
  .array(z.string())
  .refine((names) => names.includes(DSP_CONTEXT), { error: `must name ${DSP_CONTEXT}` });

/** A message of a type with these members; more members are let through, as the protocol's own schemas do. */
function messageOf<T extends string, S extends z.ZodRawShape>(
  type: T,
  shape: S,
): z.ZodObject<S & { '@context': typeof context; '@type': z.ZodLiteral<T> }, z.core.$loose> {
  return z.looseObject({ ...shape, '@context': context, '@type': z.literal(type) });
}

const pids = { providerPid: z.string(), consumerPid: z.string() };
const because = { code: z.string().optional(), reason: z.array(z.unknown()).min(1).optional() };

/** One is begun with an address to answer to, and gone on with by the number that the other side gave it. */
function exactlyOne<A extends string, B extends string>(
  a: A,
  b: B,
): [(given: Partial<Record<A | B, unknown>>) => boolean, { error: string }] {
  return [
    (given) => (given[a] === undefined) !== (given[b] === undefined),
    { error: `must have either ${a} or ${b}` },
  ];
}

const dataAddress = z.looseObject({
  '@type': z.literal('DataAddress'),
  endpointType: z.string(),
  endpoint: z.string().optional(),
  endpointProperties: z
    .array(z.looseObject({ '@type': z.literal('EndpointProperty'), name: z.string(), value: z.string() }))
    .min(1)
    .optional(),
});

const service = z.looseObject({
  '@id': z.string(),
  '@type': z.literal('DataService'),
  endpointURL: z.string(),
  // What a service serves may be listed with it; nothing here reads that.
  servesDataset: z
    .array(z.lazy((): z.ZodType => datasetShape))
    .min(1)
    .optional(),
});

const distribution = z.looseObject({
  format: z.string(),
  accessService: z.union([z.string(), service]),
  hasPolicy: z.array(catalogueOffer).min(1).optional(),
});

const datasetShape = z.looseObject({
  '@id': z.string(),
  hasPolicy: z.array(catalogueOffer).min(1),
  distribution: z.array(distribution).min(1),
});

const catalogueShape = z
  .looseObject({
    '@id': z.string(),
    '@type': z.literal('Catalog'),
    distribution: z.array(distribution).min(1).optional(),
    dataset: z.array(datasetShape).min(1).optional(),
    service: z.array(service).min(1).optional(),
    catalog: z
      .array(z.lazy((): z.ZodType => catalogueShape))
      .min(1)
      .optional(),
  })
  .refine((given) => !('hasPolicy' in given), { error: 'must not have a policy of its own' });

/** Schemas by the type of the message (sections 6 to 8 of the protocol). */
export const schemas = {
  CatalogRequestMessage: messageOf('CatalogRequestMessage', { filter: z.array(z.unknown()).optional() }),
  DatasetRequestMessage: messageOf('DatasetRequestMessage', { dataset: z.string() }),
  Catalog: z.intersection(catalogueShape, z.looseObject({ '@context': context, participantId: z.string() })),
  Dataset: datasetShape.extend({ '@context': context }),
  CatalogError: messageOf('CatalogError', {
    code: z.string().optional(),
    reason: z.array(z.unknown()).optional(),
  }),

  ContractRequestMessage: messageOf('ContractRequestMessage', {
    consumerPid: z.string(),
    providerPid: z.string().optional(),
    offer: messageOffer,
    callbackAddress: z.string().optional(),
  }).refine(...exactlyOne('callbackAddress', 'providerPid')),
  ContractOfferMessage: messageOf('ContractOfferMessage', {
    providerPid: z.string(),
    consumerPid: z.string().optional(),
    offer: messageOffer.refine(({ target }) => target !== undefined, { error: 'must have a target' }),
    callbackAddress: z.string().optional(),
  }).refine(...exactlyOne('callbackAddress', 'consumerPid')),
  ContractAgreementMessage: messageOf('ContractAgreementMessage', { ...pids, agreement }),
  ContractAgreementVerificationMessage: messageOf('ContractAgreementVerificationMessage', pids),
  ContractNegotiationEventMessage: messageOf('ContractNegotiationEventMessage', {
    ...pids,
    eventType: z.enum(['ACCEPTED', 'FINALIZED']),
  }),
  ContractNegotiationTerminationMessage: messageOf('ContractNegotiationTerminationMessage', {
    ...pids,
    ...because,
  }),
  ContractNegotiation: messageOf('ContractNegotiation', {
    ...pids,
    state: z.enum(['REQUESTED', 'OFFERED', 'ACCEPTED', 'AGREED', 'VERIFIED', 'FINALIZED', 'TERMINATED']),
  }),
  ContractNegotiationError: messageOf('ContractNegotiationError', { ...pids, ...because }),

  TransferRequestMessage: messageOf('TransferRequestMessage', {
    consumerPid: z.string(),
    agreementId: z.string(),
    format: z.string(),
    callbackAddress: z.string(),
    dataAddress: dataAddress.optional(),
  }),
  TransferStartMessage: messageOf('TransferStartMessage', { ...pids, dataAddress: dataAddress.optional() }),
  TransferSuspensionMessage: messageOf('TransferSuspensionMessage', { ...pids, ...because }),
  TransferCompletionMessage: messageOf('TransferCompletionMessage', pids),
  TransferTerminationMessage: messageOf('TransferTerminationMessage', { ...pids, ...because }),
  TransferProcess: messageOf('TransferProcess', {
    ...pids,
    state: z.enum(['REQUESTED', 'STARTED', 'SUSPENDED', 'COMPLETED', 'TERMINATED']),
  }),
  TransferError: messageOf('TransferError', { ...pids, ...because }),
} as const;

/** The answer of the version endpoint (section 4.3). */
export const versionAnswer = z.looseObject({
  protocolVersions: z
    .array(
      z.looseObject({
        version: z.string(),
        path: z.string(),
        binding: z.literal('HTTPS'),
        identifierType: z.string().optional(),
        serviceId: z.string().optional(),
        auth: z
          .looseObject({ protocol: z.string(), version: z.string(), profile: z.array(z.string()).optional() })
          .optional(),
      }),
    )
    .min(1),
});

/** The name of a kind of message. */
export type MessageType = keyof typeof schemas;
/** A message by its type. */
export type MessageOf<T extends MessageType> = z.output<(typeof schemas)[T]>;
/** Where data is, or is to be sent. */
export type DataAddress = z.output<typeof dataAddress>;
