import { z } from 'zod';
import { about, words, yesOrNo } from './config-values.js';

const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512', 'EdDSA'];
const ROLE_NAMES = /^[^=,\s]+=(?:reporter|manager|dispatcher|steward|auditor|administrator)$/;

const text = (expects: string): z.ZodString => z.string({ error: expects }).min(1, expects);

/** The settings that say who may do what. */
export const accessSettings = {
  anonymousFile: yesOrNo('true or false')
    .default(true)
    .meta(about('Whether reports may be filed without key or token.', 'true')),
  anonymousRead: yesOrNo('true or false')
    .default(true)
    .meta(about('Whether what is public may be read without key or token.', 'true')),
  tokenIssuer: text('the `iss` of access tokens, such as https://idp.example.org')
    .optional()
    .meta(about('Identity provider whose access tokens (JWT) are taken.', 'none')),
  tokenAudience: text('the `aud` of access tokens, such as https://wegwijzer.example.org')
    .optional()
    .meta(about('Audience that access tokens must name.', 'none')),
  tokenKeys: text('an http(s) URL of a JWK set, or a file with one')
    .optional()
    .meta(about("Where the provider's public keys are: URL or file of a JWK set.", 'none')),
  tokenAlgorithms: words(`algorithms among ${ALGORITHMS.join(', ')}`, (word) => ALGORITHMS.includes(word))
    .default(['ES256', 'PS256', 'RS256'])
    .meta(about('Signatures that are taken.', 'ES256, PS256, RS256')),
  tokenOrganisationClaim: text('the name of a claim')
    .default('vo_orgcode')
    .meta(about("Claim with the client's organisation.", 'vo_orgcode')),
  tokenOrganisationBase: text('the beginning of an IRI')
    .default('https://data.vlaanderen.be/id/organisatie/')
    .meta(
      about('Put before a code in that claim, to make an IRI.', 'https://data.vlaanderen.be/id/organisatie/'),
    ),
  tokenRolesClaim: text('the name of a claim')
    .default('roles')
    .meta(about("Claim with the client's roles.", 'roles')),
  tokenRoleNames: words('pairs such as Beheerder=manager', (word) => ROLE_NAMES.test(word))
    .default([])
    .meta(about("The provider's names for roles, as pairs such as `Beheerder=manager`.", 'none')),
  tokenAreasClaim: text('the name of a claim')
    .default('areas')
    .meta(about("Claim with the IRIs of a dispatcher's areas.", 'areas')),
};

/** What is wrong about these settings taken together. */
export function accessFaults(settings: {
  readonly tokenIssuer?: string | undefined;
  readonly tokenAudience?: string | undefined;
  readonly tokenKeys?: string | undefined;
}): string[] {
  const names = ['tokenIssuer', 'tokenAudience', 'tokenKeys'] as const;
  const missing = names.filter((name) => settings[name] === undefined);
  if (missing.length === 0 || missing.length === names.length) return [];
  return missing.map((name) => `${name}: give it too; access tokens need ${names.join(', ')} together.`);
}
