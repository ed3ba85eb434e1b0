import { createHash, randomBytes } from 'node:crypto';
import type { GraphStore, KeptRecord } from '../../store/graph-store.js';

/** Bytes of chance in a link: 256 bits cannot be guessed, so one fast hash keeps it. */
const SECRET_BYTES = 32;
/** Days that a link works. */
const DAYS = 14;
const DAY = 24 * 3_600_000;
const TOKEN = /^wwm_[\w-]{43}$/;

/** What a link lets its holder answer: one report, for one organisation, once. */
export interface AnswerLink {
  readonly report: string;
  readonly organisation: string;
  /** ISO 8601 in UTC. */
  readonly expires: string;
  readonly used?: string;
}

/** Makes a link. The token goes into the mail; only its hash is kept. */
export function createAnswerLink(
  link: Pick<AnswerLink, 'report' | 'organisation'>,
  now: Date,
): { readonly token: string; readonly record: KeptRecord } {
  const token = `wwm_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  const kept: AnswerLink = { ...link, expires: new Date(now.getTime() + DAYS * DAY).toISOString() };
  return { token, record: { table: 'mail-link', key: hashOf(token), value: JSON.stringify(kept) } };
}

/** The link of a token; `undefined` where it is none of ours. */
export function readAnswerLink(store: Pick<GraphStore, 'readRecord'>, token: string): AnswerLink | undefined {
  const text = TOKEN.test(token) ? store.readRecord('mail-link', hashOf(token)) : undefined;
  return text === undefined ? undefined : (JSON.parse(text) as AnswerLink);
}

/** The record that says that a link was used. */
export function usedLink(token: string, link: AnswerLink, now: Date): KeptRecord {
  return {
    table: 'mail-link',
    key: hashOf(token),
    value: JSON.stringify({ ...link, used: now.toISOString() }),
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
