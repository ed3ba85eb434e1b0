import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Client } from '../access/index.js';
import type { GraphStore, KeptRecord } from '../store/graph-store.js';

/** Bytes of chance in a link: 256 bits cannot be guessed, so one fast hash keeps it. */
export const SECRET_BYTES = 32;
const TOKEN = /^(wwf|wws)_([\w.-]{1,80})_([\w-]{43})$/;

/** Where notices of a report go, without saying to whom. */
export interface NoticeRoute {
  readonly by: 'email' | 'webhook';
  /** Hash of the server of a webhook, so that one that fails holds up no other. */
  readonly server?: string | undefined;
}

/** What is kept of a link. */
export interface KeptLink {
  /** SHA-256 of the secret, base64. */
  readonly hash: string;
  /** Mixed with the Idempotency-Key, so that a repeated request gets the same link without the link being kept. */
  readonly salt?: string | undefined;
  /** SHA-256 of the secret that stands in notices, base64: it opens the same. */
  readonly noticesHash?: string | undefined;
  /** There where the holder wants notices. */
  readonly notices?: NoticeRoute | undefined;
  /** How a subscriber is told, encrypted, base64; a reporter's choice is in the personal graph. */
  readonly sealed?: string | undefined;
}

type FollowStore = Pick<GraphStore, 'readRecord'>;

/** Who may do what with a link: the reporter everything that is the reporter's, a subscriber look and be told. */
export interface Follower {
  /** IRI of the report. */
  readonly report: string;
  readonly kind: 'reporter' | 'subscriber';
  /** Key of the subscription, where it is one. */
  readonly subscription?: string | undefined;
  /** Whether the secret is that in notices, which only who is told has; anyone may make a subscription for anyone's address. */
  readonly isTold?: boolean | undefined;
}

/** A link just made: the token is shown this once, the record is to be committed. */
export interface NewFollowLink {
  readonly token: string;
  readonly record: KeptRecord;
}

/**
 * Makes the secret link of a new report's reporter.
 * @param id the report's own key
 * @param idempotencyKey of the request, where it had one
 */
export function createFollowLink(id: string, idempotencyKey?: string): NewFollowLink {
  const salt = randomBytes(SECRET_BYTES).toString('base64url');
  const secret = idempotencyKey === undefined ? salt : mixed(salt, idempotencyKey);
  const link: KeptLink = { hash: hashOf(secret), ...(idempotencyKey === undefined ? {} : { salt }) };
  return {
    token: `wwf_${id}_${secret}`,
    record: { table: 'follow', key: id, value: JSON.stringify(link) },
  };
}

/** The link of a report that was filed with this Idempotency-Key; `undefined` where it is gone. */
export function repeatedFollowLink(
  store: FollowStore,
  id: string,
  idempotencyKey: string,
): string | undefined {
  const kept = readLink(store, id);
  return kept?.salt === undefined ? undefined : `wwf_${id}_${mixed(kept.salt, idempotencyKey)}`;
}

/** Whose link a token is; `undefined` where it is none of ours, or what it followed is erased. */
export function followerOf(store: FollowStore, baseUrl: string, token: string): Follower | undefined {
  const [, kind, key = '', secret = ''] = TOKEN.exec(token) ?? [];
  const [id = '', serial] = key.split('.');
  // Which kind a link is, its record says by its key: who holds one may write another kind before it.
  const isKind = kind === (serial === undefined ? 'wwf' : 'wws');
  const kept = isKind ? readLink(store, key) : undefined;
  if (!kept || ![kept.hash, kept.noticesHash].some((hash) => hash !== undefined && matches(hash, secret)))
    return undefined;
  const report = `${baseUrl}/id/report/${id}`;
  return serial === undefined
    ? { report, kind: 'reporter' }
    : { report, kind: 'subscriber', subscription: key, isTold: !matches(kept.hash, secret) };
}

/** The client that shows a reporter's link, for the table of authorisations. */
export function clientOfFollowLink(store: FollowStore, baseUrl: string, token: string): Client | undefined {
  const follower = followerOf(store, baseUrl, token);
  if (follower?.kind !== 'reporter') return undefined;
  const id = `${follower.report}#reporter`;
  return { id, name: 'reporter', anonymous: false, roles: new Set(), follows: follower.report };
}

/** What is kept of a link. @param key the report's own key, or that of a subscription */
export function readLink(store: FollowStore, key: string): KeptLink | undefined {
  const text = store.readRecord('follow', key);
  return text === undefined ? undefined : (JSON.parse(text) as KeptLink);
}

function mixed(salt: string, idempotencyKey: string): string {
  return createHash('sha256').update(`${salt} ${idempotencyKey}`).digest('base64url');
}

function matches(hash: string, secret: string): boolean {
  return timingSafeEqual(Buffer.from(hash, 'base64'), Buffer.from(hashOf(secret), 'base64'));
}

/** What is kept of a secret: SHA-256, base64. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
