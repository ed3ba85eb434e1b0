import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../problem.js';
import type { AuditLog } from './audit.js';
import { anonymousClient, type Client, type Owner } from './client.js';
import { clientOfKey, isApiKey, type KeyStore } from './keys.js';
import { isAuthorised, rolesFor, type Action, type Switches } from './table.js';
import type { TokenReader } from './tokens.js';

/** What access is decided by. */
export interface AccessParts {
  readonly store: KeyStore;
  readonly baseUrl: string;
  readonly now: () => Date;
  readonly switches: Switches;
  readonly audit: AuditLog;
  /** Reads access tokens, where an identity provider is set. */
  readonly readToken?: TokenReader | undefined;
  /** The client that holds a follow link, from its token; `undefined` where it is none of ours. */
  readonly clientOfFollowLink?: ((token: string) => Client | undefined) | undefined;
}

/** What is known of the request that wants something. */
export interface Asker {
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
  /** What the client shows, where that is not in a header: the token of a follow link in the address. */
  readonly credential?: string | undefined;
}

/** Tells who asks, and whether they may. */
export interface Access {
  /**
   * Authenticates, looks in the one table, and audits a refusal.
   * @returns the client, whose `id` is the agent of what it changes
   * @throws ProblemError `unauthenticated`, `forbidden`, `identity-unavailable`
   */
  authorise(asker: Asker, action: Action, owner?: Owner): Promise<Client>;
  /** Audits an attempt that was refused by something else than the table. */
  refused(asker: Asker, attempt: RefusedAttempt): Promise<void>;
}

/** An attempt that something else than the table of authorisations refused, such as an agreement. */
export interface RefusedAttempt {
  readonly outcome: 'unauthenticated' | 'forbidden';
  /** An action of the table, or a name for what is not in it. */
  readonly action: string;
  readonly reason: string;
  /** IRI of the client; nobody known where not given. */
  readonly client?: string | undefined;
  readonly owner?: Owner | undefined;
}

/** Tokens that are follow links begin so. */
export const FOLLOW_PREFIX = 'wwf_';

export function createAccess(parts: AccessParts): Access {
  const anonymous = anonymousClient(parts.baseUrl);
  const nobody: Owner = {};
  return {
    authorise: async (asker, action, owner = nobody) => {
      const token = asker.credential ?? credentialOf(asker.headers);
      const client = token === undefined ? anonymous : await authenticate(parts, token, asker, action);
      if (isAuthorised(client, action, owner, parts.switches)) return client;
      return refuse(parts, { asker, action, owner, client });
    },
    refused: (asker, { client = anonymous.id, owner = nobody, ...attempt }) =>
      note(parts, { ...attempt, asker, client, owner }),
  };
}

/** The bearer token (RFC 6750, section 2.1) or the key that a request shows; an empty one counts as shown. */
function credentialOf(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key.trim();
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  return /^bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1] ?? '';
}

async function authenticate(
  parts: AccessParts,
  token: string,
  asker: Asker,
  action: Action,
): Promise<Client> {
  const { store, baseUrl } = parts;
  let client: Client | undefined;
  let fault = 'The key is not one of ours, or it is revoked or expired.';
  if (token === '') fault = 'Authorization must be "Bearer", a space and the key or token.';
  else if (isApiKey(token)) client = clientOfKey(store, token, { baseUrl, now: parts.now() });
  else if (token.startsWith(FOLLOW_PREFIX)) {
    client = parts.clientOfFollowLink?.(token);
    fault = 'The follow link is not one of ours, or what it followed is erased.';
  } else if (parts.readToken) {
    const read = await parts.readToken(token);
    if ('client' in read) ({ client } = read);
    else fault = `The token is not valid: ${read.fault}.`;
  }
  if (client) return client;
  const id = anonymousClient(baseUrl).id;
  await note(parts, { outcome: 'unauthenticated', asker, action, owner: {}, client: id, reason: fault });
  throw new ProblemError('unauthenticated', fault, { challenge: 'invalid_token' });
}

interface Refused {
  readonly asker: Asker;
  readonly action: Action;
  readonly owner: Owner;
  readonly client: Client;
}

async function refuse(parts: AccessParts, { asker, action, owner, client }: Refused): Promise<never> {
  const roles = rolesFor(action);
  const outcome = client.anonymous ? 'unauthenticated' : 'forbidden';
  const reason = client.anonymous
    ? `"${action}" needs a key or a token of ${roles.join(', ')}.`
    : `"${action}" needs ${roles.join(', ')}${client.roles.size > 0 ? `; this client is ${[...client.roles].join(', ')}` : ''}. Where the right role is there, it is not for this organisation, area or report.`;
  await note(parts, { outcome, asker, action, owner, client: client.id, reason });
  throw new ProblemError(outcome, reason, { action, roles });
}

/** A full disk must not turn a refusal into something else: the attempt is in the log by then. */
async function note(
  { audit, now }: AccessParts,
  attempt: Required<RefusedAttempt> & {
    readonly asker: Asker;
    readonly client: string;
    readonly owner: Owner;
  },
): Promise<void> {
  const { asker, owner, ...rest } = attempt;
  const { requestId } = asker;
  const refusal = { time: now().toISOString(), ...rest, requestId };
  try {
    await audit.refused(Object.keys(owner).length > 0 ? { ...refusal, owner } : refusal);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
}
