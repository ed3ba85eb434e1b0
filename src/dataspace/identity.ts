import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';
import type { Outgoing } from '../outgoing/index.js';
import { ProblemError } from '../problem.js';
import type { Participant } from './participants.js';
import type { ProcessStore } from './process.js';

const ALGORITHMS = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA'];
/** Seconds that the clocks of two participants may differ. */
const CLOCK_TOLERANCE = 30;
/** How long a token of ours may be used: long enough for one message and its retry on the way. */
const LIFETIME = '5m';
const KEY_RECORD = 'key signing';

/**
 * Who is who in the data space. The protocol leaves that open (section 4.4); this is the port behind which other ways,
 * such as the Decentralized Claims Protocol, can take the place of signed bearer tokens.
 */
export interface ParticipantIdentity {
  /**
   * The participant that shows this `Authorization`; `undefined` where it is nobody we know.
   * @throws ProblemError `identity-unavailable` where that cannot be told now
   */
  authenticate(authorization: string | undefined): Promise<Participant | undefined>;
  /** The `Authorization` that we show to a participant. */
  credentialFor(participant: Participant): Promise<string>;
  /** Our public keys, as a JWK set. */
  publicKeys(): Promise<object>;
}

/** What signed tokens are read and made with. */
export interface TokenIdentityOptions {
  readonly store: ProcessStore;
  /** What we are called. */
  readonly id: string;
  readonly participants: readonly Participant[];
  readonly now: () => Date;
  /** The door to a participant, for its keys where these are at an address. */
  readonly outgoingTo: (participant: Participant) => Outgoing;
}

/**
 * Bearer tokens (JWT, RFC 7519) that each participant signs with a key of its own: `iss` is the participant, `aud` the
 * one it talks to. The token may be the whole header field, as connectors of Eclipse send it.
 */
export function createTokenIdentity(options: TokenIdentityOptions): ParticipantIdentity {
  const { id, participants, now } = options;
  const keySets = new Map<string, JWTVerifyGetKey>();
  const keysOf = (participant: Participant): JWTVerifyGetKey => {
    const known = keySets.get(participant.id) ?? keySource(participant, options.outgoingTo);
    keySets.set(participant.id, known);
    return known;
  };
  const ownKey = once(() => signingKey(options.store));
  return {
    authenticate: async (authorization) => {
      const token = /^(?:bearer +)?([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(authorization ?? '')?.[1];
      const issuer = token === undefined ? undefined : issuerOf(token);
      const participant = participants.find((one) => one.id === issuer);
      if (token === undefined || !participant) return undefined;
      const isValid = await verify(token, keysOf(participant), { issuer: participant.id, audience: id, now });
      return isValid ? participant : undefined;
    },
    credentialFor: async (participant) => {
      const { jwk, kid } = await ownKey();
      const issued = Math.floor(now().getTime() / 1000);
      const token = await new SignJWT({})
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer(id)
        .setSubject(id)
        .setAudience(participant.id)
        .setIssuedAt(issued)
        .setExpirationTime(new Date(issued * 1000 + minutes(LIFETIME)))
        .sign(await importJWK(jwk, 'ES256'));
      return `Bearer ${token}`;
    },
    publicKeys: async () => {
      const { jwk, kid } = await ownKey();
      const { kty, crv, x, y } = jwk;
      return { keys: [{ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }] };
    },
  };
}

function minutes(text: string): number {
  return Number.parseInt(text, 10) * 60_000;
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience, now }: { readonly issuer: string; readonly audience: string; readonly now: () => Date },
): Promise<boolean> {
  try {
    await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp'],
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: now(),
    });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
    throw error;
  }
}

function keySource(
  participant: Participant,
  outgoingTo: TokenIdentityOptions['outgoingTo'],
): JWTVerifyGetKey {
  const { keys } = participant;
  if (typeof keys !== 'string') return createLocalJWKSet(keys as JSONWebKeySet);
  const outgoing = outgoingTo(participant);
  const fetched = createRemoteJWKSet(new URL(keys), {
    [customFetch]: (url: string, { headers }: { headers: Headers }) => outgoing.fetch(url, { headers }),
  });
  return async (header, token) => {
    try {
      return await fetched(header, token);
    } catch (error) {
      if (isOfToken(error)) throw error;
      throw new ProblemError(
        'identity-unavailable',
        `The keys of ${participant.id} cannot be fetched now, so its token cannot be checked.`,
        {},
        { cause: error },
      );
    }
  };
}

/** Whether the keys were there, and the token names none of them; anything else is that they were not. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

interface SigningKey {
  readonly jwk: JWK;
  readonly kid: string;
}

/** Our key; made at its first use and kept in the journal, which holds other keys too and is guarded as such. */
async function signingKey(store: ProcessStore): Promise<SigningKey> {
  const kept = store.readRecord('dataspace', KEY_RECORD);
  if (kept !== undefined) return JSON.parse(kept) as SigningKey;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const made: SigningKey = { jwk, kid: (jwk.x ?? '').slice(0, 12) };
  await store.commit({
    agent: 'urn:wegwijzer:dataspace',
    reason: 'Key of the data space made',
    keep: [{ table: 'dataspace', key: KEY_RECORD, value: JSON.stringify(made) }],
  });
  return made;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
