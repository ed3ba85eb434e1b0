import type { Logger } from 'pino';
import {
  type Access,
  type Role,
  type TokenReader,
  createAccess,
  createAuditLog,
  createTokenReader,
} from '../access/index.js';
import type { Config } from '../config.js';
import type { Engine } from '../engine.js';
import { clientOfFollowLink } from '../reports/index.js';

/** Who may do what, as the settings have it. */
export function accessFor(config: Config, { store }: Engine, logger: Logger, now: () => Date): Access {
  const { baseUrl, anonymousFile, anonymousRead } = config;
  return createAccess({
    store,
    baseUrl,
    now,
    switches: { anonymousFile, anonymousRead },
    audit: createAuditLog(store, {
      agent: `${baseUrl}/id/agent/service`,
      now,
      log: (entry, message) => {
        logger.warn(entry, message);
      },
    }),
    readToken: tokenReaderFor(config, now),
    clientOfFollowLink: (token) => clientOfFollowLink(store, baseUrl, token),
  });
}

function tokenReaderFor(config: Config, now: () => Date): TokenReader | undefined {
  const { baseUrl, tokenIssuer: issuer, tokenAudience: audience, tokenKeys: keys } = config;
  if (issuer === undefined || audience === undefined || keys === undefined) return undefined;
  return createTokenReader(
    {
      issuer,
      audience,
      keys,
      algorithms: config.tokenAlgorithms,
      organisationClaim: config.tokenOrganisationClaim,
      organisationBase: config.tokenOrganisationBase,
      rolesClaim: config.tokenRolesClaim,
      roleNames: new Map(config.tokenRoleNames.map((pair) => pair.split('=') as [string, Role])),
      areasClaim: config.tokenAreasClaim,
    },
    { baseUrl, now },
  );
}
