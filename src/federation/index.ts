export { createFederator, type FederatedQuery, type Federator } from './federator.js';
export type { FederationSetup } from './messages.js';
export { serviceClauses, type ServiceClauses } from './service-clauses.js';
