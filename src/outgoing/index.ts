export { allowListTest, checkedUrl } from './allow-list.js';
export { isAddressAllowed } from './addresses.js';
export type { AllowList } from './allow-list.js';
export { OutgoingError, outgoingErrorIn, type OutgoingFault } from './outgoing-error.js';
export { createOutgoing, type Outgoing, type OutgoingOptions, type OutgoingRequest } from './outgoing.js';
