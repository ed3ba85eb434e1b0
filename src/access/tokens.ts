import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { ProblemError } from '../problem.js';
import { isSafeIri } from '../rdf/nquads.js';
import { ROLES, type Client, type Role } from './client.js';

/** How access tokens of an identity provider are read (RFC 9068 and RFC 7519); the operator sets all of it. */
export interface TokenSettings {
  /** `iss` that tokens must have. */
  readonly issuer: string;
  /** `aud` that tokens must have. */
  readonly audience: string;
  /** Where the issuer's public keys are: an https URL or a file with a JWK set (RFC 7517, section 5). */
  readonly keys: string;
  /** Signatures that are taken, such as ES256; `none` never is. */
  readonly algorithms: readonly string[];
  /** Claim with the organisation; `vo_orgcode` is ACM/IDM's. */
  readonly organisationClaim: string;
  /** Put before an organisation claim that is no IRI, such as OVO002949. */
  readonly organisationBase: string;
  /** Claim with the roles. */
  readonly rolesClaim: string;
  /** The provider's names for roles → ours. Our own names always count. */
  readonly roleNames: ReadonlyMap<string, Role>;
  /** Claim with the IRIs of a dispatcher's areas. */
  readonly areasClaim: string;
}

/** Seconds that the clocks of issuer and service may differ. */
const CLOCK_TOLERANCE = 30;
/** Milliseconds in which the issuer must give its keys, and before which it is not asked again. */
const KEYS_TIMEOUT = 5000;

/** Turns a bearer token into a client; `undefined` where it cannot be trusted, with the reason for the log. */
export type TokenReader = (
  token: string,
) => Promise<{ readonly client: Client } | { readonly fault: string }>;

/**
 * @throws Error where the file with keys cannot be read
 * @see https://www.rfc-editor.org/rfc/rfc8725 for what is checked: algorithms by list, issuer, audience, expiry
 */
export function createTokenReader(
  settings: TokenSettings,
  { baseUrl, now }: { readonly baseUrl: string; readonly now: () => Date },
): TokenReader {
  const keys = keySource(settings.keys);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: settings.issuer,
        audience: settings.audience,
        algorithms: [...settings.algorithms],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE,
        currentDate: now(),
      });
      return { client: clientOf(payload, settings, baseUrl) };
    } catch (error) {
      if (isUnavailable(error))
        throw new ProblemError(
          'identity-unavailable',
          'The keys of the identity provider cannot be fetched now, so the token cannot be checked.',
          {},
          { cause: error },
        );
      if (error instanceof errors.JOSEError) return { fault: error.message };
      throw error;
    }
  };
}

/** The issuer does not answer, or not with keys: no fault of the one who shows the token. */
function isUnavailable(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout) return true;
  const fetching =
    error instanceof TypeError || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC');
  return fetching || error instanceof errors.JWKSInvalid;
}

function keySource(keys: string): JWTVerifyGetKey {
  if (/^https?:\/\//.test(keys)) return createRemoteJWKSet(new URL(keys), { timeoutDuration: KEYS_TIMEOUT });
  try {
    return createLocalJWKSet(JSON.parse(readFileSync(keys, 'utf8')) as JSONWebKeySet);
  } catch (error) {
    throw new Error(
      `The keys of access tokens in ${keys} cannot be read as a JWK set: ${(error as Error).message}. Correct tokenKeys or that file.`,
      { cause: error },
    );
  }
}

function clientOf(payload: JWTPayload, settings: TokenSettings, baseUrl: string): Client {
  const [code] = texts(payload[settings.organisationClaim]);
  const iriOf = (value: string): string =>
    isSafeIri(value) ? value : settings.organisationBase + encodeURIComponent(value);
  const organisation = code === undefined ? undefined : iriOf(code);
  const isOwn = (forWhom: string): boolean => iriOf(forWhom) === organisation;
  const areas = texts(payload[settings.areasClaim]).filter(isSafeIri);
  const subject = payload.sub ?? '';
  return {
    // The subject may be a person: the log gets a name that only the identity provider can resolve.
    id: `${baseUrl}/id/agent/token-${pseudonym(`${settings.issuer} ${subject}`)}`,
    name: organisation ?? 'token',
    anonymous: false,
    roles: new Set(
      texts(payload[settings.rolesClaim]).flatMap((name) => roleOf(name, settings.roleNames, isOwn)),
    ),
    ...(organisation === undefined ? {} : { organisation }),
    ...(areas.length > 0 ? { areas } : {}),
  };
}

/** A claim as a list: an array of texts, or one text with spaces between (RFC 8693, section 4.2). */
function texts(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(/\s+/).filter((part) => part !== '');
  return Array.isArray(claim) ? claim.filter((item): item is string => typeof item === 'string') : [];
}

/**
 * ACM/IDM writes a role as its name, a colon and for whom: `Beheerder:OVO002949`. A role for another organisation than the
 * one that the token is for does not count, unless the operator named it as a whole.
 */
function roleOf(name: string, names: ReadonlyMap<string, Role>, isOwn: (forWhom: string) => boolean): Role[] {
  const [bare = ''] = name.split(':', 1);
  const whole = names.get(name);
  if (whole === undefined && bare !== name && !isOwn(name.slice(bare.length + 1))) return [];
  const role = whole ?? names.get(bare) ?? ROLES.find((known) => known === bare);
  return role === undefined ? [] : [role];
}

function pseudonym(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
