import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '../problem.js';
import type { GraphStore } from '../store/graph-store.js';
import { doneRecord } from './audit.js';
import { ROLES, type Client, type Role } from './client.js';

/** Bytes of chance in a key: 256 bits cannot be guessed, so one fast hash keeps it (OWASP, Password Storage). */
const SECRET_BYTES = 32;
/** In hexadecimal, since an id that began with a dash would be taken for an option on the command line. */
const ID_BYTES = 6;
const KEY = /^wwk_([\w-]{12})_([\w-]{43})$/;

/** What keys are kept in. */
export type KeyStore = Pick<GraphStore, 'commit' | 'readRecord' | 'readRecords'>;

/** An API key as it is listed: all but the key itself, which nobody can show again. */
export interface ApiKey {
  /** Its name in the service; part of the key. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly organisation?: string;
  readonly areas?: readonly string[];
  /** When it was made, ISO 8601 in UTC. */
  readonly created: string;
  /** From when on it is refused, ISO 8601 in UTC. */
  readonly expires?: string;
  readonly revoked?: string;
}

/** A key to be made. */
export type KeyRequest = Pick<ApiKey, 'name' | 'roles' | 'organisation' | 'areas' | 'expires'>;

/** A key just made; `key` is shown this once. */
export interface NewKey extends ApiKey {
  readonly key: string;
}

interface KeptKey extends ApiKey {
  /** SHA-256 of the secret half, base64. */
  readonly hash: string;
}

/** Who administers keys, and when. */
export interface KeyChange {
  /** IRI of the agent that asks. */
  readonly agent: string;
  readonly now: Date;
  readonly requestId?: string;
}

/** Whether a bearer token is meant as one of our keys. */
export function isApiKey(token: string): boolean {
  return token.startsWith('wwk_');
}

/**
 * Makes a key. Only the hash of its secret half is kept.
 * @throws ProblemError `invalid-parameter` for a role that needs an organisation or an area it was not given
 */
export async function createKey(store: KeyStore, request: KeyRequest, change: KeyChange): Promise<NewKey> {
  checkRequest(request);
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const listed: ApiKey = {
    id,
    name: request.name,
    roles: [...new Set(request.roles)],
    ...(request.organisation === undefined ? {} : { organisation: request.organisation }),
    ...(request.areas && request.areas.length > 0 ? { areas: request.areas } : {}),
    created: change.now.toISOString(),
    ...(request.expires === undefined ? {} : { expires: request.expires }),
  };
  await keep(store, { ...listed, hash: hashOf(secret).toString('base64') }, 'Key created', change);
  return { ...listed, key: `wwk_${id}_${secret}` };
}

/** All keys, the oldest first. */
export function listKeys(store: KeyStore): ApiKey[] {
  return [...store.readRecords('api-key')]
    .map(({ value }) => listedOf(JSON.parse(value) as KeptKey))
    .sort((a, b) => a.created.localeCompare(b.created));
}

/** Revokes a key at once and for good. @throws ProblemError `not-found` */
export async function revokeKey(store: KeyStore, id: string, change: KeyChange): Promise<ApiKey> {
  const kept = readKept(store, id);
  if (!kept)
    throw new ProblemError('not-found', `There is no key "${id}". List the keys to see which there are.`);
  const revoked: KeptKey = { ...kept, revoked: kept.revoked ?? change.now.toISOString() };
  if (kept.revoked === undefined) await keep(store, revoked, 'Key revoked', change);
  return listedOf(revoked);
}

/** The client that shows a key; `undefined` where the key is none of ours, revoked or expired. */
export function clientOfKey(
  store: KeyStore,
  token: string,
  { baseUrl, now }: { readonly baseUrl: string; readonly now: Date },
): Client | undefined {
  const [, id, secret] = KEY.exec(token) ?? [];
  const kept = id === undefined ? undefined : readKept(store, id);
  if (!kept || secret === undefined) return undefined;
  if (!timingSafeEqual(Buffer.from(kept.hash, 'base64'), hashOf(secret))) return undefined;
  if (kept.revoked !== undefined) return undefined;
  if (kept.expires !== undefined && new Date(kept.expires) <= now) return undefined;
  return {
    id: `${baseUrl}/id/agent/key-${kept.id}`,
    name: kept.name,
    anonymous: false,
    roles: new Set(kept.roles),
    ...(kept.organisation === undefined ? {} : { organisation: kept.organisation }),
    ...(kept.areas === undefined ? {} : { areas: kept.areas }),
  };
}

function checkRequest({ roles, organisation, areas = [] }: KeyRequest): void {
  const wrong = (parameter: string, detail: string): ProblemError =>
    new ProblemError('invalid-parameter', detail, { parameter });
  if (roles.length === 0) throw wrong('roles', `Give at least one role: ${ROLES.join(', ')}.`);
  if (roles.includes('manager') && organisation === undefined)
    throw wrong('organisation', 'A manager acts for one organisation or unit: give its IRI.');
  if (roles.includes('dispatcher') && areas.length === 0)
    throw wrong('areas', 'A dispatcher acts for one or more areas: give their IRIs.');
}

function readKept(store: KeyStore, id: string): KeptKey | undefined {
  const text = store.readRecord('api-key', id);
  return text === undefined ? undefined : (JSON.parse(text) as KeptKey);
}

function listedOf(kept: KeptKey): ApiKey {
  const listed: ApiKey & { hash?: string } = { ...kept };
  delete listed.hash;
  return listed;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** The key and a line in the audit log, in one flush. */
async function keep(store: KeyStore, key: KeptKey, what: string, change: KeyChange): Promise<void> {
  const { agent, now, requestId } = change;
  const entry = {
    time: now.toISOString(),
    action: 'keys.manage',
    client: agent,
    reason: `${what}: ${key.id}`,
  };
  await store.commit({
    agent: change.agent,
    reason: what,
    keep: [
      { table: 'api-key', key: key.id, value: JSON.stringify(key) },
      doneRecord({ ...entry, ...(requestId === undefined ? {} : { requestId }) }, key.id),
    ],
  });
}
