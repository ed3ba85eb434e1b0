/** Names of the Dataspace Protocol 2025-1 (Eclipse Dataspace Working Group, HTTPS binding). */

/** The context that every message names (section 4.2, "Context definition"). */
export const DSP_CONTEXT = 'https://w3id.org/dspace/2025/1/context.jsonld';
/** The version of the protocol. */
export const DSP_VERSION = '2025-1';
/** Where the protocol is spoken, below the public address. */
export const DSP_PATH = `/dsp/${DSP_VERSION}`;
/** Where data is fetched under an agreement, below the public address. */
export const DATA_PATH = '/dsp/data';
/** Where our public keys are, below the public address. */
export const KEYS_PATH = '/dsp/keys';
/** The address, below that of a connector, that tells which versions it speaks and where (section 4.3). */
export const VERSION_PATH = '/.well-known/dspace-version';

/** Ways of transfer: the consumer fetches, or the provider sends. */
export const PULL = 'HttpData-PULL';
export const PUSH = 'HttpData-PUSH';

/** Kind of endpoint that a data address names: plain HTTP. */
export const HTTP_ENDPOINT = 'https://w3id.org/idsa/v4.1/HTTP';

/** A message of a type, in the context of the protocol. */
export function message<T extends string, C extends object>(
  type: T,
  content: C,
): { readonly '@context': string[]; readonly '@type': T } & C {
  return { '@context': [DSP_CONTEXT], '@type': type, ...content };
}
