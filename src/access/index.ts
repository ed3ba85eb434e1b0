/** Who asks, and what they may. */
export {
  createAccess,
  FOLLOW_PREFIX,
  type Access,
  type AccessParts,
  type Asker,
  type RefusedAttempt,
} from './access.js';
export { createAuditLog, doneRecord, readAudit, type AuditEntry } from './audit.js';
export { anonymousClient, ROLES, type Client, type Owner, type Role } from './client.js';
export {
  createKey,
  listKeys,
  revokeKey,
  type ApiKey,
  type KeyRequest,
  type KeyStore,
  type NewKey,
} from './keys.js';
export {
  AUTHORISATIONS,
  isAuthorised,
  rightsTo,
  rolesFor,
  type Action,
  type Holder,
  type Reach,
  type Switches,
} from './table.js';
export { createTokenReader, type TokenReader, type TokenSettings } from './tokens.js';
