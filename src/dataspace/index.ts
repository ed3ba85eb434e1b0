export type { DataAccess, TransferAccess } from './access.js';
export { waitsForPerson } from './behaviour.js';
export type { NegotiationRequest, TransferRequest } from './consumer.js';
export { addressProperty, dataAddress } from './data-address.js';
export { createDataspace, type Dataspace } from './dataspace.js';
export {
  distributionId,
  serviceId,
  sourceAt,
  sourcePath,
  type DataSource,
  type Datasets,
  type OfferedDataset,
} from './datasets.js';
export type { Behaviour, Decision } from './delivery.js';
export { checkedMessage, pidsOf, stateMessage } from './messages.js';
export type { OpenedData } from './opening.js';
export { checkParticipants, readParticipants, type Participant } from './participants.js';
export { readOfferDocument, type OfferDocument } from './offer-document.js';
export { createOffers, type Offers, type OfferRequest } from './offers.js';
export { policyLines } from './policy-lines.js';
export type { CatalogueOffer, MessageOffer, Policy } from './policy-schema.js';
export { agreementRecord, type Actor, type KeptAgreement, type Process } from './process.js';
export type { Portion, PushedData, ReadPortion } from './push.js';
export type { Received } from './processes.js';
export { DATA_PATH, DSP_PATH, DSP_VERSION, KEYS_PATH, PULL, PUSH, VERSION_PATH } from './protocol.js';
export { schemas, versionAnswer, type MessageOf, type MessageType } from './schemas.js';
export { isReachable, stateAfter, type Kind, type Move } from './states.js';
export { rulesOfTerms, type Terms } from './terms.js';
