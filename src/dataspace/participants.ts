import { readFileSync } from 'node:fs';
import { z } from 'zod';

const address = z
  .string()
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), 'must be an http or https address')
  .transform((text) => text.replace(/\/+$/, ''));

const participant = z.strictObject({
  id: z.string().min(1).max(300),
  name: z.string().min(1).optional(),
  organisation: z.string().min(1).optional(),
  purposes: z.array(z.string().min(1)).default([]),
  keys: z.union([address, z.looseObject({ keys: z.array(z.looseObject({})).min(1) })]),
  address: address.optional(),
  callbacks: z.array(address).default([]),
});

const file = z.strictObject({ participants: z.array(participant) });

/** Another participant of the data space, as the operator knows it. */
export interface Participant {
  /** What it is called in messages, tokens and agreements; a DID or another IRI. */
  readonly id: string;
  readonly name?: string | undefined;
  /** IRI of the organisation behind it. */
  readonly organisation?: string | undefined;
  /** Purposes for which it may use data, as IRIs or words. */
  readonly purposes: readonly string[];
  /** Its public keys, or the address where they are (a JWK set, RFC 7517, section 5). */
  readonly keys: string | { readonly keys: readonly object[] };
  /** Its connector: the address below which its version endpoint is. */
  readonly address?: string | undefined;
  /** Addresses, with all below them, to which messages and data may be sent; its connector always is one. */
  readonly callbacks: readonly string[];
}

/**
 * Reads the file with the participants.
 * @throws Error that says what is wrong and where
 */
export function readParticipants(path: string): Participant[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`The participants in ${path} cannot be read as JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return checkParticipants(content, path);
}

/** @throws Error that says what is wrong and where */
export function checkParticipants(content: unknown, source: string): Participant[] {
  const parsed = file.safeParse(content);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.message}`);
    throw new Error(`The participants in ${source} cannot be used: ${faults.join('; ')}.`);
  }
  const { participants } = parsed.data;
  const twice = participants.find(({ id }, index) => participants.findIndex((one) => one.id === id) < index);
  if (twice) throw new Error(`The participants in ${source} name ${twice.id} twice.`);
  return participants;
}

/** Where messages and data for a participant may go. */
export function allowedAddresses({ address: own, callbacks, keys }: Participant): string[] {
  return [...(own === undefined ? [] : [own]), ...callbacks, ...(typeof keys === 'string' ? [keys] : [])];
}
